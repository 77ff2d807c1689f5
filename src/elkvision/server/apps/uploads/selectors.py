"""Questions about uploads. The organisation is always an argument."""

from datetime import datetime

from django.db.models import Q, QuerySet

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.uploads.models import ENDED, Status, Upload


def uploads_of(organisation: Organisation) -> QuerySet[Upload]:
    return Upload.objects.filter(organisation=organisation).select_related("created_by")


def same_content(organisation: Organisation, sha256: str) -> Upload | None:
    """The newest upload of the same bytes that was taken or still may be."""
    taken = Q(status__in=(Status.WAITING, Status.RUNNING, Status.DONE))
    return Upload.objects.filter(taken, organisation=organisation, sha256=sha256).order_by("-created_at").first()


def unattended(now: datetime) -> QuerySet[Upload]:
    """What should be under way and is not: never begun, or the worker that held it is gone."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return Upload.objects.filter(free).exclude(status__in=ENDED)
