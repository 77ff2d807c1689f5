"""Dashboards that are sent by themselves. The row is the task: whoever holds its lease makes the file and hands it to
`notifications`, under a key that names when it was due; so a report that is begun again is sent once all the same.
Reports that were missed while nobody worked are sent once, not once for each time."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from elkvision.core.errors import BadRequest, ElkVisionError, Overloaded, Unavailable
from elkvision.core.settings import load
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.accounts.selectors import members_of
from elkvision.server.apps.dashboards import files, selectors
from elkvision.server.apps.dashboards.models import MOST_REPORTS, Dashboard, Report
from elkvision.server.apps.dashboards.schedule import next_time
from elkvision.server.apps.notifications import selectors as notifications
from elkvision.server.apps.notifications.message import Attachment, Message
from elkvision.server.apps.notifications.services import mail, send, tell
from elkvision.server.panels.asked import asked
from elkvision.server.panels.steps import iso

log = structlog.get_logger(__name__)

FIELDS: Final = (
    "name", "every", "weekday", "day", "at", "timezone", "range", "variables", "orientation", "channels", "members",
    "enabled",
)  # fmt: skip
_LEASE: Final = timedelta(minutes=5)
#: What cannot be made just now is tried again after a pause, for so long.
_PAUSE: Final = timedelta(minutes=2)
_PATIENCE: Final = timedelta(hours=6)
#: As long as a delivery may be tried again, and some more.
_FILES_KEPT: Final = timedelta(days=7)
_UNSAFE: Final = re.compile(r"[^\w.-]+", re.ASCII)


@transaction.atomic
def create(dashboard: Dashboard, shape: Mapping[str, Any], *, by: User | None) -> Report:
    """Raises BadRequest for recipients that are not the organisation's, and when there are none."""
    if selectors.reports_of(dashboard).count() >= MOST_REPORTS:
        raise BadRequest(f"A dashboard is sent by at most {MOST_REPORTS} reports.", hint="remove some")
    made = Report(dashboard=dashboard, created_by=by)
    _fill(made, shape)
    audit.record(by, "made the report", made, organisation=dashboard.organisation, id=str(made.pk))
    return made


@transaction.atomic
def change(report: Report, shape: Mapping[str, Any], *, by: User | None) -> Report:
    """Raises as `create`."""
    _fill(report, shape)
    audit.record(by, "changed the report", report, organisation=report.dashboard.organisation, id=str(report.pk))
    return report


@transaction.atomic
def remove(report: Report, *, by: User | None) -> None:
    audit.record(by, "removed the report", report, organisation=report.dashboard.organisation, id=str(report.pk))
    report.delete()


def want(report: Report, *, by: User | None) -> None:
    """Send it now, beside its schedule; a worker does."""
    Report.objects.filter(pk=report.pk).update(wanted_at=timezone.now())
    audit.record(by, "sent the report", report, organisation=report.dashboard.organisation, id=str(report.pk))


