"""Inactive, pending, firing, resolved: what instances go through."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.alerting import read_rule
from elkvision.alerting.answer import Answer
from elkvision.alerting.errors import RuleTrouble
from elkvision.alerting.needs import needs
from elkvision.alerting.state import State, read_state, write_state
from elkvision.alerting.states import advance, failed

MINUTE = 60
WEB, API = ("web",), ("api",)


def rule(condition=None, **more):
    condition = condition or {"kind": "threshold", "op": ">", "value": 10}
    return read_rule({"name": "r", "condition": condition, "window": "1m", "every": "1m", **more})


def run(rule, **series):
    """The turns of one instance for one column of numbers a minute, as (minute, to)."""
    return [(turn.at // MINUTE, turn.to) for turn in turns_of(rule, {(): [series["numbers"]]})[1]]


def turns_of(rule, series, state=None, first=1, **more):
    length = len(next(iter(series.values()))[0])
    ends = [(first + place) * MINUTE for place in range(length)]
    return advance(rule, state or State(), Answer(ends, series, **more))


def test_without_patience_it_fires_at_once_and_resolves_at_once():
    assert run(rule(), numbers=[1, 11, 12, 10, 1]) == [(2, "firing"), (4, "resolved")]


def test_it_is_pending_for_as_long_as_the_rule_says():
    assert run(rule(**{"for": "2m"}), numbers=[11, 11, 11, 11, 0]) == [(1, "pending"), (3, "firing"), (5, "resolved")]


def test_what_ends_while_pending_never_fired():
    assert run(rule(**{"for": "2m"}), numbers=[11, 11, 0, 11]) == [(1, "pending"), (3, "inactive"), (4, "pending")]


def test_it_keeps_firing_for_as_long_as_the_rule_says():
    numbers = [11, 0, 0, 11, 0, 0, 0, 0]
    assert run(rule(keep_firing_for="3m"), numbers=numbers) == [(1, "firing"), (8, "resolved")]


def test_each_group_has_a_state_of_its_own():
    state, turns = turns_of(rule(group_by=["service"]), {WEB: [[11, 0]], API: [[0, 12]]})
    assert [(turn.at, turn.labels, turn.to) for turn in turns] == [
        (60, {"service": "web"}, "firing"),
        (120, {"service": "api"}, "firing"),
        (120, {"service": "web"}, "resolved"),
    ]
    assert state.stage == "firing"


def test_a_turn_carries_its_numbers_its_window_its_words_and_the_query_for_its_lines():
    _, (turn,) = turns_of(rule(group_by=["service"], query="level:error OR status:500"), {WEB: [[11]]})
    assert turn.numbers == {"value": 11, "threshold": 10}
    assert (turn.start, turn.at) == (0, 60)
    assert turn.query == "(level:error OR status:500) service:web"
    assert turn.words == "11 lines in 1 m; the rule is for more than 10"


def test_a_share_of_nothing_is_no_number():
    share = {"kind": "threshold", "op": "<", "value": 0.9, "of": "service:web"}
    assert turns_of(rule(share), {(): [[0, 5], [0, 10]]})[1][0].at == 120
    assert turns_of(rule({**share, "no_data": "fire"}), {(): [[0], [0]]})[1][0].numbers["value"] is None


def test_no_number_keeps_the_state_where_the_rule_says_so():
    kept = rule(
        {"kind": "threshold", "op": ">", "value": 1, "measure": {"kind": "average", "field": "ms"}, "no_data": "keep"}
    )
    assert run(kept, numbers=[None, 5, None, None, 0, None]) == [(2, "firing"), (5, "resolved")]


def test_a_rate_is_by_the_length_of_the_window():
    per_second = rule({"kind": "threshold", "op": ">", "value": 2, "rate": "second"})
    assert run(per_second, numbers=[120, 121]) == [(2, "firing")]


def test_a_group_that_goes_quiet_is_told_until_it_is_forgotten():
    quiet = rule({"kind": "absence", "look_back": "3m"}, group_by=["service"])
    _, turns = turns_of(quiet, {WEB: [[5, 0, 0, 0, 0, 0]], API: [[0, 0, 0, 0, 0, 0]]})
    assert [(turn.at // 60, turn.to, turn.labels["service"]) for turn in turns] == [
        (2, "firing", "web"),
        (5, "resolved", "web"),
    ]


def test_a_group_seen_before_the_rule_began_is_missed_too():
    quiet = rule({"kind": "absence", "look_back": "1h"}, group_by=["service"])
    answer = Answer([7200], {}, {WEB: 7200 - 600, API: 7200 - 3660})
    assert [turn.labels for turn in advance(quiet, State(), answer)[1]] == [{"service": "web"}]


def test_without_groups_nothing_at_all_is_an_absence():
    assert run(rule({"kind": "absence"}), numbers=[0, 3, 0]) == [(1, "firing"), (2, "resolved"), (3, "firing")]


def test_a_new_value_fires_for_one_window_and_is_known_from_then_on():
    fresh = rule({"kind": "new_value", "field": "host", "look_back": "1h"}, window="2m")
    _, turns = turns_of(fresh, {("db1",): [[0, 1, 1, 0, 0, 4]]})
    assert [(turn.at // 60, turn.to) for turn in turns] == [(2, "firing"), (4, "resolved")]


def test_a_value_is_new_again_after_the_look_back():
    fresh = rule({"kind": "new_value", "field": "host", "look_back": "3m"})
    _, turns = turns_of(fresh, {("db1",): [[1, 0, 0, 1, 0, 0, 0, 1]]})
    assert [turn.at // 60 for turn in turns if turn.to == "firing"] == [1, 8]


def test_what_was_there_before_the_rule_began_is_not_new():
    fresh = rule({"kind": "new_value", "field": "host"}, window="2m")
    answer = Answer([7200], {("db1",): [[3]], ("db2",): [[3]]}, {("db1",): 7140})
    assert [turn.labels for turn in advance(fresh, State(), answer)[1]] == [{"host": "db2"}]


@pytest.mark.parametrize(
    ("direction", "now", "before", "fires"),
    [
        ("up", 150, 100, True), ("up", 149, 100, False), ("up", 50, 100, False), ("down", 50, 100, True),
        ("either", 50, 100, True), ("up", 5, 0, True), ("down", 0, 5, True), ("up", 4, 0, False), ("down", 0, 4, False),
        ("either", None, 100, False), ("either", 0, 0, False),
    ],
)  # fmt: skip
def test_a_change_is_measured_against_what_was(direction, now, before, fires):
    change = rule({"kind": "change", "percent": 50, "direction": direction, "minimum": 5})
    _, turns = turns_of(change, {(): [[now], [before]]})
    assert bool(turns) == fires


def test_what_comes_and_goes_is_held_and_said():
    state, turns = turns_of(rule(), {(): [[11, 0] * 8 + [0] * 20]})
    told = [(turn.at // 60, turn.to, turn.flapping) for turn in turns]
    assert told == [
        (1, "firing", False), (2, "resolved", False), (3, "firing", False), (4, "resolved", False),
        (5, "firing", False), (6, "resolved", False), (7, "firing", True), (31, "resolved", False),
    ]  # fmt: skip
    assert "came and went too often within 1 h" in turns[6].words
    assert state.stage == "inactive"


def test_more_groups_than_a_rule_may_have_are_an_error_in_words():
    low = rule({"kind": "threshold", "op": "<", "value": 5}, group_by=["user"])
    with pytest.raises(RuleTrouble, match="201 different groups by user, and 200 are the most"):
        turns_of(low, {(str(number),): [[1]] for number in range(201)})


def test_an_error_is_a_state_that_is_said_once_and_is_over_with_the_next_answer():
    state, _ = turns_of(rule(), {(): [[11]]})
    state, turns = failed(rule(), state, 120, "The store is away.")
    assert (state.stage, [(turn.to, turn.words) for turn in turns]) == ("error", [("error", "The store is away.")])
    assert failed(rule(), state, 180, "The store is away.") == (state, [])
    state, turns = turns_of(rule(), {(): [[11, 11]]}, state, first=2)
    assert (state.stage, [turn.to for turn in turns]) == ("firing", ["recovered"])


conditions = st.sampled_from(
    [
        {"kind": "threshold", "op": ">", "value": 2},
        {"kind": "threshold", "op": "<", "value": 2},
        {"kind": "threshold", "op": "<", "value": 1, "of": "x", "no_data": "fire"},
        {"kind": "threshold", "op": ">=", "value": 1, "of": "x", "no_data": "keep"},
        {"kind": "threshold", "op": "<", "value": 2, "measure": {"kind": "average", "field": "f"}, "no_data": "fire"},
        {"kind": "absence", "look_back": "4m"},
        {"kind": "new_value", "field": "host", "look_back": "5m"},
        {"kind": "change", "percent": 60, "direction": "down"},
    ]
)
rules = st.builds(
    lambda condition, hold, keep, window, grouped: rule(
        condition, **{"for": hold}, keep_firing_for=keep, window=window, group_by=["service"] if grouped else []
    ),
    conditions,
    st.sampled_from(["0s", "2m"]),
    st.sampled_from(["0s", "3m"]),
    st.sampled_from(["1m", "3m"]),
    st.booleans(),
)


@st.composite
def histories(draw):
    """A rule, what was worked out for it over some windows, and where they are cut."""
    made = draw(rules)
    length = draw(st.integers(1, 60))
    width = len(made.group_by) + (made.condition.kind == "new_value")
    keys = [(name,) * width for name in ("web", "api", None)] if width else [()]
    kinds = [need.number.kind for need in needs(made)]
    runs = st.lists(st.tuples(st.sampled_from([0, 0, 1, 3]), st.integers(1, 6)), min_size=length, max_size=length)

    def column(kind):
        numbers = [number for number, times in draw(runs) for _ in range(times)][:length]
        return [None if kind == "average" and not number else number for number in numbers]

    series = {key: [column(kind) for kind in kinds] for key in keys}
    seen = {key: -60 * draw(st.integers(0, 6)) for key in keys[:1]} if draw(st.booleans()) else {}
    return made, length, series, seen, sorted(draw(st.sets(st.integers(1, 60), max_size=8)))


def pieces_of(length, series, seen, cuts):
    edges = sorted({0, *(cut for cut in cuts if cut < length), length})
    for low, high in pairwise(edges):
        part = {key: [column[low:high] for column in columns] for key, columns in series.items()}
        # A store leaves out groups with nothing in these windows.
        part = {key: columns for key, columns in part.items() if any(map(any, columns))}
        yield Answer([60 * place for place in range(low + 1, high + 1)], part, seen if low == 0 else {})


@settings(max_examples=150, deadline=None)
@given(histories())
def test_it_is_the_same_whether_windows_come_one_by_one_or_many_or_all_at_once(history):
    made, length, series, seen, cuts = history
    results = []
    for edges in (list(range(length)), cuts, []):
        state, turns = State(), []
        for answer in pieces_of(length, series, seen, edges):
            state, more = advance(made, read_state(json.loads(json.dumps(write_state(state)))), answer)
            assert advance(made, state, answer) == (state, [])
            turns += more
        results.append((state, turns))
    assert results[0] == results[1] == results[2]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=60), st.integers(0, 4), st.integers(0, 4))
def test_it_goes_as_prometheus_goes_as_long_as_nothing_flaps(held, hold, keep):
    """The reference is the plainest reading of Prometheus' own description, one evaluation after another."""
    made = rule(**{"for": f"{hold}m"}, keep_firing_for=f"{keep}m")
    expected, active, firing, quiet = [], None, False, None
    for minute, holds in enumerate(held, 1):
        if holds:
            quiet = None
            active = minute if active is None else active
            if not firing and minute - active >= hold:
                firing = True
                expected.append((minute, "firing"))
            elif not firing and minute == active:
                expected.append((minute, "pending"))
        elif firing:
            quiet = minute if quiet is None else quiet
            if minute - quiet >= keep:
                firing, active = False, None
                expected.append((minute, "resolved"))
        elif active is not None:
            active = None
            expected.append((minute, "inactive"))
    fired = [place for place, (_, to) in enumerate(expected) if to == "firing"]
    calm = expected if len(fired) < 4 else expected[: fired[3]]
    assert run(made, numbers=[11 * holds for holds in held])[: len(calm)] == calm


def test_a_state_of_json_reads_back():
    state, _ = turns_of(rule(group_by=["service"]), {WEB: [[11, 0]], (None,): [[0, 12]]})
    assert read_state(json.loads(json.dumps(write_state(state)))) == state
    assert read_state({}) == State()
    assert replace(state, until=1).until == 1
