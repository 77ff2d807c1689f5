"""A measure as something that takes buckets and events, adds up, and ends as a number."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from elkvision.core.event import Event
from elkvision.core.query import field_named, matcher
from elkvision.store.contract import Measure, Number
from elkvision.store.engines.elasticsearch.coding import counted, double_of
from elkvision.store.engines.elasticsearch.places import Where, counted_in, reckoned_in
from elkvision.store.engines.elasticsearch.reading import values_of
from elkvision.store.engines.elasticsearch.statistics import percentile

#: What a number is until it is complete; None is nothing.
Part = Any
Bucket = Mapping[str, Any]

#: Nanoseconds or milliseconds to the milliseconds that times are measured in.
_TIMES: Final = {"@timestamp": 1_000_000, "received_at": 1}
#: Of what is exact up to a fourth of so many values, and off by less than 0.5 % (standard deviation) beyond.
_DISTINCT_OF_ALL, _DISTINCT_OF_MANY = 40_000, 12_000


@dataclass(frozen=True)
class Count:
    """Of events."""

    measure: Measure
    where: Where | None = None

    def aggregations(self) -> dict[str, Any]:
        return {}

    def take(self, so_far: Part, bucket: Bucket) -> Part:
        return (so_far or 0) + bucket["doc_count"]

    def read(self, _event: Event) -> Part:
        return 1

    def add(self, one: Part, other: Part) -> Part:
        return (one or 0) + other

    def number(self, part: Part) -> Number:
        return part or 0


@dataclass(frozen=True)
class Statistics:
    """How many numbers, their sum, the smallest and the largest."""

    measure: Measure
    where: Where

    def aggregations(self) -> dict[str, Any]:
        return {f"stats {self.where.name}": {"stats": {"field": self.where.name}}} if self.where.name else {}

    def take(self, so_far: Part, bucket: Bucket) -> Part:
        found = bucket.get(f"stats {self.where.name}")
        if not found or not found["count"]:
            return so_far
        return self.add(so_far, (found["count"], found["sum"], found["min"], found["max"]))

    def read(self, event: Event) -> Part:
        numbers = list(_numbers(event, field_named(self.measure.field)))
        return (len(numbers), sum(numbers), min(numbers), max(numbers)) if numbers else None

    def add(self, one: Part, other: Part) -> Part:
        if one is None:
            return other
        return one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])

    def number(self, part: Part) -> Number:
        if part is None:
            return 0 if self.measure.kind == "sum" else None
        count, total, least, most = part
        numbers: dict[str, Number] = {"sum": total, "average": total / count, "minimum": least, "maximum": most}
        return numbers[self.measure.kind]


@dataclass(frozen=True)
class Given:
    """A percentile, or how many different values: the server's number, which nothing can be added to."""

    measure: Measure
    where: Where
    #: Is it asked of many buckets at once?
    many: bool = False

    @property
    def _name(self) -> str:
        return f"{self.measure.kind} {self.where.name}"

    def aggregations(self) -> dict[str, Any]:
        if not self.where.name:
            return {}
        if self.measure.kind == "distinct":
            precise = _DISTINCT_OF_MANY if self.many else _DISTINCT_OF_ALL
            return {self._name: {"cardinality": {"field": self.where.name, "precision_threshold": precise}}}
        percents = {"percents": [self.measure.percent], "keyed": False, "tdigest": {"compression": 200}}
        return {self._name: {"percentiles": {"field": self.where.name, **percents}}}

    def take(self, _so_far: Part, bucket: Bucket) -> Part:
        found = bucket.get(self._name)
        if found is None or self.measure.kind == "distinct":
            return found and found["value"]
        return next(each["value"] for each in found["values"] if each["key"] == self.measure.percent)

    def read(self, _event: Event) -> Part:
        raise AssertionError("nothing can be added")

    def add(self, _one: Part, _other: Part) -> Part:
        raise AssertionError("nothing can be added")

    def number(self, part: Part) -> Number:
        return part or 0 if self.measure.kind == "distinct" else part


