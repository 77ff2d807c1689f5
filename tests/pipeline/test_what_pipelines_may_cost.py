"""A pipeline costs those who share a process with it no more than it is allowed."""

import time
from collections.abc import Sequence

import pytest

from elkvision.core.event import Event
from elkvision.pipeline.allowance import Allowance
from elkvision.pipeline.expressions import BadExpression, compile_expression
from elkvision.pipeline.expressions.sizes import size_of
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.filters.grok.expansion import expand
from elkvision.pipeline.language.pipeline import compile_pipeline
from elkvision.pipeline.language.source import PipelineError
from elkvision.pipeline.routes import Definition, Origin, Route

ORIGIN = Origin("acme", "tcp", 1_790_000_000_000, None, {})


def made(text: str, *lines: bytes, allowance: Allowance | None = None) -> list[Event]:
    route = Route(
        [Definition(1, "web", 1, f"filter {{ {text} }}")], Surroundings(most_seconds=1.0), allowance=allowance
    )
    return [event for _, event in route.documents(list(enumerate(lines)), ORIGIN, 5)]


def whole(events: Sequence[Event], line: bytes) -> bool:
    return [event["message"] for event in events] == [line.decode()] and "_pipeline_failure" in events[0]["tags"]


def test_a_line_that_would_become_more_events_than_there_are_ids_stays_whole() -> None:
    line = b"a," * 70_000
    assert whole(made('split { terminator => "," }', line), line)


def test_copies_of_copies_are_counted_by_their_line() -> None:
    names = ",".join(f'"c{number}"' for number in range(300))
    events = made(f"clone {{ clones => [{names}] }} clone {{ clones => [{names}] }}", b"x", b"y")
    assert 300 < len(events) <= 20_000
    assert len({event["id"] for event in events}) == len(events)


def test_parts_that_are_too_many_after_other_copies_leave_the_text() -> None:
    names = ",".join(f'"c{number}"' for number in range(9_990))
    line = b",".join(b"%d" % number for number in range(20))
    events = made(f'clone {{ clones => [{names}] }} split {{ terminator => "," }}', line)
    assert [event["message"] for event in events] == [line.decode()] * 9_991


@pytest.mark.parametrize(
    "grows",
    [
        'mutate { replace => { "message" => "%{message}%{message}" } } ',
        'mutate { gsub => ["message", "x", "xx"] } ',
        'mutate { copy => { "message" => "[t][x]" } } mutate { merge => { "list" => "list" } } ',
        'mutate { copy => { "a" => "[t][x]" } } mutate { copy => { "a" => "[t][y]" } } mutate { rename => { "t" => "a" } } ',
    ],
)
def test_what_doubles_again_and_again_ends_before_the_memory_does(grows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elkvision.pipeline.allowance.MOST_MADE", 1 << 20)
    line = b'{"message":"' + b"x" * 2000 + b'","list":[1,2,3],"a":1}'
    (event,) = made(grows * 40, line)
    assert {"_pipeline_failure", "_mutate_error"} & set(event["tags"])
    assert len(str(event)) < 4 << 20


def test_an_event_that_is_too_deep_does_not_harm_the_others_of_its_batch() -> None:
    deeper = 'mutate { rename => { "a" => "[b][a]" } } mutate { rename => { "b" => "a" } } ' * 1500
    deep, fine = made(deeper, b'{"a":1,"message":"deep"}', b'{"message":"fine"}')
    assert "_pipeline_failure" in deep["tags"]
    assert fine["message"] == "fine"
    assert "tags" not in fine or "_pipeline_failure" not in fine["tags"]


def test_expressions_that_run_away_on_every_line_lose_no_more_than_they_are_allowed() -> None:
    slow = 'if [message] =~ /^(a|a)*$/ { drop { } } mutate { add_field => { "seen" => "yes" } }'
    began = time.monotonic()
    events = made(slow, *[b"a" * 60 + b"!"] * 2_000, allowance=Allowance(1.5))
    assert time.monotonic() - began < 10
    assert len(events) == 2_000
    assert all(event["attributes"]["seen"] == "yes" and "_pipeline_failure" in event["tags"] for event in events)


def test_an_expression_that_was_given_up_is_tried_again_later() -> None:
    now = [0.0]
    allowance = Allowance(2.0, lambda: now[0])
    allowance.spend("slow", 3.0)
    assert allowance.seconds("slow", 1.0) == 0
    assert 0 < allowance.seconds("other", 1.0) < 0.1
    now[0] = 1.0
    allowance.renew()
    assert allowance.seconds("slow", 1.0) == 0
    now[0] = 20.0
    allowance.renew()
    assert allowance.seconds("slow", 1.0) == 1.0


@pytest.mark.parametrize(
    "bomb", ["(((a{1000}){1000}){1000}){1000}", "(?:(?:ab|[x-z]{9}]){1000}){1000,}", "(a{99999999999}b){9}"]
)
def test_repetitions_that_multiply_are_refused_before_they_take_all_memory(bomb: str) -> None:
    with pytest.raises(BadExpression, match="multiply"):
        compile_expression(bomb)


def test_how_large_an_expression_is() -> None:
    assert size_of("abc") == 3
    assert size_of(r"(a\d){10}[^](]x]{3}") == 25
    assert size_of("x{0,60000}y{,9}z+") < 10


def test_patterns_that_stand_for_each_other_many_times_are_refused() -> None:
    patterns = {f"P{n}": f"%{{P{n + 1}}}" * 3 for n in range(40)} | {"P40": "a"}
    with pytest.raises(ValueError, match="longer"):
        expand("%{P0:x}", patterns, named_only=True)


def test_expressions_that_together_take_minutes_to_compile_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elkvision.pipeline.language.pipeline._MOST_CHARACTERS", 50_000)
    each = "grok {{ match => {{ 'message' => '{n} %{{COMBINEDAPACHELOG}} %{{IPORHOST:other}}' }} }} "
    text = f"filter {{ {''.join(each.format(n=n) for n in range(2_000))} }}"
    began = time.monotonic()
    with pytest.raises(PipelineError, match="together"):
        compile_pipeline(text)
    assert time.monotonic() - began < 10
