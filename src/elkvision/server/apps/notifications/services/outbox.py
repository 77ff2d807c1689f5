"""Puts messages where whoever sends takes them from."""

import hashlib
from collections.abc import Sequence

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.notifications.message import MOST_LINES, Message, to_json
from elkvision.server.apps.notifications.models import Channel, Delivery
from elkvision.server.realtime.notify import wake_later

MAIL = "mail"


def send(organisation: Organisation, channel: Channel, message: Message, *, key: str) -> Delivery:
    """Send it there soon. What was handed over with this key for this channel before is sent once, and that delivery is
    returned. A channel that is switched off gets nothing: the delivery says so."""
    assert channel.organisation_id == organisation.pk, "a channel tells its own organisation's news"
    place = f"channel:{channel.pk}"
    row = Delivery(organisation=organisation, channel=channel, channel_name=channel.name, kind=channel.kind)
    return _put(row, message, place, key)


def mail(organisation: Organisation, to: Sequence[str], message: Message, *, key: str) -> Delivery:
    """The same as a letter to these addresses, through the installation's mail server."""
    row = Delivery(organisation=organisation, kind="email", channel_name=", ".join(to)[:100], to=list(to))
    return _put(row, message, f"{MAIL}:{','.join(sorted(to))}", key)


def _put(row: Delivery, message: Message, place: str, key: str) -> Delivery:
    now = timezone.now()
    message = msgspec.structs.replace(message, lines=message.lines[:MOST_LINES], at=message.at or now.isoformat())
    row.fingerprint = digest(row.organisation_id, place, key)
    row.lane = digest(row.organisation_id, place, message.group_key) if message.group_key else ""
    row.title, row.state, row.severity = message.title[:300], message.state, message.severity
    row.message = to_json(message)
    known = Delivery.objects.filter(fingerprint=row.fingerprint).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            wake_later()
    except IntegrityError:  # somebody was first
        return Delivery.objects.get(fingerprint=row.fingerprint)
    return row


def digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
