"""New kinds of messages."""

from datetime import UTC, datetime, timedelta

import pytest

from elkvision.alerting import read_rule
from elkvision.alerting.evaluating import Due, evaluate
from elkvision.alerting.proof import prove
from elkvision.alerting.state import State

NOON = 1_763_899_200
RULE = read_rule(
    {
        "name": "r",
        "settle": "0s",
        "window": "2m",
        "condition": {"kind": "new_value", "pattern": True, "look_back": "1d"},
    }
)


def at(second):
    return datetime.fromtimestamp(second, UTC)


@pytest.fixture
def said(logs):
    for number, user in enumerate(["alice", "bob", "carol", "dave", "erin", "frank", "grace"]):
        logs.add(NOON - 3600 + number, message=f"user {user} logged in from 10.0.0.{number}")
    logs.add(NOON + 100, message="user mallory logged in from 10.6.6.6")
    for second in (200, 210):
        logs.add(NOON + second, message=f"kernel panic in cpu {second}")
    return logs


@pytest.mark.parametrize("minutes", [[1, 2, 3, 4, 5, 6, 7, 8], [1, 8], [1, 5, 8]])
def test_a_new_kind_of_message_fires_once_and_new_values_of_a_known_kind_do_not(said, minutes):
    state, turns = State(), []
    for minute in minutes:
        (outcome,) = evaluate(said.ask, [Due("r", RULE, state)], at(NOON + 60 * minute), said.read)
        state, turns = outcome.state, [*turns, *outcome.turns]
    assert [((turn.at - NOON) // 60, turn.to, turn.labels) for turn in turns] == [
        (4, "firing", {"pattern": "kernel panic in cpu <*>"}),
        (6, "resolved", {"pattern": "kernel panic in cpu <*>"}),
    ]
    assert turns[0].query == 'message:"kernel panic in cpu"'
    assert turns[0].numbers == {"value": 2}


def test_its_proof_says_the_same(said):
    proof = prove(said.ask, RULE, at(NOON + 480), timedelta(minutes=7), read=said.read)
    assert [(one.start, one.end, one.peak) for one in proof.firings] == [(NOON + 240, NOON + 360, 2)]


def test_where_lines_cannot_be_read_the_rule_says_so(said):
    (outcome,) = evaluate(said.ask, [Due("r", RULE, State())], at(NOON))
    assert outcome.state.error == "Patterns cannot be watched here. (watch a field instead)"
