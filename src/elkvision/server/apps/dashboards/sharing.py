"""Links that show a dashboard to whoever has them: that dashboard, its numbers, and nothing that could ask for more."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from elkvision.core.errors import BadRequest
from elkvision.core.tenancy import hash_key
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import NotFound
from elkvision.server.apps.accounts.models import User
from elkvision.server.apps.dashboards import selectors
from elkvision.server.apps.dashboards.models import MOST_SHARES, Dashboard, Share
from elkvision.server.panels.answering import Answer, answers
from elkvision.server.panels.asked import asked
from elkvision.server.panels.definition import panel_of

#: However many look at a link, its numbers are worked out once in so many seconds.
_FRESH_SECONDS: Final = 10
#: What finds logs, which is of no use to whoever cannot search.
_ASKING: Final = frozenset(("q", "qs"))


@transaction.atomic
def share(
    dashboard: Dashboard,
    *,
    label: str,
    expires_at: datetime,
    range: Mapping[str, str],
    variables: Mapping[str, list[str]],
    by: User | None,
) -> tuple[Share, str]:
    """A new link, and its token, which is not kept. Raises BadRequest for one that has expired already."""
    if expires_at <= timezone.now():
        raise BadRequest("This link would have expired already.", hint="choose a time to come")
    if selectors.shares_of(dashboard).count() >= MOST_SHARES:
        raise BadRequest(f"A dashboard has at most {MOST_SHARES} links.", hint="take some back")
    token = secrets.token_urlsafe(32)
    made = Share.objects.create(
        dashboard=dashboard, label=label, token_hash=hash_key(token), range=dict(range), variables=dict(variables),
        created_by=by, expires_at=expires_at,
    )  # fmt: skip
    audit.record(
        by, "shared the dashboard", dashboard, organisation=dashboard.organisation,
        share=str(made.pk), expires_at=expires_at.isoformat(),
    )  # fmt: skip
    return made, token


@transaction.atomic
def take_back(share: Share, *, by: User | None) -> None:
    """The link shows nothing from now on."""
    Share.objects.filter(pk=share.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    dashboard = share.dashboard
    audit.record(
        by, "took back a link to the dashboard", dashboard, organisation=dashboard.organisation, share=str(share.pk)
    )


def opened(token: str) -> Share:
    """The link of this token. Raises NotFound for one that never was, has expired or was taken back."""
    found = selectors.share_by_token(token)
    if found is None:
        raise NotFound("This link shows nothing: it has expired, or was taken back.", hint="ask whoever gave it to you")
    return found


def note_use(share: Share) -> None:
    """Count it. That somebody came for the first time is in the audit log."""
    if share.last_used_at is None:
        organisation = share.dashboard.organisation
        audit.record(None, "opened a shared link", share.dashboard, organisation=organisation, share=str(share.pk))
    Share.objects.filter(pk=share.pk).update(uses=F("uses") + 1, last_used_at=timezone.now())


def shown(share: Share) -> dict[str, Any]:
    """The dashboard without its queries."""
    dashboard = share.dashboard
    return {
        "name": dashboard.name,
        "description": dashboard.description,
        "range": share.range or dashboard.body["range"],
        "refresh": dashboard.body["refresh"],
        "expires_at": share.expires_at,
        "panels": [_without_queries(panel) for panel in dashboard.body["panels"]],
    }


def numbers(share: Share) -> list[Answer]:
    """What all panels show, over the link's own range and with its own values."""
    dashboard = share.dashboard
    kept = f"share:{share.pk}:{dashboard.version}"
    found = cache.get(kept)
    if found is None:
        range = share.range or dashboard.body["range"]
        within = asked(dashboard.organisation, range["from"], range["to"], variables=chosen(dashboard, share.variables))
        found = [_without_asking(each) for each in answers(_panels(dashboard), within).answer]
        cache.set(kept, found, _FRESH_SECONDS)
    return list(found)


def chosen(dashboard: Dashboard, wanted: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The values of the dashboard's variables: those that are wanted, else its own."""
    return {each["name"]: wanted.get(each["name"], each["default"]) for each in dashboard.body["variables"]}


def _panels(dashboard: Dashboard) -> list[Any]:
    return [panel_of(each) for each in dashboard.body["panels"]]


def _without_queries(panel: Mapping[str, Any]) -> dict[str, Any]:
    """How a panel is drawn, and nothing of what it asks."""
    drawn = (
        "id",
        "title",
        "description",
        "kind",
        "layout",
        "groups",
        "over",
        "stacked",
        "unit",
        "thresholds",
        "legend",
        "columns",
    )
    return {field: panel[field] for field in drawn if field in panel}


def _without_asking(found: Answer) -> Answer:
    """An answer that tells its numbers and lines, and not how they are found."""
    kept = {name: value for name, value in found.items() if name != "q"}
    for marks in ("series", "rows", "figures", "cells"):
        if marks in found:
            kept[marks] = [{name: each[name] for name in each.keys() - _ASKING} for each in found[marks]]
    if found["error"] is not None:
        kept["error"] = {"code": found["error"]["code"], "message": "This panel cannot be shown now."}
    return kept
