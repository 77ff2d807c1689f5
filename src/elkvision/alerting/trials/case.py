"""What a test of rules says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

#: When tests begin that do not say: a Monday at midnight.
START: Final = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """A log, said `times` times `every` so often from `at` on (counted from the test's start), each received after
    `delay`. A text is a line as it came; a mapping is what a sender's JSON has."""

    at: timedelta
    log: str | Mapping[str, Any]
    times: int = 1
    every: timedelta = timedelta(seconds=1)
    delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Expected:
    """An alert: its labels, and its numbers where they matter."""

    labels: Mapping[str, str]
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """At that time (counted from the test's start) these fire, and no others; with `pending`, these are pending, and no
    others. Of a match rule: so many lines were told of by then."""

    at: timedelta
    rule: str
    firing: Sequence[Expected] | None = None
    pending: Sequence[Expected] | None = None
    matches: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    logs: Sequence[Sample]
    expect: Sequence[Expectation]
    start: datetime = START
