"""What is unusual for its hour of the week."""

from datetime import UTC, datetime, timedelta

import pytest

from elkvision.alerting import read_rule
from elkvision.alerting.evaluating import Due, evaluate
from elkvision.alerting.proof import prove
from elkvision.alerting.state import State
from elkvision.store.contract import Row, Table

#: A Monday.
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULE = read_rule(
    {"name": "Unusual", "condition": {"kind": "anomaly", "direction": "up"}, "window": "1h", "settle": "0s"}
)


class Store:
    """So many lines an hour: more by day than by night, and what is said of certain hours."""

    def __init__(self, **hours):
        self.asks = []
        self.hours = {NOON + timedelta(hours=int(hour)): count for hour, count in hours.items()}

    def __call__(self, ask):
        self.asks.append(ask)
        count = int((ask.span.end - ask.span.start) / ask.step)
        starts = [ask.span.start + place * ask.step for place in range(count)]
        numbers = [self.hours.get(start, 100 + start.day % 5 if 8 <= start.hour < 18 else 10) for start in starts]
        rows = [Row((), [0] * len(ask.measures), [numbers] * len(ask.measures))]
        return Table(rows[0], [], 0, starts)


def test_what_is_unusual_is_told_with_what_is_usual():
    store = Store(**{"0": 900})
    (outcome,) = evaluate(store, [Due("r", RULE, State())], NOON + timedelta(hours=1))
    (turn,) = outcome.turns
    assert turn.words.startswith("900 lines, usually ")
    assert turn.words.endswith("on Mondays at 12")
    assert turn.numbers["value"] == 900
    assert turn.numbers["high"] < 200


@pytest.mark.parametrize("hour", [0, 12, 15])
def test_the_proof_says_what_evaluating_hour_by_hour_does(hour):
    store = Store(**{str(hour): 900})
    state, turns = State(until=int(NOON.timestamp())), []
    for later in range(1, 25):
        (outcome,) = evaluate(store, [Due("r", RULE, state)], NOON + timedelta(hours=later))
        state, turns = outcome.state, [*turns, *outcome.turns]
    assert [turn.to for turn in turns] == ["firing", "resolved"]
    proof = prove(store, RULE, NOON + timedelta(hours=24), timedelta(hours=24))
    assert [(one.start, one.words) for one in proof.firings] == [(turns[0].at, turns[0].words)]


def test_a_usual_week_is_quiet():
    assert prove(Store(), RULE, NOON, timedelta(days=7)).firings == []
