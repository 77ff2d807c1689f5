"""What a batch's runs say about its lines: whose, when received, and the values that lines do not give themselves."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from elkvision.core.event import KEYWORD_FIELDS
from elkvision.store.contract import LineBatch, Run
from elkvision.store.engines.clickhouse.parameters import Parameters

#: Between tags where several runs have different ones.
_MARK: Final = "\x1f"
_UTC: Final = frozenset({None, "UTC", "Etc/UTC", "Z"})


class Senders:
    """Expressions over `n`, a line's place in the payload. Equal values of all runs are a parameter."""

    def __init__(self, batch: LineBatch, parameters: Parameters) -> None:
        self._runs = batch.runs
        self._parameters = parameters
        self._starts = parameters.integers([0, *(run.first_line for run in batch.runs[1:])])
        self.line = _line_number(batch.numbers, parameters)

    @property
    def tenant(self) -> str:
        return self._text([run.tenant for run in self._runs])

    @property
    def input(self) -> str:
        return self._text([run.input for run in self._runs])

    @property
    def received_ms(self) -> str:
        values = [run.received_ms for run in self._runs]
        if len(set(values)) == 1:
            return f"toUInt64({values[0]})"
        return f"toUInt64(transform({self._run()}, {self._starts}, {self._parameters.integers(values)}, 0))"

    @property
    def is_zoned(self) -> bool:
        """Does any run name another zone than UTC for times without one?"""
        return any(run.defaults.get("timezone") not in _UTC for run in self._runs)

    @property
    def has_beats(self) -> bool:
        return any(run.input == "beats" for run in self._runs)

    def default(self, field: str) -> str | None:
        """The value where a line has none; None when no run gives one."""
        values = [str(run.defaults.get(field) or "") for run in self._runs]
        return self._text(values) if any(values) else None

    @property
    def tags(self) -> str | None:
        values = [_MARK.join(tags_of(run)) for run in self._runs]
        if not any(values):
            return None
        text = self._text(values)
        return f"arrayFilter(x -> x != '', splitByChar('{_MARK}', {text}))"

    def _text(self, values: Sequence[str]) -> str:
        if len(set(values)) == 1:
            return self._parameters.text(values[0])
        return f"transform({self._run()}, {self._starts}, {self._parameters.texts(values)}, '')"

    def _run(self) -> str:
        return f"roundDown(toInt64({self.line}), {self._starts})"


def tags_of(run: Run) -> list[str]:
    tags = run.defaults.get("tags")
    return list(dict.fromkeys(map(str, tags))) if isinstance(tags, (list, tuple)) else []


def is_simple(batch: LineBatch) -> bool:
    """Can the runs be said in SQL? Defaults of other kinds than text, or tags with odd signs, are for the full lane."""
    return bool(batch.runs) and all(map(_is_simple, batch.runs))


def _is_simple(run: Run) -> bool:
    if any(_MARK in tag or not tag for tag in tags_of(run)):
        return False
    return all(_is_text(run.defaults, name) for name in (*KEYWORD_FIELDS, "upload_id"))


def _is_text(defaults: Mapping[str, object], name: str) -> bool:
    return isinstance(defaults.get(name, ""), str)


def _line_number(numbers: Sequence[int] | None, parameters: Parameters) -> str:
    """The segment's line number of the payload's n-th line: gaps are few, so they are looked up."""
    if numbers is None:
        return "n"
    places, gaps = [0], [numbers[0] if numbers else 0]
    for place, (before, after) in enumerate(pairwise(numbers), 1):
        if after != before + 1:
            places.append(place)
            gaps.append(after - place)
    if len(places) == 1:
        return f"(n + {gaps[0]})"
    steps = parameters.integers(places)
    return f"(n + transform(roundDown(toInt64(n), {steps}), {steps}, {parameters.integers(gaps)}, 0))"
