"""Rules as what JSON and YAML hold: `read_rule(write_rule(rule)) == rule` for every rule that was read."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any, Final

from elkvision.alerting.durations import duration_text
from elkvision.alerting.rule import WEEKDAYS, Condition, Match, Number, QuietHours, Rule

#: Names in the order people read them, and what each is called here.
_NAMES: Final = (
    ("name", "name"), ("description", "description"), ("severity", "severity"), ("query", "query"),
    ("group_by", "group_by"), ("condition", "condition"), ("window", "window"), ("every", "every"), ("for", "for_"),
    ("settle", "settle"), ("keep_firing_for", "keep_firing_for"), ("labels", "labels"), ("annotations", "annotations"),
    ("runbook", "runbook"), ("quiet_hours", "quiet_hours"), ("enabled", "enabled"),
)  # fmt: skip
_OF_WINDOWS: Final = ("window", "every", "for", "settle", "keep_firing_for")
_CONDITION: Final = (
    "kind", "field", "pattern", "measure", "of", "rate", "op", "value", "percent", "against", "direction", "minimum",
    "sensitivity", "zone", "look_back", "no_data",
)  # fmt: skip


def write_rule(rule: Rule, *, short: bool = False) -> dict[str, Any]:
    """Everything the rule says; with `short`, without what goes without saying."""
    plain = Rule(name="", condition=Match())
    written = {
        key: _plain(getattr(rule, name))
        for key, name in _NAMES
        if not short or key in ("name", "severity", "condition") or getattr(rule, name) != getattr(plain, name)
    }
    written["condition"] = write_condition(rule.condition)
    if isinstance(rule.condition, Match):
        return {key: value for key, value in written.items() if key not in _OF_WINDOWS}
    written["window"], written["every"] = _plain(rule.window), _plain(rule.every)
    return {key: written[key] for key, _ in _NAMES if key in written}


def write_condition(condition: Condition) -> dict[str, Any]:
    found = {name: getattr(condition, name) for name in _CONDITION if hasattr(condition, name)}
    return {name: _plain(value) for name, value in found.items() if value is not None and value is not False}


def _plain(value: object) -> Any:
    """What JSON has for it."""
    for type_, write in _WRITERS.items():
        if isinstance(value, type_):
            return write(value)
    return value


def _number(number: Number) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": number.kind}
    if number.field:
        written["field"] = number.field
    if number.kind == "percentile":
        written["percent"] = number.percent
    return written


def _quiet_hours(hours: QuietHours) -> dict[str, Any]:
    days = {} if hours.weekdays == WEEKDAYS else {"weekdays": list(hours.weekdays)}
    return {**days, "from": _plain(hours.start), "to": _plain(hours.end), "zone": hours.zone}


_WRITERS: Final[dict[type, Callable[[Any], Any]]] = {
    timedelta: duration_text,
    time: lambda moment: moment.strftime("%H:%M"),
    Number: _number,
    QuietHours: _quiet_hours,
    tuple: lambda values: [_plain(value) for value in values],
    dict: lambda values: dict(sorted(values.items())),
}
