"""Rules evaluated together against a store."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.alerting.conftest import Logs

from elkvision.alerting import read_rule
from elkvision.alerting.evaluating import Due, evaluate
from elkvision.alerting.proof import prove
from elkvision.alerting.state import State
from elkvision.core.errors import Unavailable, Unsupported

NOON = 1_763_899_200
MORE_THAN_TWO = {"kind": "threshold", "op": ">", "value": 2}


def at(second):
    return datetime.fromtimestamp(second, UTC)


def rule(name="r", condition=None, **more):
    made = {"name": name, "condition": condition or MORE_THAN_TWO, "window": "1m", "settle": "0s", **more}
    return read_rule(made)


def evaluated(logs, rules, second, states=None):
    dues = [Due(rule.name, rule, (states or {}).get(rule.name, State())) for rule in rules]
    return {outcome.id: outcome for outcome in evaluate(logs.ask, dues, at(second))}


def test_a_rule_that_begins_looks_at_the_newest_settled_window_alone(logs):
    for second in (10, 20, 30, 70):
        logs.add(NOON + second)
    patient = rule(settle="30s")
    assert evaluated(logs, [patient], NOON + 89)["r"].state.until == NOON
    outcome = evaluated(logs, [patient], NOON + 90)["r"]
    assert (outcome.state.until, [turn.to for turn in outcome.turns]) == (NOON + 60, ["firing"])


def test_missed_windows_are_caught_up_with_in_one_ask(logs):
    for second in (10, 20, 30, 310, 320, 330):
        logs.add(NOON + second)
    outcome = evaluated(logs, [rule()], NOON + 600, {"r": State(until=NOON)})["r"]
    told = [((turn.at - NOON) // 60, turn.to) for turn in outcome.turns]
    assert told == [(1, "firing"), (2, "resolved"), (6, "firing"), (7, "resolved")]
    assert len(logs.asks) == 1


def test_rules_that_share_windows_share_an_ask_and_what_they_need_alike(logs):
    rules = [rule(f"r{number}", query=f"service:s{number % 5}") for number in range(100)]
    rules += [rule("shared", {**MORE_THAN_TWO, "of": ""}, query="service:s1")]
    assert len(evaluated(logs, rules, NOON)) == 101
    assert [len(ask.measures) for ask in logs.asks] == [6]


def test_rules_that_share_an_ask_see_their_own_lines(logs):
    for service in ("web", "web", "web", "api"):
        logs.add(NOON + 5, service=service)
    rules = [rule(service, query=f"service:{service}", group_by=["service"]) for service in ("web", "api")]
    outcomes = evaluated(logs, rules, NOON + 60)
    assert len(logs.asks) == 1
    assert [turn.labels for turn in outcomes["web"].turns] == [{"service": "web"}]
    assert outcomes["api"].turns == []


def test_one_bad_rule_does_not_spoil_the_others(logs):
    for _ in range(3):
        logs.add(NOON + 5, service="web")

    def ask(asked):
        if any("regex" in str(measure.query) for measure in asked.measures) or "regex" in str(asked.span.query):
            raise Unsupported("This store has no such expressions.")
        return logs.ask(asked)

    dues = [Due(each.name, each, State()) for each in (rule("good"), rule("bad", query="/regex/"))]
    outcomes = {outcome.id: outcome for outcome in evaluate(ask, dues, at(NOON + 60))}
    assert outcomes["good"].state.stage == "firing"
    assert (outcomes["bad"].state.stage, outcomes["bad"].state.error) == (
        "error",
        "This store has no such expressions.",
    )
    assert outcomes["bad"].state.until is None


def test_a_store_that_is_away_is_an_error_and_what_was_missed_is_caught_up_with(logs):
    def away(ask):
        raise Unavailable("The store does not answer.")

    (outcome,) = evaluate(away, [Due("r", rule(), State(until=NOON))], at(NOON + 60))
    assert (outcome.state.stage, outcome.state.until) == ("error", NOON)
    for _ in range(3):
        logs.add(NOON + 5)
    outcome = evaluated(logs, [rule()], NOON + 120, {"r": outcome.state})["r"]
    assert [turn.to for turn in outcome.turns] == ["recovered", "firing", "resolved"]


def test_a_window_with_too_many_groups_is_an_error_and_the_others_are_evaluated(logs):
    for number in range(201):
        logs.add(NOON + 65, user=f"u{number}")
    for second in (125, 126, 127):
        logs.add(NOON + second, user="alice")
    outcome = evaluated(logs, [rule(group_by=["user"])], NOON + 180, {"r": State(until=NOON)})["r"]
    assert [(turn.at - NOON, turn.to) for turn in outcome.turns] == [
        (120, "error"),
        (180, "recovered"),
        (180, "firing"),
    ]
    assert "201 different groups by user, and 200 are the most" in outcome.turns[0].words


def test_a_change_is_against_what_was_a_day_ago(logs):
    for day, count in ((1, 2), (0, 6)):
        for second in range(count):
            logs.add(NOON - day * 86_400 + second, service="web")
    changed = rule(condition={"kind": "change", "percent": 100, "against": "yesterday"}, group_by=["service"])
    (turn,) = evaluated(logs, [changed], NOON + 60)["r"].turns
    assert turn.numbers == {"value": 6, "before": 2, "percent": 200}
    assert turn.words == "6 lines in 1 m, 2 lines the same time yesterday (+200 %)"


def test_a_window_shorter_than_the_schedule_is_looked_at_as_it_is(logs):
    for second in (10, 20, 30, 290, 291, 292):
        logs.add(NOON + second)
    outcome = evaluated(logs, [rule(every="5m")], NOON + 600, {"r": State(until=NOON)})["r"]
    assert [turn.at - NOON for turn in outcome.turns] == [300, 600]


def test_match_rules_have_no_windows(logs):
    assert (
        list(
            evaluate(logs.ask, [Due("m", read_rule({"name": "m", "condition": {"kind": "match"}}), State())], at(NOON))
        )
        == []
    )


CONDITIONS = [
    MORE_THAN_TWO,
    {"kind": "threshold", "op": "<", "value": 1},
    {"kind": "threshold", "op": ">", "value": 0.5, "of": "", "no_data": "keep"},
    {"kind": "threshold", "op": ">=", "value": 2, "measure": {"kind": "average", "field": "ms"}},
    {"kind": "absence", "look_back": "6m"},
    {"kind": "new_value", "field": "host", "look_back": "5m"},
    {"kind": "change", "percent": 50},
]
rules = st.builds(
    lambda condition, grouped, more: rule(
        condition=condition, query="level:error", group_by=["service"] if grouped else [], **more
    ),
    st.sampled_from(CONDITIONS),
    st.booleans(),
    st.fixed_dictionaries(
        {"for": st.sampled_from(["0s", "2m"]), "keep_firing_for": st.sampled_from(["0s", "2m"])},
        optional={"window": st.just("3m")},
    ),
)
lines = st.lists(
    st.tuples(
        st.integers(-700, 1200),
        st.fixed_dictionaries(
            {"level": st.sampled_from(["error", "error", "info"])},
            optional={
                "service": st.sampled_from(["web", "api"]),
                "host": st.sampled_from(["a", "b"]),
                "ms": st.integers(0, 4),
            },
        ),
    ),
    max_size=40,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rules, min_size=1, max_size=4), lines, st.lists(st.integers(1, 20), max_size=5))
def test_the_proof_is_what_evaluating_minute_by_minute_with_gaps_comes_to(made, said, rounds):
    logs = Logs()
    for second, fields in said:
        logs.add(NOON + second, **fields)
    last = NOON + 1200
    # The first window is the one at NOON + 60, so that both begin alike.
    states = {}
    turns = {number: [] for number in range(len(made))}
    for minute in [1, *sorted(set(rounds)), 20]:
        dues = [Due(number, each, states.get(number, State())) for number, each in enumerate(made)]
        for outcome in evaluate(logs.ask, dues, at(NOON + 60 * minute)):
            states[outcome.id] = outcome.state
            turns[outcome.id] += outcome.turns
    for number, each in enumerate(made):
        if each.for_:
            continue
        proof = prove(logs.ask, each, at(last), timedelta(minutes=20))
        fired = [(turn.at, turn.labels, turn.numbers) for turn in turns[number] if turn.to == "firing"]
        proved = [(one.start, one.labels, one.numbers) for one in proof.firings]
        assert sorted(proved, key=str) == sorted(fired, key=str)
        still = sorted(one.start for one in proof.firings if one.end is None)
        assert still == sorted(i.fired for i in states[number].instances.values() if i.stage == "firing")


@pytest.mark.parametrize(
    ("length", "count", "words"),
    [
        (60, 2, "It would have fired twice in the last 60 minutes, longest 2 m."),
        (10, 0, "It would not have fired in the last 10 minutes."),
    ],
)
def test_a_proof_says_what_would_have_been(logs, length, count, words):
    for second in (0, 1, 2, 60, 61, 62, 63, 1800, 1801, 1802):
        logs.add(NOON + second, service="web")
    proof = prove(logs.ask, rule(group_by=["service"]), at(NOON + 3600), timedelta(minutes=length))
    assert (proof.count, proof.words) == (count, words)
    if count:
        first, second = proof.firings
        assert (first.start, first.end, first.window_start, first.peak) == (NOON + 60, NOON + 180, NOON, 4)
        assert (second.labels, second.query) == ({"service": "web"}, "service:web")
        assert sum(number for _, number in proof.volume) == 10
        assert max(number for _, number in proof.lines[0].points) == 4
    # One aggregation, and one for the volume.
    assert len(logs.asks) == 2


def test_a_proof_of_a_match_rule_counts_its_lines(logs):
    for second in range(5):
        logs.add(NOON + second)
    proof = prove(logs.ask, read_rule({"name": "m", "condition": {"kind": "match"}}), at(NOON + 60), timedelta(hours=1))
    assert (proof.count, proof.words) == (5, "It would have told of 5 lines in the last 60 minutes.")


def test_a_range_that_is_too_long_for_the_store_is_shortened_and_said(logs):
    quick = rule(every="10s", window="10s", group_by=["service"])
    proof = prove(logs.ask, quick, at(NOON), timedelta(days=60))
    assert proof.shortened == "Evaluated every 10 s, 13 d 21 h are the longest range that can be worked out."
    assert proof.end - proof.start == 120_000 * 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(-900, 3600), st.sampled_from(["a", "A", "b", "c"])), max_size=25),
    st.sampled_from(["3m", "10m", "2h"]),
    st.sampled_from(["1m", "2m"]),
)
def test_the_proof_of_new_values_follows_only_those_that_may_be_new_and_misses_none(said, look_back, window):
    logs = Logs()
    for second, host in said:
        logs.add(NOON + second, host=host)
    fresh = rule(condition={"kind": "new_value", "field": "host", "look_back": look_back}, window=window)
    (begun,) = evaluate(logs.ask, [Due("r", fresh, State())], at(NOON + 60))
    (gone_on,) = evaluate(logs.ask, [Due("r", fresh, begun.state)], at(NOON + 3600))
    fired = [turn for turn in [*begun.turns, *gone_on.turns] if turn.to == "firing"]
    proof = prove(logs.ask, fresh, at(NOON + 3600), timedelta(hours=1))
    found = [(one.start, one.labels["host"], one.numbers) for one in proof.firings]
    assert sorted(found, key=str) == sorted(((turn.at, turn.labels["host"], turn.numbers) for turn in fired), key=str)


def test_a_week_of_new_values_is_proved_although_there_are_many_values(logs):
    for number in range(900):
        logs.add(NOON - 86_400 * 9 + number, host=f"h{number}")
        logs.add(NOON - 86_400 + number, host=f"h{number}")
    logs.add(NOON - 600, host="evil")
    fresh = rule(condition={"kind": "new_value", "field": "host", "look_back": "30d"}, every="5m", window="5m")
    proof = prove(logs.ask, fresh, at(NOON), timedelta(days=7))
    assert [one.labels for one in proof.firings] == [{"host": "evil"}]
    assert not proof.shortened
