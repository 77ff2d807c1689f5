"""One instance walked through its windows: inactive, pending, firing, resolved, as Prometheus does it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from elkvision.alerting.rule import Rule
from elkvision.alerting.state import Instance, Turn

#: An instance that comes to fire for so many times within `flap_span` flaps: it is held firing until the condition has
#: not held for `flap_rest`.
FLAPS: Final = 4
_HOUR: Final = 3600
_QUARTER: Final = 900


@dataclass(frozen=True, slots=True)
class Patience:
    """A rule's lengths of time, in seconds."""

    hold: int
    keep: int
    flap_span: int
    flap_rest: int


def patience(rule: Rule) -> Patience:
    every = int(rule.every.total_seconds())
    keep = int(rule.keep_firing_for.total_seconds())
    return Patience(
        hold=int(rule.for_.total_seconds()),
        keep=keep,
        flap_span=max(_HOUR, 20 * every),
        flap_rest=max(_QUARTER, 5 * every, keep),
    )


@dataclass(slots=True)
class Step:
    """A turn that an instance takes: in which window (its place), to what, and whether it flaps."""

    place: int
    to: Turn
    flapping: bool


def walk(
    instance: Instance, ends: Sequence[int], met: Sequence[bool | None], patience: Patience
) -> tuple[Instance, list[Step]]:
    """The instance after these windows, and its turns. The same whether windows come one by one or many at once."""
    steps: list[Step] = []
    place = 0
    while place < len(ends):
        if instance.stage == "inactive":
            place = _next(met, place)
            if place == len(ends):
                break
        holds = instance.stage != "inactive" if met[place] is None else bool(met[place])
        instance, turn = _step(instance, ends[place], holds, patience)
        if turn is not None:
            steps.append(Step(place, turn, instance.flapping))
        place += 1
    return instance, steps


def _next(met: Sequence[bool | None], place: int) -> int:
    """The next window in which the condition holds."""
    try:
        return met.index(True, place)
    except ValueError:
        return len(met)


def _step(instance: Instance, end: int, holds: bool, patience: Patience) -> tuple[Instance, Turn | None]:
    if instance.stage == "firing":
        return _firing(instance, end, holds, patience)
    if not holds:
        return replace(instance, stage="inactive", since=None), "inactive"
    since = end if instance.since is None else instance.since
    if end - since >= patience.hold:
        return _fire(instance, since, end, patience), "firing"
    if instance.stage == "pending":
        return instance, None
    return replace(instance, stage="pending", since=since), "pending"


def _fire(instance: Instance, since: int, end: int, patience: Patience) -> Instance:
    firings = (*lately(instance.firings, end, patience), end)
    flapping = len(firings) >= FLAPS
    return replace(
        instance, stage="firing", since=since, fired=end, quiet=None, flapping=flapping, firings=firings[-FLAPS:]
    )


def _firing(instance: Instance, end: int, holds: bool, patience: Patience) -> tuple[Instance, Turn | None]:
    if holds:
        return instance if instance.quiet is None else replace(instance, quiet=None), None
    quiet = end if instance.quiet is None else instance.quiet
    if end - quiet < (patience.flap_rest if instance.flapping else patience.keep):
        return instance if instance.quiet is not None else replace(instance, quiet=quiet), None
    firings = () if instance.flapping else instance.firings
    rested = replace(instance, stage="inactive", since=None, fired=None, quiet=None, flapping=False, firings=firings)
    return rested, "resolved"


def lately(firings: tuple[int, ...], end: int, patience: Patience) -> tuple[int, ...]:
    return tuple(fired for fired in firings if end - fired < patience.flap_span)
