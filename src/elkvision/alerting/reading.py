"""Rules from what JSON or YAML hold. Every refusal is one RuleError that names the place."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from elkvision.alerting import rule as shapes
from elkvision.alerting.errors import RuleError
from elkvision.alerting.needs import watches_patterns
from elkvision.alerting.places import Place, shown
from elkvision.alerting.rule import Condition, Kind, QuietHours, Rule
from elkvision.core.errors import QueryError
from elkvision.core.query import parse
from elkvision.store.contract import MeasureKind

_NAMES: Final = (
    "name", "description", "query", "group_by", "condition", "window", "every", "for", "settle", "keep_firing_for",
    "severity", "labels", "annotations", "runbook", "quiet_hours", "enabled",
)  # fmt: skip
#: What a rule that looks at each line has no use for.
_OF_WINDOWS: Final = ("window", "every", "for", "settle", "keep_firing_for")
_LABEL = re.compile(r"[A-Za-z_][\w.@-]{0,99}\Z", re.ASCII)
_FIELD = re.compile(r"[^\s*?:\"()\[\]{}]{1,200}\Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)


def read_rule(data: object, place: str = "") -> Rule:
    """Raises RuleError for what is no rule; nothing is guessed and nothing is passed over."""
    given = Place(place, data).fields(_NAMES, required=("name", "condition"))
    condition = _condition(given["condition"])
    if isinstance(condition, shapes.Match):
        for name in _OF_WINDOWS:
            if name in given:
                raise given[name].error(
                    f"a rule of the kind match has no {name}", "leave it out: each line is looked at"
                )
    others = _others(given)
    if isinstance(condition, shapes.Anomaly):
        others["every"] = _once_a_window(given, others.setdefault("window", shapes.ANOMALY_WINDOW))
    made = Rule(name=given["name"].text(200, empty=False).strip(), condition=condition, **others)
    _steps(made, given)
    if made.group_by and watches_patterns(made):
        raise given["group_by"].error("a rule for new patterns has no groups", "leave it out, and narrow the query")
    return made


def read_rules(data: object, place: str = "rules") -> list[Rule]:
    """A list of rules, each with a name of its own."""
    rules: list[Rule] = []
    names: dict[str, int] = {}
    for each in Place(place, data).elements():
        rule = read_rule(each.value, each.name)
        if rule.name in names:
            first = f"{place}[{names[rule.name]}]"
            raise RuleError(f"{each.name}.name", f"{shown(rule.name)} is {first}'s name too", hint="rename one of them")
        names[rule.name] = len(rules)
        rules.append(rule)
    return rules


def _others(given: Mapping[str, Place]) -> dict[str, Any]:
    readers: dict[str, tuple[str, Callable[[Place], object]]] = {
        "description": ("description", lambda at: at.text(5000)),
        "query": ("query", _query),
        "group_by": ("group_by", _group_by),
        "window": ("window", lambda at: at.duration(shapes.SHORTEST_EVERY, shapes.LONGEST_WINDOW)),
        "every": ("every", lambda at: at.duration(shapes.SHORTEST_EVERY, shapes.LONGEST_EVERY)),
        "for": ("for_", lambda at: at.duration(high=shapes.LONGEST_WINDOW)),
        "settle": ("settle", lambda at: at.duration(high=shapes.LONGEST_SETTLE)),
        "keep_firing_for": ("keep_firing_for", lambda at: at.duration(high=shapes.LONGEST_WINDOW)),
        "severity": ("severity", lambda at: at.choice(shapes.Severity)),
        "labels": ("labels", _labels),
        "annotations": ("annotations", _labels),
        "runbook": ("runbook", _runbook),
        "quiet_hours": ("quiet_hours", lambda at: tuple(map(_quiet_hours, at.elements()))),
        "enabled": ("enabled", Place.flag),
    }
    return {name: read(given[key]) for key, (name, read) in readers.items() if key in given}


def _steps(rule: Rule, given: Mapping[str, Place]) -> None:
    """The windows have to fall on the schedule."""
    longer, shorter = max(rule.window, rule.every), min(rule.window, rule.every)
    if longer % shorter:
        place = given.get("window") or given["every"]
        raise place.error(
            "window and every do not fit: the longer has to be a whole number of times the shorter",
            "such as a window of 5m every 1m",
        )


def _once_a_window(given: Mapping[str, Place], window: timedelta) -> timedelta:
    """Windows of an anomaly are compared with those of other days at the same time, so they do not overlap."""
    if not shapes.ANOMALY_WINDOW <= window <= _DAY or _DAY % window:
        raise given["window"].error("an anomaly's window is from 5m to 1d, and divides a day", "use 5m, 15m or 1h")
    if "every" in given and given["every"].duration() != window:
        raise given["every"].error("an anomaly is evaluated once a window", "leave every out")
    return window


def _query(at: Place) -> str:
    text = at.text()
    try:
        parse(text)
    except QueryError as error:
        raise at.error(f"at character {error.column}: {error.message}", error.hint) from error
    return text


def _field(at: Place) -> str:
    name = at.text(200, empty=False)
    if not _FIELD.match(name):
        raise at.error(f"{shown(name)} is no field's name", "write it as a query does, such as service or user.id")
    return name


def _group_by(at: Place) -> tuple[str, ...]:
    names = tuple(_field(each) for each in at.elements())
    if len(names) > shapes.MOST_GROUP_FIELDS:
        raise at.error(f"{len(names)} fields, {shapes.MOST_GROUP_FIELDS} are the most", "leave some out")
    if len(set(names)) < len(names):
        raise at.error("a field is there twice", "leave one of them out")
    return names


def _labels(at: Place) -> dict[str, str]:
    labels = at.texts()
    for name, value in labels.items():
        if not _LABEL.match(name):
            raise at.error(f"{shown(name)} is no label's name", "begin with a letter, go on with letters, digits and _")
        if len(value) > 5000:
            raise RuleError(f"{at.name}.{name}", "it has more than 5,000 characters", hint="make it shorter")
    return labels


def _runbook(at: Place) -> str:
    link = at.text(2000)
    if link and not link.startswith(("https://", "http://")):
        raise at.error(f"{shown(link)} is no link", "begin with https://")
    return link


def _quiet_hours(at: Place) -> QuietHours:
    given = at.fields(("weekdays", "from", "to", "zone"), required=("from", "to"))
    zone = _zone(given["zone"]) if "zone" in given else "UTC"
    days: list[shapes.Weekday] = (
        [each.choice(shapes.Weekday) for each in given["weekdays"].elements()]
        if ("weekdays" in given)
        else list(shapes.WEEKDAYS)
    )
    if not days:
        raise given["weekdays"].error("no weekday is named", "name some, or leave weekdays out for all")
    ordered = tuple(day for day in shapes.WEEKDAYS if day in days)
    return QuietHours(_clock(given["from"]), _clock(given["to"]), zone, ordered)


def _zone(at: Place) -> str:
    name = at.text(100)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise at.error(f"{shown(name)} is no time zone", "write it like Europe/Berlin") from error
    return name


def _clock(at: Place) -> time:
    found = _CLOCK.match(at.value) if isinstance(at.value, str) else None
    if found is None:
        raise at.error(f"{shown(at.value)} is no time of day", 'write it in quotes, as "22:00"')
    return time(int(found[1]), int(found[2]))


def _number(at: Place) -> shapes.Number:
    """A measure, or its kind alone where nothing else is to say (`count`)."""
    given = {"kind": at} if isinstance(at.value, str) else at.fields(("kind", "field", "percent"), required=("kind",))
    kind: MeasureKind = given["kind"].choice(MeasureKind)
    if kind == "count":
        if "field" in given:
            raise given["field"].error("count counts lines, and has no field", "leave it out, or use distinct")
    elif "field" not in given:
        raise at.error(f"{kind} lacks its field", "add field")
    if "percent" in given and kind != "percentile":
        raise given["percent"].error(f"{kind} has no percent", "leave it out, or use percentile")
    if kind == "percentile" and "percent" not in given:
        raise at.error("percentile lacks its percent", "add percent, such as 95")
    percent = given["percent"].number(0, 100) if "percent" in given else 50.0
    return shapes.Number(kind, _field(given["field"]) if "field" in given else "", percent)


def _condition(at: Place) -> Condition:
    if not isinstance(at.value, Mapping):
        raise at.error(f"a mapping belongs here, and this is {shown(at.value)}", "begin with kind: threshold")
    if "kind" not in at.value:
        raise at.error("kind is missing", f"add kind: one of {', '.join(get_args(Kind))}")
    kind = Place(f"{at.name}.kind", at.value["kind"]).choice(Kind)
    names, required, make = _CONDITIONS[kind]
    given = at.fields(("kind", *names), required=("kind", *required))
    condition: Condition = make(**{name: _READERS[name](given[name]) for name in names if name in given})
    if isinstance(condition, shapes.NewValue) and (condition.field is None) != condition.pattern:
        raise at.error("new_value watches either a field or patterns", "give field: host, or pattern: true")
    return condition


_READERS: Final[Mapping[str, Callable[[Place], object]]] = {
    "op": lambda at: at.choice(shapes.Operator),
    "value": Place.number,
    "measure": _number,
    "of": _query,
    "rate": lambda at: at.choice(shapes.Per),
    "no_data": lambda at: at.choice(shapes.NoData),
    "look_back": lambda at: at.duration(_SECOND, shapes.LONGEST_LOOK_BACK),
    "field": _field,
    "pattern": Place.flag,
    "percent": lambda at: at.number(0),
    "against": lambda at: at.choice(shapes.Against),
    "direction": lambda at: at.choice(shapes.Direction),
    "minimum": lambda at: at.number(0),
    "sensitivity": lambda at: at.choice(shapes.Sensitivity),
    "zone": _zone,
}
#: By kind: what it may have, what it has to have, and what is made of them.
_CONDITIONS: Final[Mapping[str, tuple[Sequence[str], Sequence[str], Callable[..., Condition]]]] = {
    "threshold": (("op", "value", "measure", "of", "rate", "no_data"), ("op", "value"), shapes.Threshold),
    "absence": (("look_back",), (), shapes.Absence),
    "new_value": (("field", "pattern", "look_back"), (), shapes.NewValue),
    "change": (("percent", "against", "direction", "minimum", "measure"), ("percent",), shapes.Change),
    "anomaly": (("direction", "sensitivity", "zone", "measure"), (), shapes.Anomaly),
    "match": ((), (), shapes.Match),
}
