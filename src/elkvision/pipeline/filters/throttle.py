"""`throttle`: succeeds for events that come too rarely or too often: decorate those, or drop them behind it."""

from collections import OrderedDict
from typing import Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import NUMBER, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.ruby import to_i
from elkvision.pipeline.values.templates import template

#: Of a period that is no number.
_PERIOD: Final = 60


class Windows:
    """How many events of each key fell into each window of time. The time is that of the events."""

    def __init__(self, max_age: int, max_counters: int) -> None:
        self._max_age = max_age
        self._most = max_counters
        self._counters = 0
        #: By key, the one used longest ago first: where its windows begin, and the counts by window.
        self._keys: OrderedDict[str, tuple[int, dict[int, int]]] = OrderedDict()

    def count(self, key: str, second: int, period: int) -> int:
        """Counts one event, and says how many there are in its window now."""
        begin, windows = self._keys.setdefault(key, (second, {}))
        self._keys.move_to_end(key)
        window = second - (second - begin) % period
        if window not in windows:
            self._counters += 1
            windows[window] = 0
            self._forget_old(windows)
        count = windows.get(window, 0) + 1
        if window in windows:
            windows[window] = count
        self._make_room(key)
        return count

    def _forget_old(self, windows: dict[int, int]) -> None:
        oldest = max(windows) - self._max_age
        old = [window for window in windows if window < oldest]
        for window in old:
            del windows[window]
        self._counters -= len(old)

    def _make_room(self, key: str) -> None:
        while 0 <= self._most < self._counters and len(self._keys) > 1:
            gone, (_, windows) = next(iter(self._keys.items()))
            if gone == key:
                return
            del self._keys[gone]
            self._counters -= len(windows)

    def __len__(self) -> int:
        return self._counters


def make(settings: Settings, around: Surroundings) -> Filter:
    """True for events before the `before_count`th and after the `after_count`th of their window."""
    key_of, period_of = template(settings["key"]), template(settings["period"])
    before, after = settings["before_count"], settings["after_count"]
    windows = Windows(int(settings["max_age"]), int(settings["max_counters"]))

    def run(event: WorkEvent) -> bool:
        stamp = event.timestamp()
        second = (around.now() if stamp is None else stamp.nanoseconds) // 1_000_000_000
        period = to_i(period_of(event))
        count = windows.count(key_of(event), second, period if period > 0 else _PERIOD)
        return bool((before != -1 and count < before) or (after != -1 and count > after))

    return run


PLUGIN = Plugin(
    name="throttle",
    summary="Finds events that come too rarely or too often",
    options={
        "key": Option(required=True),
        "before_count": Option(NUMBER, default=-1),
        "after_count": Option(NUMBER, default=-1),
        "period": Option(default="60"),
        "max_age": Option(NUMBER, default=3600),
        "max_counters": Option(NUMBER, default=100_000),
    },
    make=make,
)
