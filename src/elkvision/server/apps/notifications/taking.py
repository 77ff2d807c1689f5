"""The outbox as those see it who send: which row is next, whose it is, and what became of it.

Every write names the lease, so that whoever lost it changes nothing any more.
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from elkvision.server.apps.notifications.kinds.contract import Outcome
from elkvision.server.apps.notifications.models import Channel, Delivery, Status

#: Given up after so long, or so many attempts.
GIVEN_UP_AFTER: Final = timedelta(hours=24)
MOST_ATTEMPTS: Final = 40
_FIRST_WAIT: Final = 2.0
_LONGEST_WAIT: Final = 1800.0
_LONGEST_HOLD: Final = 60.0
_TRIES_KEPT: Final = 10


def due(now: datetime) -> QuerySet[Delivery]:
    """Free, and the first of its lane: what belongs together goes out in order."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    held = Q(channel__hold_until__gt=now)
    before = Delivery.objects.filter(lane=OuterRef("lane"), status=Status.WAITING, id__lt=OuterRef("id"))
    waiting = Delivery.objects.filter(free, status=Status.WAITING).exclude(held)
    return waiting.filter(Q(lane="") | ~Exists(before))


def take(
    lease: str,
    now: datetime,
    *,
    until: datetime,
    most: int,
    full: Collection[int],
    busy: Mapping[int, int | None],
    most_of_a_channel: int,
) -> list[Delivery]:
    """At most so many, now leased; none of a channel that is full. `busy`: what is being sent here, by channel."""
    candidates = due(now).filter(next_at__lte=now).exclude(channel_id__in=full).exclude(pk__in=list(busy))
    candidates = candidates.order_by("next_at", "id")
    chosen: list[int] = []
    channels = list(busy.values())
    for id, channel in candidates.values_list("id", "channel_id")[: most * 10]:
        if len(chosen) < most and (channel is None or channels.count(channel) < most_of_a_channel):
            chosen.append(id)
            channels.append(channel)
    if not chosen:
        return []
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    Delivery.objects.filter(free, pk__in=chosen, status=Status.WAITING).update(lease=lease, lease_until=until)
    return list(Delivery.objects.filter(pk__in=chosen, lease=lease, lease_until=until, status=Status.WAITING))


def next_due(now: datetime, full: Collection[int]) -> datetime | None:
    """When the next one has to be looked at: None when nothing waits for the clock."""
    waiting = Delivery.objects.filter(status=Status.WAITING).exclude(channel_id__in=full)
    free = waiting.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    times = [
        free.filter(next_at__gt=now).aggregate(at=Min("next_at"))["at"],
        free.filter(next_at__lte=now, channel__hold_until__gt=now).aggregate(at=Min("channel__hold_until"))["at"],
        waiting.filter(lease_until__gte=now).aggregate(at=Min("lease_until"))["at"],
    ]
    return min((each for each in times if each is not None), default=None)


def hold(lease: str, ids: Collection[int], *, until: datetime) -> None:
    """They are still being sent."""
    if ids:
        Delivery.objects.filter(pk__in=ids, lease=lease, status=Status.WAITING).update(lease_until=until)


def release(lease: str) -> None:
    """What was taken and is not being sent: somebody else may have it at once."""
    Delivery.objects.filter(lease=lease, status=Status.WAITING).update(lease="", lease_until=None)


def mine(lease: str, id: int) -> Delivery | None:
    """The row, its attempt counted beforehand: one that kills whoever sends it is not tried for ever. None when it is
    somebody else's, or there is nothing to send any more."""
    found = Delivery.objects.filter(pk=id, lease=lease, status=Status.WAITING)
    delivery = found.select_related("channel", "organisation").first()
    if delivery is None:
        return None
    reason = _dropped(delivery)
    if reason or delivery.attempts >= MOST_ATTEMPTS:
        status = Status.DROPPED if reason else Status.FAILED
        _write(lease, delivery, status=status, answer=reason or delivery.answer, finished_at=timezone.now())
        return None
    delivery.attempts += 1
    won = Delivery.objects.filter(pk=id, lease=lease, status=Status.WAITING).update(attempts=delivery.attempts)
    return delivery if won else None


def _dropped(delivery: Delivery) -> str:
    if delivery.to:
        return ""
    if delivery.channel is None:
        return "The channel was removed."
    return "" if delivery.channel.enabled else "The channel is switched off."


@dataclass(frozen=True)
class Try:
    at: str
    ok: bool
    status: int | None
    answer: str
    took_ms: int


def finish(lease: str, delivery: Delivery, outcome: Outcome, *, took_ms: int) -> None:
    """What came of an attempt: sent, failed for good, or to be tried again."""
    now = timezone.now()
    tried = Try(now.isoformat(), outcome.ok, outcome.status, outcome.answer[:500], took_ms)
    tries = [*delivery.tries, asdict(tried)][-_TRIES_KEPT:]
    again = outcome.passing and delivery.attempts < MOST_ATTEMPTS and now - delivery.created_at < GIVEN_UP_AFTER
    wait = wait_after(delivery.attempts, outcome.retry_after)
    if outcome.ok:
        _write(lease, delivery, status=Status.SENT, tries=tries, answer=outcome.answer, finished_at=now)
    elif again:
        _write(lease, delivery, tries=tries, answer=outcome.answer, next_at=now + timedelta(seconds=wait))
    else:
        _write(lease, delivery, status=Status.FAILED, tries=tries, answer=outcome.answer, finished_at=now)
    if delivery.channel is not None:
        _note(delivery.channel, outcome, now)


def wait_after(attempts: int, asked: float | None) -> float:
    """Seconds until the next attempt: twice as long each time, by chance up to half of it less, never less than the
    other side asked for."""
    doubled = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempts - 1))
    return max(doubled * random.uniform(0.5, 1.0), asked or 0.0)  # noqa: S311  # only apart from one another


def _note(channel: Channel, outcome: Outcome, now: datetime) -> None:
    """A channel that fails in passing is left alone for a while, with all that waits for it."""
    of_it = Channel.objects.filter(pk=channel.pk)
    if outcome.ok:
        if channel.failures or channel.hold_until:
            of_it.update(failures=0, hold_until=None)
    elif outcome.passing:
        failures = min(channel.failures + 1, 1000)
        wait = max(min(_LONGEST_HOLD, 0.5 * 2 ** min(failures, 10)), outcome.retry_after or 0.0)
        of_it.update(failures=failures, hold_until=now + timedelta(seconds=wait))


def _write(lease: str, delivery: Delivery, **changed: object) -> None:
    Delivery.objects.filter(pk=delivery.pk, lease=lease, status=Status.WAITING).update(
        lease="", lease_until=None, **changed
    )
