"""How a person wants to be told: for each kind of news the least severity, and in which ways."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from elkvision.server.apps.notifications.message import SEVERITIES
from elkvision.server.apps.notifications.models import Preference

Kind = Literal["alert", "upload", "reparse", "report", "system"]
KINDS: Final[tuple[Kind, ...]] = ("alert", "upload", "reparse", "report", "system")
WAYS: Final = ("toast", "sound", "browser", "email")
OFF: Final = "off"

Wishes = dict[str, dict[str, Any]]


def usual() -> Wishes:
    return {
        kind: {"minimum": "info", "toast": True, "sound": False, "browser": False, "email": False} for kind in KINDS
    }


def filled(kept: Mapping[str, Any]) -> Wishes:
    """What was wished, and the usual where nothing was."""
    return {kind: usual_one | dict(kept.get(kind, {})) for kind, usual_one in usual().items()}


def of(users: Iterable[int]) -> dict[int, Wishes]:
    """By user, for each of them."""
    wanted = list(users)
    kept = dict(Preference.objects.filter(user_id__in=wanted).values_list("user_id", "wishes"))
    return {user: filled(kept.get(user, {})) for user in wanted}


def wants(wish: Mapping[str, Any], severity: str) -> bool:
    least = wish["minimum"]
    return least != OFF and SEVERITIES.index(severity) >= SEVERITIES.index(least)