@dataclass(frozen=True)
class Values:
    """A percentile, or how many different values, of every value and how often it is there. Exact."""

    measure: Measure
    where: Where

    def aggregations(self) -> dict[str, Any]:
        """To each value: in a document that has several numbers, one may be there twice."""
        if self.measure.kind == "distinct" or self.where.name in _TIMES:
            return {}
        return {"all": {"value_count": {"field": self.where.name}}}

    def take(self, so_far: Part, bucket: Bucket) -> Part:
        value = bucket["key"]["value"]
        if self.where.coded and value[0].isupper():
            return so_far
        if "all" in bucket and bucket["all"]["value"] != bucket["doc_count"]:
            raise SeveralNumbers
        values = {} if so_far is None else so_far
        values[value] = values.get(value, 0) + bucket["doc_count"]
        return values

    def read(self, event: Event) -> Part:
        name = field_named(self.measure.field)
        if self.measure.kind == "percentile":
            found: Iterator[Any] = _numbers(event, name)
        elif self.where.coded:
            found = map(counted, values_of(event, name))
        else:
            found = iter(values_of(event, name))
        values: dict[Any, int] = {}
        for value in found:
            values[value] = values.get(value, 0) + 1
        return values or None

    def add(self, one: Part, other: Part) -> Part:
        """To the one, which is changed."""
        if one is None:
            return dict(other)
        for value, count in other.items():
            one[value] = one.get(value, 0) + count
        return one

    def number(self, part: Part) -> Number:
        if self.measure.kind == "distinct":
            return len(part or ())
        if not part:
            return None
        return self._percentile([value for value in sorted(part) for _ in range(part[value])])

    def windows(self, parts: Mapping[int, Part], numbers: range, length: int) -> list[Number]:
        """The number of each window of so many steps: what leaves a window and what comes into it, is all that is
        looked at."""
        if self.measure.kind == "distinct":
            return self._distinct_windows(parts, numbers, length)
        window: list[float] = []
        found: list[Number] = []
        for step in range(numbers.start - length + 1, numbers.stop):
            for value, count in (parts.get(step) or {}).items():
                for _ in range(count):
                    insort(window, value)
            for value, count in (parts.get(step - length) or {}).items():
                at = bisect_left(window, value)
                del window[at : at + count]
            if step >= numbers.start:
                found.append(self._percentile(window) if window else None)
        return found

    def _distinct_windows(self, parts: Mapping[int, Part], numbers: range, length: int) -> list[Number]:
        steps_with: dict[Any, int] = {}
        found: list[Number] = []
        for step in range(numbers.start - length + 1, numbers.stop):
            for value in parts.get(step) or ():
                steps_with[value] = steps_with.get(value, 0) + 1
            for value in parts.get(step - length) or ():
                steps_with[value] -= 1
                if not steps_with[value]:
                    del steps_with[value]
            if step >= numbers.start:
                found.append(len(steps_with))
        return found

    def _percentile(self, values: Sequence[float]) -> float:
        return percentile(values, self.measure.percent / 100)


Meter = Count | Statistics | Given | Values


def together(meters: Iterable[Meter]) -> dict[str, Any]:
    """The aggregations of all of them, each once: percentiles of one field are asked for together."""
    found: dict[str, Any] = {}
    for name, asked in chain.from_iterable(meter.aggregations().items() for meter in meters):
        if name in found and "percentiles" in asked:
            percents = found[name]["percentiles"]["percents"] + asked["percentiles"]["percents"]
            found[name]["percentiles"]["percents"] = sorted(set(percents))  # the server takes none twice
        else:
            found[name] = asked
    return found


class SeveralNumbers(Exception):
    """An event has several numbers in a field: it has to be read to know how often it has each."""


def meter(measure: Measure, *, by_values: bool, many: bool) -> Meter:
    """`by_values` where parts have to be added up; `many` where there are many buckets."""
    if measure.kind == "count":
        return Count(measure)
    where = where_of(measure)
    if measure.kind not in ("percentile", "distinct"):
        return Statistics(measure, where)
    return Values(measure, where) if by_values else Given(measure, where, many)


def where_of(measure: Measure) -> Where:
    """What the index measures it by."""
    name = field_named(measure.field)
    return counted_in(name) if measure.kind == "distinct" else reckoned_in(name)


def wanted(measure: Measure) -> Callable[[Event], bool]:
    """Is an event looked at?"""
    return matcher(measure.query) if measure.query is not None else lambda _: True


def _numbers(event: Event, name: str) -> Iterator[float]:
    unit = _TIMES.get(name)
    for value in values_of(event, name):
        if unit is not None:
            yield float(value // unit)
        elif not isinstance(value, bool) and (number := double_of(value)) is not None:
            yield number
