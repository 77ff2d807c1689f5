"""When a rule is not to be told of: its own quiet hours, and maintenance. Its state goes on all the same."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import re2

from elkvision.alerting.errors import RuleError
from elkvision.alerting.rule import WEEKDAYS, QuietHours, Rule

_DAY: Final = timedelta(days=1)
Comparison = Literal["=", "!=", "=~", "!~"]


def is_quiet(rule: Rule, moment: datetime) -> bool:
    """Is it within one of the rule's quiet hours, by the clocks of their zones?"""
    return any(_within(hours, moment) for hours in rule.quiet_hours)


def quiet_until(rule: Rule, moment: datetime) -> datetime | None:
    """When the quiet hours that it is in are over; None when it is in none."""
    if not is_quiet(rule, moment):
        return None
    end = moment
    # Hours that follow upon each other are one time of quiet; no more than a week of them is looked at.
    for _ in range(14 * max(1, len(rule.quiet_hours))):
        ends = [each for hours in rule.quiet_hours if (each := _end(hours, end)) is not None]
        if not ends:
            break
        end = max(ends)
    return end


def _within(hours: QuietHours, moment: datetime) -> bool:
    return _end(hours, moment) is not None


def _end(hours: QuietHours, moment: datetime) -> datetime | None:
    """When the hours that the moment is in are over. They begin and end when the zone's clocks say so: on the day the
    clocks change they are an hour shorter or longer, and an hour that clocks skip begins where it would have been."""
    zone = ZoneInfo(hours.zone)
    today = moment.astimezone(zone).date()
    for day in (today - _DAY, today):
        if WEEKDAYS[day.weekday()] not in hours.weekdays:
            continue
        after = day if hours.end > hours.start else day + _DAY
        start, end = _at(day, hours.start, zone, last=False), _at(after, hours.end, zone, last=True)
        if start <= moment < end:
            return end
    return None


def _at(day: date, clock: time, zone: ZoneInfo, *, last: bool) -> datetime:
    """The moment at which the zone's clocks show this; the second time for an end, when they show it twice."""
    shown = datetime.combine(day, clock, zone).replace(fold=int(last))
    return shown.astimezone(ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Matcher:
    """A label compared: equal, not equal, and the two with an expression that has to match the whole value. A label
    that is not there is the empty text."""

    label: str
    comparison: Comparison
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        found = labels.get(self.label, "")
        if self.comparison in ("=", "!="):
            return (found == self.value) == (self.comparison == "=")
        return (_expression(self.value).fullmatch(found) is not None) == (self.comparison == "=~")


_MATCHER = re.compile(r"\s*([A-Za-z_][\w.@-]*)\s*(=~|!~|!=|=)\s*(.*?)\s*\Z", re.ASCII | re.DOTALL)


def read_matcher(text: str, place: str = "matcher") -> Matcher:
    """`service=web`, `severity!=info`, `host=~"db.*"`: quotes around the value are optional. Raises RuleError."""
    found = _MATCHER.match(text)
    if found is None:
        raise RuleError(place, f'"{text}" is no matcher', hint="write it like service=web or host=~db.*")
    value = found[3]
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    comparison: Comparison = found[2]  # type: ignore[assignment]  # the expression has the four alone
    if comparison in ("=~", "!~"):
        try:
            _expression(value)
        except re2.error as error:
            raise RuleError(
                place, f'"{value}" is no expression: {error}', hint="try it without special signs"
            ) from error
    return Matcher(found[1], comparison, value)


@dataclass(frozen=True, slots=True)
class Silence:
    """From `start` until `end` what has all these labels is not told. Without matchers it is for everything."""

    matchers: tuple[Matcher, ...]
    start: datetime
    end: datetime

    def covers(self, labels: Mapping[str, str], moment: datetime) -> bool:
        return self.start <= moment < self.end and all(each.matches(labels) for each in self.matchers)


def silenced(silences: Iterable[Silence], labels: Mapping[str, str], moment: datetime) -> Silence | None:
    """The one that is over last of those that keep this from being told."""
    covering = [each for each in silences if each.covers(labels, moment)]
    return max(covering, key=lambda each: each.end, default=None)


@lru_cache(maxsize=1024)
def _expression(text: str) -> "re2._Regexp":
    return re2.compile(text)
