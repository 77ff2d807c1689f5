"""Whatever somebody writes: it compiles, or the mistake is a PipelineError with a place; nothing else, and quickly."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.pipeline import PipelineError, compile_pipeline
from elkvision.pipeline.language.source import Problem

PIECES = [
    "filter", "input", "output", "{", "}", "[", "]", "(", ")", "=>", "==", "=~", "!~", "<=", "!", ",", ";", "if", "else", "and", "or", "nand",
    "xor", "in", "not", "mutate", "drop", "add_tag", "add_field", "id", '"a"', "'b'", '"', "'", "/x/", "/", "[a]", "[a][b]", "[[a][b]]", "42",
    "-", "3.1", "true", "#", "\n", " ", "\\", "${X}", "${X:y}", "%{a}", "%{+yyyy}", "ü", "\0",
]  # fmt: skip

GOOD = """input { tcp { port => 5000 codec => json_lines } }
filter {
  if [a][b] == "x" and ([c] in ["d", "e"] or ![f]) { mutate { add_field => { "g" => "%{h}" } add_tag => [ "i", "j" ] } }
  else if [k] =~ /l/ { drop { } } else { mutate { id => 'm' } }
}
"""


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_pieces_in_any_order(text: str) -> None:
    refuse_or_run(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    refuse_or_run(text)
    refuse_or_run(f"filter {{ mutate {{ {text} }} }}")
    refuse_or_run(f"filter {{ if {text} {{ }} }}")


def test_a_good_configuration_with_pieces_taken_out_doubled_and_moved() -> None:
    dice = random.Random(7)
    for _ in range(600):
        start, end = sorted(dice.sample(range(len(GOOD)), 2))
        end = min(end, start + 12)
        piece = dice.choice(["", GOOD[start:end] * 2, dice.choice(PIECES)])
        refuse_or_run(GOOD[:start] + piece + GOOD[end:])


@pytest.mark.parametrize(
    "text",
    [
        "filter { if " + "(" * 5000 + "[a]" + ")" * 5000 + " { } }",
        "filter { " + "if [a] { " * 5000 + "}" * 5001,
        "filter { mutate { add_tag => " + "[" * 5000 + "]" * 5000 + " } }",
        "filter { mutate { add_field => " + '{ "a" => ' * 5000,
        "filter { mutate { codec => " + "a { b => " * 5000,
        'filter { mutate { add_tag => "' + '\\"' * 100_000,
        "filter { if [a] =~ /" + "\\/" * 100_000,
        "filter { " + "# " * 100_000,
        "filter { if " + "!" * 5000 + "[a] { } }",
        "filter { if [a] " + "and [a] " * 2000 + "{ } }",
        "filter { if [a] " + "and [a] or [b] nand [c] xor [d]" * 70 + "{ } }",
        "filter { if [a] " + "and [a] " * 290 + "or [b] " * 8 + "{ } }",
    ],
)
def test_depth_and_length_do_not_matter(text: str) -> None:
    started = time.perf_counter()
    refuse_or_run(text)
    assert time.perf_counter() - started < 2


def refuse_or_run(text: str) -> None:
    problems: tuple[Problem, ...] | None = None
    try:
        compile_pipeline(text)
    except PipelineError as error:
        problems = error.problems
    assert problems is None or problems
    for problem in problems or ():
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.message
