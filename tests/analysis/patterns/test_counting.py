"""Whatever is handed in: every line is in exactly one pattern, and parts make the whole."""

import pickle
import random
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from elkvision.analysis.patterns import Tally
from elkvision.core.query import matcher, parse

WORDS = st.sampled_from(
    [
        "basket",
        "card",
        "user",
        "alice",
        "bob",
        "failed",
        "10.0.0.7",
        "0x1f",
        "17",
        "/var/log",
        "a=b",
        "(x)",
        "()",
        "12:00:01",
    ]
)
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)
TEXTS = st.lists(
    st.one_of(SENTENCES, st.text(max_size=60), st.text(alphabet="\x00 \n<*>()[]1a./:-_é\u0130", max_size=30))
)


def counted(messages: list[str], **settings: int) -> Tally:
    tally = Tally(**settings)
    tally.add(messages)
    return tally


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_every_line_is_in_exactly_one_pattern(messages: list[str]) -> None:
    tally = counted(messages)
    found = {pattern.id: pattern.count for pattern in tally.patterns()}
    assert len(found) == len(tally.patterns())
    assert Counter(tally.ids_of(messages)) == found
    assert sum(found.values()) == tally.count == len(messages)


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=100)
def test_parts_that_are_merged_are_what_was_counted_at_once(some: list[str], others: list[str]) -> None:
    merged, at_once = counted(some), counted(some + others)
    merged.merge(counted(others))
    assert merged.patterns() == at_once.patterns()


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_the_order_of_lines_changes_nothing_but_samples(messages: list[str]) -> None:
    forth, back = counted(messages, samples=0), counted(messages[::-1], samples=0)
    assert forth.patterns() == back.patterns()


@given(TEXTS)
@example(["failed 7 x"])
@settings(deadline=None, max_examples=200)
def test_the_query_of_a_pattern_finds_each_of_its_lines(messages: list[str]) -> None:
    tally = counted(messages)
    finds = {pattern.id: matcher(parse(pattern.query)) for pattern in tally.patterns()}
    for message, of in zip(messages, tally.ids_of(messages), strict=True):
        assert of is not None
        assert finds[of]({"message": message})


def test_the_query_does_not_find_what_has_other_words() -> None:
    (pattern,) = counted(["card of shop 7 declined"]).patterns()
    assert pattern.query == 'message:"card of shop" message:"declined"'
    assert not matcher(parse(pattern.query))({"message": "basket of shop 7 declined"})


def test_very_long_lines_are_counted_by_their_beginning() -> None:
    tally = counted(["basket 7 " + "x1 " * 100_000, "basket 8 " + "y" * 1_000_000, "a" * 1_000_000, "/.a:-" * 200_000])
    found = tally.patterns()
    assert sum(pattern.count for pattern in found) == 4
    assert all(len(sample) <= 2_000 for pattern in found for sample in pattern.samples)


def test_memory_is_bounded_and_no_line_lost_when_all_differ() -> None:
    dice = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    tally = Tally(most_shapes=500)
    for _ in range(4):
        tally.add("".join(dice.choices(letters + " =:", k=40)) for _ in range(10_000))
    found = tally.patterns()
    assert len(found) <= 500
    assert sum(pattern.count for pattern in found) == tally.count == 40_000
    assert "<*>" in {pattern.template for pattern in found}


def test_what_is_frequent_stays_a_pattern_when_space_runs_out() -> None:
    dice = random.Random(7)
    tally = Tally(most_shapes=500)
    for number in range(4):
        noise = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz =", k=40)) for _ in range(5_000)]
        tally.add([*noise, *(f"basket {number} saved" for number in range(5_000))])
    saved = next(pattern for pattern in tally.patterns() if pattern.template == "basket <number> saved")
    assert saved.count == 20_000


def test_names_stay_one_variable_when_space_runs_out() -> None:
    tally = Tally(most_shapes=100)
    names = ["".join(name) for name in zip(*[iter("abcdefghijklmnopqrstuvwxyz" * 400)] * 5, strict=False)]
    letters = random.Random(7)
    everyone = {"".join(letters.choices("abcdefgh", k=6)) for _ in names}
    tally.add(f"password of {name} has been changed" for name in sorted(everyone))
    tally.add(f"password of {name} has been changed" for name in sorted(everyone))
    (pattern,) = tally.patterns()
    assert (pattern.template, pattern.count) == ("password of <word> has been changed", 2 * len(everyone))


def test_a_tally_can_be_carried_to_another_process() -> None:
    tally = counted(["basket 1 saved", "card declined"])
    assert pickle.loads(pickle.dumps(tally)).patterns() == tally.patterns()
