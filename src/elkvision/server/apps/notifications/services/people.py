"""Tells people in the product, and keeps what they have read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.notifications import preferences, selectors
from elkvision.server.apps.notifications.message import Message, Severity
from elkvision.server.apps.notifications.models import Notification, Preference
from elkvision.server.apps.notifications.preferences import Kind
from elkvision.server.apps.notifications.services.outbox import digest, mail
from elkvision.server.realtime.notify import publish_later


@transaction.atomic
def tell(
    organisation: Organisation,
    kind: Kind,
    title: str,
    *,
    severity: Severity = "info",
    body: str = "",
    link: str = "",
    key: str,
    to: Iterable[User] | None = None,
) -> int:
    """Tell these members, or all of them, as each wishes; returns how many are told now. `link` is a path of the web.
    A key that a person was told with before is not told again."""
    people = _members(organisation, to)
    wishes = preferences.of(user.pk for user in people)
    fingerprint = digest(organisation.pk, kind, key)
    known = set(Notification.objects.filter(fingerprint=fingerprint).values_list("user_id", flat=True))
    wanted = [user for user in people if user.pk not in known and preferences.wants(wishes[user.pk][kind], severity)]
    news = [
        Notification(
            user=user, organisation=organisation, kind=kind, severity=severity, title=title[:300], body=body[:4000],
            link=link[:2000], fingerprint=fingerprint,
        )
        for user in wanted
    ]  # fmt: skip
    Notification.objects.bulk_create(news, ignore_conflicts=True)
    kept = list(Notification.objects.filter(fingerprint=fingerprint, user__in=wanted).select_related("user"))
    unread = selectors.unread_of(organisation, [each.user_id for each in kept])
    publish_later(
        (each.user_id, selectors.message(organisation, each, wishes[each.user_id], unread.get(each.user_id, 0)))
        for each in kept
    )
    for each in kept:
        if wishes[each.user_id][kind]["email"]:
            _letter(organisation, each)
    return len(kept)


@transaction.atomic
def mark(organisation: Organisation, user: User, ids: Sequence[int] | None, *, read: bool = True) -> int:
    """Read (or unread again) these, or all; returns how many are unread then, and tells the person's other pages."""
    mine = selectors.notifications_of(organisation, user).filter(read_at__isnull=read)
    chosen = mine if ids is None else mine.filter(pk__in=ids)
    chosen.update(read_at=timezone.now() if read else None)
    unread = selectors.unread_of(organisation, [user.pk]).get(user.pk, 0)
    data = {"ids": list(ids) if ids is not None else None, "all": ids is None, "read": read, "unread": unread}
    publish_later([(user.pk, {"type": "read", "tenant": organisation.tenant, "data": data})])
    return unread


@transaction.atomic
def prefer(user: User, wishes: Mapping[str, Mapping[str, Any]]) -> preferences.Wishes:
    """Change what is named of how a person wants to be told."""
    kept, _ = Preference.objects.select_for_update().get_or_create(user=user)
    now = preferences.filled(kept.wishes)
    for kind, wish in wishes.items():
        now[kind] |= dict(wish)
    kept.wishes = now
    kept.save()
    return now


def _members(organisation: Organisation, to: Iterable[User] | None) -> list[User]:
    found = User.objects.filter(memberships__organisation=organisation, is_active=True)
    return list(found if to is None else found.filter(pk__in=[user.pk for user in to]))


def _letter(organisation: Organisation, one: Notification) -> None:
    link = one.link if "://" in one.link or not one.link else load().link(one.link)
    severity: Any = one.severity
    message = Message(title=one.title, severity=severity, text=one.body, link=link)
    mail(organisation, [one.user.email], message, key=f"{one.user_id}:{one.fingerprint}")