def due(now: datetime) -> list[Report]:
    """What has to be sent and is nobody's just now."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    wanted = Q(wanted_at__isnull=False) | Q(enabled=True, next_at__lte=now)
    return list(Report.objects.filter(free & wanted))


def process(report: Report, now: datetime) -> bool:
    """Send it, if nobody else does. Raises nothing: what went wrong is in the row, and told to whoever made it."""
    lease = secrets.token_hex(16)
    mine = Report.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now), pk=report.pk)
    if not mine.update(lease=lease, lease_until=now + _LEASE):
        return False
    held = Report.objects.select_related("dashboard__organisation", "created_by").get(pk=report.pk)
    if held.wanted_at is None and (not held.enabled or held.next_at is None or held.next_at > now):
        _end(held, lease)  # somebody else sent it just before
        return False
    # Both may be due; what was asked for by hand is a sending of its own.
    turns = [at for at in (held.wanted_at, held.next_at if held.enabled else None) if at is not None and at <= now]
    try:
        path = _file(held, turns[0])
        for turn in turns:
            _hand_over(held, path, turn)
    except (Unavailable, Overloaded) as error:
        if now - turns[0] < _PATIENCE:
            again = {"lease": "", "lease_until": now + _PAUSE, "last_error": error.message}
            Report.objects.filter(pk=held.pk, lease=lease).update(**again)
            return False
        _end(held, lease, error=error.message, last_error=error.message)
        return False
    except ElkVisionError as error:
        said = f"{error.message} {error.hint}".strip()
        _end(held, lease, error=said, last_error=said)
        return False
    _end(held, lease, last_sent_at=timezone.now(), last_error="")
    return True


def sweep(folder: Path, now: datetime) -> None:
    """Files that no delivery needs any more."""
    for path in folder.glob("*/*.pdf"):
        if path.stat().st_mtime < (now - _FILES_KEPT).timestamp():
            path.unlink(missing_ok=True)
            path.parent.rmdir()


def folder() -> Path:
    return load().data_dir / "reports"


def _fill(report: Report, shape: Mapping[str, Any]) -> None:
    organisation = report.dashboard.organisation
    _known(organisation, shape["channels"], shape["members"])
    for field in FIELDS:
        setattr(report, field, shape[field])
    asked(organisation, *_range(report), variables=shape["variables"])
    report.next_at = _next(report, timezone.now()) if report.enabled else None
    report.last_error = ""
    report.save()


def _known(organisation: Organisation, channels: Sequence[int], members: Sequence[int]) -> None:
    if not channels and not members:
        raise BadRequest("Nobody gets this report.", hint="choose a channel or a member")
    known = set(notifications.channels_of(organisation).filter(pk__in=channels).values_list("pk", flat=True))
    if set(channels) - known:
        raise BadRequest("The report names a channel that is not here.", hint="choose from the organisation's channels")
    people = set(members_of(organisation).filter(user_id__in=members).values_list("user_id", flat=True))
    if set(members) - people:
        raise BadRequest("The report names somebody who is not a member here.", hint="choose from the members")


def _next(report: Report, after: datetime) -> datetime:
    zone = ZoneInfo(report.timezone)
    return next_time(report.every, weekday=report.weekday, day=report.day, at=report.at, zone=zone, after=after)


def _range(report: Report) -> tuple[str, str]:
    range = report.range or report.dashboard.body["range"]
    return range["from"], range["to"]


def _file(report: Report, turn: datetime) -> Path:
    """The file of this turn, which is made once: whoever sends it again sends the same."""
    place = folder() / f"{report.pk.hex}-{turn:%Y%m%d%H%M%S}"
    path = place / f"{_UNSAFE.sub('-', report.dashboard.name).strip('-') or 'dashboard'}.pdf"
    if not path.exists():
        place.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".part")
        wanted = files.Wanted(report.range, report.variables, "", report.orientation)  # type: ignore[arg-type]  # checked on the way in
        files.make(report.dashboard, wanted, "pdf", fresh)
        fresh.replace(path)
    return path


def _hand_over(report: Report, path: Path, turn: datetime) -> None:
    dashboard = report.dashboard
    organisation = dashboard.organisation
    within = asked(organisation, *_range(report))
    link = "/dashboards/?" + urlencode({"id": dashboard.pk, "from": iso(within.start), "to": iso(within.end)})
    start, end = (each.astimezone(within.zone) for each in (within.start, within.end))
    message = Message(
        title=f"{report.name}: {dashboard.name}",
        state="report",
        text=f"{dashboard.name} of {organisation.name}, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} "
        f"({within.zone.key}), is attached.",
        link=load().link(link),
        attachments=[Attachment(path.name, "application/pdf", str(path))],
    )
    key = f"report:{report.pk}:{turn.isoformat()}"
    for channel in notifications.channels_of(organisation).filter(pk__in=report.channels):
        send(organisation, channel, message, key=key)
    for member in members_of(organisation).filter(user_id__in=report.members):
        mail(organisation, [member.user.email], message, key=key)


def _end(report: Report, lease: str, error: str = "", **changed: Any) -> None:
    """Give the lease back, with the next time; nothing when somebody else has it by now."""
    now = timezone.now()
    changed |= {"lease": "", "lease_until": None, "next_at": _next(report, now) if report.enabled else None}
    mine = Report.objects.filter(pk=report.pk, lease=lease)
    if not mine.update(**changed):
        return
    # Unless somebody asked for it once more meanwhile.
    Report.objects.filter(pk=report.pk, wanted_at=report.wanted_at).update(wanted_at=None)
    if error:
        log.warning("a report could not be sent", report=str(report.pk), error=error)
    if error and report.created_by is not None:
        tell(
            report.dashboard.organisation, "report", f"The report {report.name} could not be sent", severity="warning",
            body=error, link=f"/dashboards/?id={report.dashboard_id}", key=f"report:{report.pk}:{now:%Y%m%d%H}",
            to=[report.created_by],
        )  # fmt: skip
