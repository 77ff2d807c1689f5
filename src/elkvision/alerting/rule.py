"""What a rule says: the query it watches, when that is a reason to tell, and how patient it is.

A definition only: whose rule it is, its state and its history are kept elsewhere. `reading` makes these from what JSON
or YAML hold, strictly, and `writing` gives the same shape back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Final, Literal, get_args

from elkvision.store.contract import MeasureKind

Severity = Literal["critical", "error", "warning", "info"]
Operator = Literal[">", ">=", "<", "<=", "==", "!="]
Per = Literal["second", "minute", "hour"]
Against = Literal["previous", "yesterday", "last_week"]
Direction = Literal["up", "down", "either"]
Sensitivity = Literal["low", "medium", "high"]
#: What a number that is not there means: an average of nothing, a share of nothing.
NoData = Literal["ok", "keep", "fire"]
Kind = Literal["threshold", "absence", "new_value", "change", "anomaly", "match"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)

#: How many groups a rule may have at once. More is an error of the rule, never a silent cut.
MOST_INSTANCES: Final = 200
#: How many values a rule of the kind `new_value` may know.
MOST_VALUES: Final = 10_000
MOST_GROUP_FIELDS: Final = 3
SHORTEST_EVERY: Final = timedelta(seconds=10)
LONGEST_EVERY: Final = timedelta(days=1)
LONGEST_WINDOW: Final = timedelta(days=31)
LONGEST_LOOK_BACK: Final = timedelta(days=90)
#: The shortest window of a rule of the kind `anomaly`, and the one it has when it does not say.
ANOMALY_WINDOW: Final = timedelta(minutes=5)
LONGEST_SETTLE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Number:
    """What is worked out over a window's events: as the store's `Measure`, without a query of its own."""

    kind: MeasureKind = "count"
    field: str = ""
    percent: float = 50.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """The number compares so with the value. With `of`, the number is a share: the rule's query's number divided by
    that of the query `of`, no number where that is 0. With `rate`, it is divided by the window's length."""

    op: Operator
    value: float
    measure: Number = Number()
    of: str | None = None
    rate: Per | None = None
    no_data: NoData = "ok"
    kind: Literal["threshold"] = "threshold"


@dataclass(frozen=True, slots=True)
class Absence:
    """No event in the window. With groups: none from a group that was seen within `look_back`."""

    look_back: timedelta = timedelta(days=1)
    kind: Literal["absence"] = "absence"


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value of `field`, or with `pattern` a message of a kind, that was not seen within `look_back` before.
    Exactly one of the two is given. Each new value is an instance of its own, and fires for one window."""

    field: str | None = None
    pattern: bool = False
    look_back: timedelta = timedelta(days=7)
    kind: Literal["new_value"] = "new_value"


@dataclass(frozen=True, slots=True)
class Change:
    """The number is `percent` above or below that of the window before, or the same window a day or a week ago.
    Where neither of the two reaches `minimum`, nothing is said. From 0 to `minimum` or more is a change up."""

    percent: float
    against: Against = "previous"
    direction: Direction = "either"
    minimum: float = 1.0
    measure: Number = Number()
    kind: Literal["change"] = "change"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """The number is unusual for its hour of the week by the clocks of `zone`, given the weeks before."""

    direction: Direction = "either"
    sensitivity: Sensitivity = "medium"
    zone: str = "UTC"
    measure: Number = Number()
    kind: Literal["anomaly"] = "anomaly"


@dataclass(frozen=True, slots=True)
class Match:
    """Each matching line, as soon as the store shows it. Has no window, schedule or patience."""

    kind: Literal["match"] = "match"


Condition = Threshold | Absence | NewValue | Change | Anomaly | Match


@dataclass(frozen=True, slots=True)
class QuietHours:
    """On these weekdays, from `start` to `end` of the zone's own clocks; past midnight when `end` is not after `start`
    (the weekday is the one on which it begins; equal ends are a whole day)."""

    start: time
    end: time
    zone: str = "UTC"
    weekdays: tuple[Weekday, ...] = WEEKDAYS


@dataclass(frozen=True, slots=True)
class Rule:
    """`for_` is how long the condition has to hold before it fires, `keep_firing_for` how long it stays after that,
    `settle` how long after a window's end late events are waited for. `group_by` are fields as a query names them; each
    combination of their values is an instance with a state of its own."""

    name: str
    condition: Condition
    query: str = ""
    description: str = ""
    group_by: tuple[str, ...] = ()
    window: timedelta = timedelta(minutes=5)
    every: timedelta = timedelta(minutes=1)
    for_: timedelta = timedelta(0)
    settle: timedelta = timedelta(seconds=10)
    keep_firing_for: timedelta = timedelta(0)
    severity: Severity = "error"
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    runbook: str = ""
    quiet_hours: tuple[QuietHours, ...] = ()
    enabled: bool = True
