"""Strict looks into what JSON or YAML hold: each value knows where it is, and says so when it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any, cast, get_args

from elkvision.alerting.durations import duration_text, read_duration
from elkvision.alerting.errors import RuleError

_LONGEST_SHOWN = 60
_LARGEST = 1e300


@dataclass(frozen=True, slots=True)
class Place:
    """A value and where it is, such as `rules[2].condition.value`."""

    name: str
    value: Any

    def error(self, problem: str, hint: str = "") -> RuleError:
        return RuleError(self.name, problem, hint=hint)

    def fields(self, known: Sequence[str], required: Sequence[str] = ()) -> dict[str, "Place"]:
        """Of a mapping: its values by name, null ones left out. Refuses names that are not known."""
        if not isinstance(self.value, Mapping):
            raise self.error(
                f"a mapping belongs here, and this is {shown(self.value)}", "write name: value, line by line"
            )
        for name in self.value:
            if name not in known:
                near = get_close_matches(str(name), known, 1)
                hint = f"did you mean {near[0]}?" if near else f"it may have {', '.join(known)}"
                raise RuleError(self._inside(name), f'"{name}" is not known here', hint=hint)
        found = {str(name): Place(self._inside(name), value) for name, value in self.value.items() if value is not None}
        for name in required:
            if name not in found:
                raise self.error(f"{name} is missing", f"add {name}")
        return found

    def _inside(self, name: object) -> str:
        return f"{self.name}.{name}" if self.name else str(name)

    def elements(self) -> Iterator["Place"]:
        if not isinstance(self.value, list | tuple):
            raise self.error(f"a list belongs here, and this is {shown(self.value)}", "write it as a list, also of one")
        for number, value in enumerate(self.value):
            yield Place(f"{self.name}[{number}]", value)

    def text(self, longest: int = 10_000, *, empty: bool = True) -> str:
        if not isinstance(self.value, str):
            raise self.error(f"a text belongs here, and this is {shown(self.value)}", "put it in quotes")
        if len(self.value) > longest:
            raise self.error(f"it has {len(self.value):,} characters, {longest:,} are the most", "make it shorter")
        if not empty and not self.value.strip():
            raise self.error("it is empty", "write something here")
        return self.value

    def texts(self) -> dict[str, str]:
        """Of a mapping of texts."""
        if not isinstance(self.value, Mapping):
            raise self.error(
                f"a mapping belongs here, and this is {shown(self.value)}", "write name: value, line by line"
            )
        return {
            Place(self.name, name).text(): Place(self._inside(name), each).text() for name, each in self.value.items()
        }

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.error(f"true or false belongs here, and this is {shown(self.value)}", "write true or false")
        return self.value

    def number(self, low: float | None = None, high: float | None = None) -> float:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value <= _LARGEST:
            raise self.error(f"a number belongs here, and this is {shown(value)}", "write it in digits, without a unit")
        if (low is not None and value < low) or (high is not None and value > high):
            ends = f"from {low:g}" if high is None else f"from {low:g} to {high:g}"
            raise self.error(f"{value:g} is out of bounds", f"use a number {ends}")
        return value

    def choice(self, type_: object) -> Any:
        """One of a Literal's words."""
        words = cast("tuple[str, ...]", get_args(type_))
        if self.value not in words:
            near = get_close_matches(str(self.value), words, 1)
            hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(words)}"
            raise self.error(f"{shown(self.value)} is none of {', '.join(words)}", hint)
        return self.value

    def duration(self, low: timedelta = timedelta(0), high: timedelta | None = None) -> timedelta:
        if not isinstance(self.value, str):
            raise self.error(
                f"a length of time belongs here, and this is {shown(self.value)}", "write 30s, 5m, 1h or 7d"
            )
        try:
            length = read_duration(self.value)
        except ValueError as error:
            raise self.error(f"{shown(self.value)} is no length of time", "write 30s, 5m, 1h or 7d") from error
        if length < low:
            raise self.error(f"{self.value} is too short", f"use {duration_text(low)} or more")
        if high is not None and length > high:
            raise self.error(f"{self.value} is too long", f"use {duration_text(high)} or less")
        return length


def shown(value: object) -> str:
    """The value as it would be written, cut where it is long."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value[:_LONGEST_SHOWN]}{"…" if len(value) > _LONGEST_SHOWN else ""}"'
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return str(value)
