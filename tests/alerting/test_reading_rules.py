"""Rules from what JSON or YAML hold, and back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.alerting import RuleError, read_rule, read_rules, write_rule
from elkvision.alerting.rule import WEEKDAYS

THRESHOLD = {"kind": "threshold", "op": ">", "value": 20}


def rule(**more):
    return {"name": "Checkout fails", "condition": THRESHOLD, **more}


REFUSED = [
    ([], "", "a mapping belongs here, and this is a list"),
    ({"condition": THRESHOLD}, "", "name is missing"),
    (rule(windw="5m"), "windw", '"windw" is not known here'),
    (rule(window=300), "window", "a length of time belongs here, and this is 300"),
    (rule(window="5 minutes"), "window", '"5 minutes" is no length of time'),
    (rule(window="7m", every="5m"), "window", "window and every do not fit"),
    (rule(every="5s"), "every", "5s is too short"),
    (rule(every="2d"), "every", "2d is too long"),
    (rule(query="level:>>"), "query", "at character"),
    (rule(group_by="service"), "group_by", 'a list belongs here, and this is "service"'),
    (rule(group_by=["a", "b", "c", "d"]), "group_by", "4 fields, 3 are the most"),
    (rule(group_by=["a", "a"]), "group_by", "a field is there twice"),
    (rule(group_by=["a*"]), "group_by[0]", '"a*" is no field\'s name'),
    (rule(labels={"team": 7}), "labels.team", "a text belongs here, and this is 7"),
    (rule(labels={"a b": "x"}), "labels", '"a b" is no label\'s name'),
    (rule(severity="errror"), "severity", '"errror" is none of critical, error, warning, info'),
    (rule(enabled="yes"), "enabled", "true or false belongs here"),
    (rule(runbook="javascript:alert(1)"), "runbook", "is no link"),
    (rule(quiet_hours=[{"from": "22:00", "to": "25:00"}]), "quiet_hours[0].to", '"25:00" is no time of day'),
    (
        rule(quiet_hours=[{"from": "22:00", "to": "06:00", "zone": "Mars/Base"}]),
        "quiet_hours[0].zone",
        '"Mars/Base" is no time zone',
    ),
    (
        rule(quiet_hours=[{"from": "22:00", "to": "06:00", "weekdays": ["monday"]}]),
        "quiet_hours[0].weekdays[0]",
        '"monday" is none of',
    ),
    (rule(condition={"op": ">"}), "condition", "kind is missing"),
    (rule(condition={"kind": "treshold"}), "condition.kind", '"treshold" is none of'),
    (rule(condition={**THRESHOLD, "value": "ten"}), "condition.value", 'a number belongs here, and this is "ten"'),
    (rule(condition={**THRESHOLD, "value": True}), "condition.value", "a number belongs here, and this is true"),
    (rule(condition={**THRESHOLD, "value": float("nan")}), "condition.value", "a number belongs here, and this is nan"),
    (rule(condition={**THRESHOLD, "value": 10**400}), "condition.value", "a number belongs here"),
    (rule(condition={**THRESHOLD, "look_back": "1d"}), "condition.look_back", '"look_back" is not known here'),
    (rule(condition={**THRESHOLD, "measure": "average"}), "condition.measure", "average lacks its field"),
    (
        rule(condition={**THRESHOLD, "measure": {"kind": "percentile", "field": "ms"}}),
        "condition.measure",
        "percentile lacks its percent",
    ),
    (rule(condition={"kind": "new_value"}), "condition", "new_value watches either a field or patterns"),
    (rule(condition={"kind": "anomaly"}, every="1m"), "every", "an anomaly is evaluated once a window"),
    (rule(condition={"kind": "anomaly"}, window="7m"), "window", "an anomaly's window is from 5m to 1d"),
    (
        rule(condition={"kind": "new_value", "pattern": True}, group_by=["service"]),
        "group_by",
        "a rule for new patterns has no groups",
    ),
    (rule(condition={"kind": "match"}, window="5m"), "window", "a rule of the kind match has no window"),
]


@pytest.mark.parametrize(("given", "place", "problem"), REFUSED, ids=[f"{at}: {what}"[:60] for _, at, what in REFUSED])
def test_what_is_no_rule_is_refused_with_the_place_the_problem_and_what_to_try(given, place, problem):
    with pytest.raises(RuleError) as caught:
        read_rule(given)
    assert caught.value.place == place
    assert problem in caught.value.problem
    assert caught.value.hint


def test_a_list_names_the_rule_that_is_wrong():
    with pytest.raises(RuleError, match=r"^rules\[1\]\.condition\.op: "):
        read_rules([rule(), rule(name="Other", condition={**THRESHOLD, "op": "over"})])


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(RuleError, match=r'rules\[1\]\.name: "Checkout fails" is rules\[0\]\'s name too'):
        read_rules([rule(), rule()])


def test_what_is_not_given_has_a_default():
    read = read_rule(rule())
    assert (read.every.seconds, read.window.seconds, read.settle.seconds, read.severity) == (60, 300, 10, "error")
    assert read.enabled


durations = st.integers(1, 500).map(lambda minutes: f"{minutes}m")
fields = st.sampled_from(["service", "host", "user.id", "attributes.order", "level"])
measures = st.one_of(
    st.just("count"),
    st.builds(
        lambda kind, field: {"kind": kind, "field": field}, st.sampled_from(["sum", "average", "distinct"]), fields
    ),
    st.builds(lambda field, percent: {"kind": "percentile", "field": field, "percent": percent}, fields, st.just(95)),
)
queries = st.sampled_from(["", "level:error", "service:(a OR b) -healthz"])
numbers = st.integers(0, 10**6) | st.floats(0, 1e6, allow_nan=False)
directions = st.sampled_from(["up", "down", "either"])
conditions = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("threshold"), "op": st.sampled_from([">", "<="]), "value": numbers},
        optional={"measure": measures, "of": queries, "rate": st.just("minute"), "no_data": st.just("keep")},
    ),
    st.fixed_dictionaries({"kind": st.just("absence")}, optional={"look_back": durations}),
    st.fixed_dictionaries({"kind": st.just("new_value"), "field": fields}, optional={"look_back": durations}),
    st.fixed_dictionaries(
        {"kind": st.just("change"), "percent": numbers},
        optional={"against": st.sampled_from(["previous", "last_week"]), "direction": directions, "minimum": numbers},
    ),
)
quiet = st.fixed_dictionaries(
    {"from": st.just("22:00"), "to": st.sampled_from(["06:00", "22:00"])},
    optional={"zone": st.just("Europe/Berlin"), "weekdays": st.lists(st.sampled_from(WEEKDAYS), min_size=1)},
)
rules = st.fixed_dictionaries(
    {"name": st.text(min_size=1, max_size=20).filter(str.strip), "condition": conditions},
    optional={
        "query": queries,
        "description": st.text(max_size=20),
        "group_by": st.lists(fields, max_size=3, unique=True),
        "every": st.sampled_from(["1m", "5m"]),
        "window": st.sampled_from(["5m", "1h"]),
        "for": durations,
        "settle": st.just("90s"),
        "keep_firing_for": durations,
        "severity": st.sampled_from(["critical", "info"]),
        "labels": st.dictionaries(st.sampled_from(["team", "site"]), st.text(max_size=9)),
        "quiet_hours": st.lists(quiet, max_size=2),
        "enabled": st.booleans(),
    },
)


def test_a_rule_for_new_patterns_reads_back():
    read = read_rule(rule(condition={"kind": "new_value", "pattern": True}))
    assert read_rule(write_rule(read)) == read


def test_an_anomaly_is_evaluated_once_a_window_and_reads_back():
    read = read_rule(rule(condition={"kind": "anomaly", "sensitivity": "high", "zone": "Europe/Berlin"}, window="1h"))
    assert read.every == read.window
    assert read_rule(write_rule(read)) == read


@settings(max_examples=80, deadline=None)
@given(rules, st.booleans())
def test_a_rule_that_is_written_reads_back_as_the_same_rule(data, short):
    read = read_rule(data)
    written = write_rule(read, short=short)
    assert read_rule(json.loads(json.dumps(written))) == read
    assert write_rule(read_rule(written), short=short) == written
