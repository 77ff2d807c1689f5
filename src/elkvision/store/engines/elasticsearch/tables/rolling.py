"""Numbers of windows that overlap, from the parts of their steps."""

from collections.abc import Mapping
from itertools import accumulate

from elkvision.store.contract import Number
from elkvision.store.engines.elasticsearch.tables.meters import Given, Meter, Part, Values


def rolled(meter: Meter, parts: Mapping[int, Part], numbers: range, length: int) -> list[Number]:
    """The number of each bucket, whose window is so many steps long. Nothing is ever subtracted: sums of decimals would
    drift away."""
    if length == 1 or isinstance(meter, Given):
        return [meter.number(parts.get(step)) for step in numbers]
    if isinstance(meter, Values):
        return meter.windows(parts, numbers, length)
    if not parts:
        return [meter.number(None)] * len(numbers)
    return _added(meter, parts, numbers, length)


def _added(meter: Meter, parts: Mapping[int, Part], numbers: range, length: int) -> list[Number]:
    """Steps go in blocks as long as a window: a window is the end of one block and the beginning of the next."""

    def add(one: Part, other: Part) -> Part:
        return other if one is None else one if other is None else meter.add(one, other)

    first = numbers.start - length + 1
    steps = [parts.get(step) for step in range(first, numbers.stop)]
    found: list[Number] = []
    ends: list[Part] = []
    for at in range(0, len(steps), length):
        block = steps[at : at + length]
        for place, begun in enumerate(accumulate(block, add)):
            if at + place >= length - 1:
                found.append(meter.number(begun if place == length - 1 else add(ends[place + 1], begun)))
        ends = list(accumulate(reversed(block), lambda one, other: add(other, one)))[::-1]
    return found
