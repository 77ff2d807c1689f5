"""What can be done with channels: make, change, remove, try."""

import secrets as random
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from elkvision.core.errors import BadRequest
from elkvision.core.settings import load
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Conflict
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.notifications import configuring, selectors
from elkvision.server.apps.notifications.attempts import attempt
from elkvision.server.apps.notifications.kinds import kind_of
from elkvision.server.apps.notifications.message import Chart, Message, State, to_json
from elkvision.server.apps.notifications.models import Channel, Delivery, Status
from elkvision.server.apps.notifications.outside.guard import Guard
from elkvision.server.apps.notifications.services.outbox import digest
from elkvision.server.realtime.notify import wake_later

MOST_CHANNELS: Final = 100


def create(
    organisation: Organisation,
    *,
    name: str,
    kind: str,
    config: Mapping[str, Any],
    enabled: bool = True,
    by: User | None,
) -> Channel:
    """Raises Invalid with the mistakes of every field, and Conflict when the name is taken."""
    settings, of = load(), kind_of(kind)
    # Looking at what was filled in may take a second (apprise), so nobody waits for the database meanwhile.
    seen, hidden = configuring.kept(of, configuring.read(of, config, Guard.of(settings)), settings)
    if selectors.channels_of(organisation).count() >= MOST_CHANNELS:
        raise BadRequest(f"An organisation has at most {MOST_CHANNELS} channels.")
    try:
        with transaction.atomic():
            made = Channel.objects.create(
                organisation=organisation, name=name, kind=kind, config=seen, secrets=hidden, enabled=enabled,
                created_by=by,
            )  # fmt: skip
            audit.record(by, "made the channel", made, organisation=organisation, kind=kind)
    except IntegrityError as error:
        raise _taken(name) from error
    return made


def change(channel: Channel, *, by: User | None, **wish: Any) -> Channel:
    """Change what is named; of `config` the fields that are named, where null takes one away. A secret that is not named
    stays. Raises as `create`."""
    settings, of = load(), kind_of(channel.kind)
    changed: dict[str, Any] = {name: wish[name] for name in ("name", "enabled") if name in wish}
    if "config" in wish:
        hidden = {field.name for field in of.fields if field.secret}
        before = channel.config if hidden <= set(wish["config"]) else configuring.whole(channel, settings)
        config = configuring.read(of, {**before, **wish["config"]}, Guard.of(settings))
        seen, kept = configuring.kept(of, config, settings)
        changed |= {"config": seen, "secrets": kept, "hold_until": None, "failures": 0}
    for name, value in changed.items():
        setattr(channel, name, value)
    try:
        with transaction.atomic():
            channel.save(update_fields=[*changed, "updated_at"])
            audit.record(by, "changed the channel", channel, organisation=channel.organisation, fields=sorted(wish))
            wake_later()
    except IntegrityError as error:
        raise _taken(channel.name) from error
    return channel


@transaction.atomic
def remove(channel: Channel, *, by: User | None) -> None:
    """Away with it and its secrets. What still waits for it is dropped; the list of deliveries stays."""
    waiting = Delivery.objects.filter(channel=channel, status=Status.WAITING)
    waiting.update(status=Status.DROPPED, answer="The channel was removed.", finished_at=timezone.now())
    audit.record(by, "removed the channel", channel, organisation=channel.organisation, kind=channel.kind)
    channel.delete()


@dataclass(frozen=True)
class Tried:
    """What came of a test: the true answer of the other side."""

    ok: bool
    status: int | None
    answer: str
    took_ms: int


def try_out(channel: Channel, *, by: User | None) -> Tried:
    """Send a test there now and wait for the answer. What it opens it closes."""
    key = random.token_hex(8)
    kind = kind_of(channel.kind)
    tried = _tried(channel, _test(channel, key, "firing" if kind.incidents else "test", by), key)
    if kind.incidents and tried.ok:
        closed = _tried(channel, _test(channel, key, "resolved", by), key)
        tried = Tried(
            closed.ok, closed.status, f"{tried.answer}\n{closed.answer}".strip(), tried.took_ms + closed.took_ms
        )
    return tried


def _tried(channel: Channel, message: Message, key: str) -> Tried:
    row = Delivery(
        organisation=channel.organisation, channel=channel, channel_name=channel.name, kind=channel.kind,
        fingerprint=digest(channel.pk, "test", key, message.state), title=message.title, state=message.state,
        severity=message.severity, message=to_json(message), attempts=1,
    )  # fmt: skip
    began = time.monotonic()
    outcome = attempt(row, load())
    took = round((time.monotonic() - began) * 1000)
    now = timezone.now()
    row.status, row.finished_at, row.answer = Status.SENT if outcome.ok else Status.FAILED, now, outcome.answer
    tried = Tried(outcome.ok, outcome.status, outcome.answer, took)
    row.tries = [{"at": now.isoformat(), **asdict(tried)}]
    row.save(force_insert=True)
    if outcome.ok:
        Channel.objects.filter(pk=channel.pk).update(hold_until=None, failures=0)
        wake_later()
    return tried


def _test(channel: Channel, key: str, state: State, by: User | None) -> Message:
    now = timezone.now()
    values = [3.0, 4, 2, 5, 3, 4, 6, 3, 2, 4, 3, 5, 4, 3, 4, 2, 3, 5, 4, 6, 9, 14, 22, 31, 41, 38, 44, 40, 36, 42, 39]
    first = now.replace(second=0, microsecond=0) - timedelta(minutes=len(values) - 1)
    points = [((first + timedelta(minutes=minute)).isoformat(), value) for minute, value in enumerate(values)]
    who = f" by {by.username}" if by is not None else ""
    return Message(
        title=f"A test of {channel.name}",
        severity="info",
        state=state,
        text=f"Nothing is wrong: this was sent{who} to see whether messages arrive here.",
        numbers=[("errors in a minute", 39), ("threshold", 20)],
        lines=[
            {"@timestamp": now.isoformat(), "level": "error", "service": "checkout", "message": "an example of a line"}
        ],
        chart=Chart(points, 20, "Errors in a minute"),
        link=load().link("/settings/?tab=channels"),
        labels={"service": "checkout"},
        group_key=f"test {key}",
        at=now.isoformat(),
    )


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a channel named {name} already.", hint="choose another name")
