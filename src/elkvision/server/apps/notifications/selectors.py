"""Questions about channels, deliveries and news. The organisation is always an argument."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery

from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.notifications import preferences
from elkvision.server.apps.notifications.models import Channel, Delivery, Notification

#: Whoever was away for longer sees the newest of what they missed; the list has all of it.
MOST_MISSED: Final = 100


def channels_of(organisation: Organisation) -> QuerySet[Channel]:
    return Channel.objects.filter(organisation=organisation).select_related("created_by", "organisation")


def deliveries_of(organisation: Organisation) -> QuerySet[Delivery]:
    """Newest first."""
    return Delivery.objects.filter(organisation=organisation).select_related("channel", "organisation")


def last_deliveries(channels: Sequence[Channel]) -> dict[int, Delivery]:
    """By channel, the newest that ended."""
    ended = Delivery.objects.filter(channel=OuterRef("pk"), finished_at__isnull=False).order_by("-finished_at", "-id")
    newest = Channel.objects.filter(pk__in=[each.pk for each in channels]).annotate(
        last=Subquery(ended.values("pk")[:1])
    )
    found = Delivery.objects.in_bulk([pk for pk in newest.values_list("last", flat=True) if pk is not None])
    return {each.channel_id: each for each in found.values() if each.channel_id is not None}


def notifications_of(organisation: Organisation, user: User) -> QuerySet[Notification]:
    """Newest first."""
    return Notification.objects.filter(organisation=organisation, user=user)


def unread_of(organisation: Organisation, users: Sequence[int]) -> dict[int, int]:
    """By user; those who have read everything are not in it."""
    unread = Notification.objects.filter(organisation=organisation, user_id__in=users, read_at=None)
    return dict(unread.order_by().values_list("user_id").annotate(Count("id")))


def shown(one: Notification) -> dict[str, Any]:
    """As the API and the socket show it."""
    return {
        "id": one.pk,
        "kind": one.kind,
        "severity": one.severity,
        "title": one.title,
        "body": one.body,
        "link": one.link,
        "at": one.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "read": one.read_at is not None,
    }


def missed(organisation: Organisation, user: User, since: str) -> list[dict[str, Any]]:
    """Messages for a socket that opens: what came after the id `since` (nothing when it is no id), then how many are
    unread and which is the newest."""
    mine = notifications_of(organisation, user)
    newest = mine.first()
    last = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else None
    after = list(mine.filter(pk__gt=last)[:MOST_MISSED]) if last is not None else []
    wishes = preferences.of([user.pk])[user.pk] if after else {}
    unread = unread_of(organisation, [user.pk]).get(user.pk, 0)
    news = [message(organisation, each, wishes, unread) for each in reversed(after)]
    for each in news:
        each["data"]["missed"] = True
    return [*news, {"type": "unread", "data": {"unread": unread, "newest": newest.pk if newest else 0}}]


def message(organisation: Organisation, one: Notification, wishes: preferences.Wishes, unread: int) -> dict[str, Any]:
    """What a person's pages are told, with the ways in which they wish to be."""
    ways = {way: wishes[one.kind][way] for way in ("toast", "sound", "browser")}
    return {"type": "notification", "tenant": organisation.tenant, "data": shown(one) | ways | {"unread": unread}}
