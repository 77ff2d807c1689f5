"""How often something may be tried. Kept in the database, so that neither a restart nor a lost bus forgets it."""

import hashlib
import math
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from elkvision.server.apps.accounts.errors import TooMany
from elkvision.server.apps.accounts.models import Attempts

#: action: (tries, within so many seconds), for one address and name together, for one address, and for one name
#: wherever it is tried from.
_WITH_NAME = {"login": (10, 300), "reset": (5, 900)}
_BY_ADDRESS = {
    "login": (50, 300),
    "reset": (20, 900),
    "register": (20, 900),
    "invitation": (60, 300),
    "share": (300, 60),
    "code": (50, 300),
    "sso": (60, 300),
}
_BY_NAME = {"code": (10, 900)}


def allow(action: str, *, ip: str, name: str = "") -> None:
    """Count one try. Raises TooMany once there were more than the limits say."""
    if name and action in _WITH_NAME:
        _count(f"{action} {ip} {name.lower()}", *_WITH_NAME[action])
    if name and action in _BY_NAME:
        _count(f"{action} of {name.lower()}", *_BY_NAME[action])
    _count(f"{action} {ip}", *_BY_ADDRESS[action])


def forgive(action: str, *, ip: str, name: str) -> None:
    """Forget the tries under that name: it was them after all."""
    mine = [_bucket(f"{action} {ip} {name.lower()}"), _bucket(f"{action} of {name.lower()}")]
    Attempts.objects.filter(bucket__in=mine).delete()


def _count(text: str, most: int, seconds: int) -> None:
    now, bucket = timezone.now(), _bucket(text)
    over = Attempts.objects.filter(bucket=bucket, window_ends__gt=now, count__gte=most).first()
    if over is not None:  # told before anything is written, so that a flood stays cheap
        raise TooMany(
            "That was tried too often. Wait a little.",
            retry_after=math.ceil((over.window_ends - now).total_seconds()),
        )
    with transaction.atomic():
        Attempts.objects.filter(bucket=bucket, window_ends__lte=now).delete()
        fresh = Attempts(bucket=bucket, window_ends=now + timedelta(seconds=seconds))
        Attempts.objects.bulk_create([fresh], ignore_conflicts=True)
        Attempts.objects.filter(bucket=bucket).update(count=F("count") + 1)


def _bucket(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
