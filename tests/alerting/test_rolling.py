"""Windows that overlap are not read again, and are what they would be if they were."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.alerting.conftest import Logs

from elkvision.alerting import read_rule
from elkvision.alerting.evaluating import Due, evaluate
from elkvision.alerting.planning import ask_all, columns
from elkvision.alerting.rolling import Rolling
from elkvision.alerting.state import State
from elkvision.core.errors import Unavailable

NOON = 1_763_899_200
MANY = {"kind": "threshold", "op": ">", "value": 1}
RULES = [
    {"condition": MANY, "window": "5m"},
    {"condition": MANY, "window": "1m", "query": "level:error"},
    {"condition": {**MANY, "of": ""}, "window": "3m", "query": "level:error", "group_by": ["service"]},
    {"condition": {"kind": "change", "percent": 50}, "window": "2m"},
    {"condition": {**MANY, "measure": {"kind": "sum", "field": "ms"}}, "window": "5m", "group_by": ["service"]},
    {"condition": {**MANY, "measure": {"kind": "minimum", "field": "ms"}}, "window": "5m"},
    {"condition": {**MANY, "measure": {"kind": "average", "field": "ms"}}, "window": "3m", "group_by": ["service"]},
    {"condition": {"kind": "absence"}, "window": "2m", "group_by": ["service"]},
]


def at(second):
    return datetime.fromtimestamp(second, UTC)


def rules(numbers):
    return [read_rule({"name": f"r{number}", "settle": "0s", **RULES[number]}) for number in numbers]


def visible(logs, moment):
    """What had been received by then, in a store of its own."""
    then = Logs()
    for fields in logs:
        if fields.get("received", fields["second"]) < moment:
            then.add(**fields)
    return then


def received(second, late):
    """So many seconds later, or at the very moment at which a minute is looked at."""
    return (second // 60 + 2) * 60 if late is None else second + late


lines = st.lists(
    st.builds(
        lambda second, late, fields: {"second": NOON + second, "received": received(NOON + second, late), **fields},
        st.integers(-200, 700),
        st.sampled_from([0, 1, 70, 200, -90, None, None]),
        st.fixed_dictionaries(
            {"level": st.sampled_from(["error", "info"])},
            optional={"service": st.sampled_from(["web", "api"]), "ms": st.integers(0, 3)},
        ),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines,
    st.integers(1, 6),
    st.lists(st.sets(st.integers(0, 7), max_size=5), min_size=2, max_size=6),
)
def test_what_was_kept_and_what_came_since_is_what_reading_it_all_again_finds(said, begin, rounds):
    rolling = Rolling()
    for minute, numbers in enumerate(rounds, begin):
        moment = NOON + 60 * minute
        then = visible(said, moment)
        ends = range(moment - 60, moment + 60, 60)
        wanted = [column for rule in rules(sorted(numbers)) for column in columns(rule, ends)]
        kept = ask_all(rolling.asker(then.ask, at(moment)), wanted)
        assert {key: plain(series) for key, series in kept.items()} == {
            key: plain(series) for key, series in ask_all(then.ask, wanted).items()
        }


def plain(series):
    return {keys: list(numbers) for keys, numbers in series.items()}


def test_a_minute_later_only_that_minute_and_what_came_late_is_counted():
    logs = Logs()
    for second in range(0, 600, 10):
        logs.add(NOON + second, level="error")
    logs.add(NOON + 400, received=NOON + 630, level="error")
    (rule,) = rules([0])
    rolling, states = Rolling(), State(until=NOON + 540)
    for moment in (NOON + 600, NOON + 660):
        logs.asks.clear()
        ask = rolling.asker(logs.ask, at(moment))
        (outcome,) = evaluate(ask, [Due("r", rule, states)], at(moment))
        states = outcome.state
    (asked,) = logs.asks
    assert logs.ask(replace(asked, step=None)).total.numbers == [1]
    assert states.instances["[]"].numbers["value"] == 25


def test_more_groups_than_are_asked_for_are_asked_as_if_nothing_was_kept():
    logs = Logs()
    for number in range(201):
        logs.add(NOON + 5, user=f"u{number}")
    crowded = read_rule({"name": "r", "settle": "0s", "condition": MANY, "group_by": ["user"]})
    (outcome,) = evaluate(Rolling().asker(logs.ask, at(NOON + 60)), [Due("r", crowded, State())], at(NOON + 60))
    assert "201 different groups by user" in outcome.state.error


def test_what_was_counted_before_the_store_went_away_is_not_counted_twice():
    logs = Logs()
    for second in range(0, 600, 10):
        logs.add(NOON + second, level="error")
    wanted = [column for rule in rules([0, 3]) for column in columns(rule, range(NOON + 600, NOON + 660, 60))]
    rolling, answers = Rolling(), 0

    def failing(ask):
        nonlocal answers
        answers += 1
        if answers % 2 == 0:
            raise Unavailable("The store does not answer.")
        return logs.ask(ask)

    for _ in range(4):
        ask_all(rolling.asker(failing, at(NOON + 600)), wanted)
    kept = ask_all(rolling.asker(logs.ask, at(NOON + 600)), wanted)
    assert {key: plain(series) for key, series in kept.items()} == {
        key: plain(series) for key, series in ask_all(logs.ask, wanted).items()
    }
