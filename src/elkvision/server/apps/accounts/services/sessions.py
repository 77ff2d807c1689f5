"""Browsers that are logged in."""

from django.contrib.auth import login as start_session
from django.contrib.auth import logout as drop_session
from django.contrib.sessions.models import Session as Contents
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from elkvision.server.apps.accounts import closing
from elkvision.server.apps.accounts.models import Session, User
from elkvision.server.apps.accounts.selectors import session_name
from elkvision.server.config import cached_sessions


def begin(request: HttpRequest, user: User, *, ip: str | None) -> None:
    """Log the browser in, under a fresh session key."""
    start_session(request, user)
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    Session.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "ip": ip, "user_agent": request.headers.get("User-Agent", "")[:300]},
    )


def end_this(request: HttpRequest) -> None:
    """Log the browser out."""
    session_key = request.session.session_key
    found = Session.objects.filter(session_key=session_key).first()
    drop_session(request)
    if found is not None:
        end(found)


@transaction.atomic
def end(session: Session) -> None:
    """The browser's next request is a stranger's, and its sockets close."""
    Contents.objects.filter(session_key=session.session_key).delete()
    Session.objects.filter(pk=session.pk).delete()
    cached_sessions.ended(session.session_key)
    closing.end_sockets(user=session.user_id, session=session_name(session.session_key))


def end_all(user: User, *, but: str | None = None) -> None:
    """Every session of the person but the one with that session key."""
    for session in Session.objects.filter(user=user).exclude(session_key=but or ""):
        end(session)


@transaction.atomic
def clear_expired() -> None:
    """Forget browsers whose session has run out."""
    Contents.objects.filter(expire_date__lt=timezone.now()).delete()
    Session.objects.exclude(session_key__in=Contents.objects.values("session_key")).delete()
