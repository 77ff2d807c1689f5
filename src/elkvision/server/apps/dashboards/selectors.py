"""Questions about dashboards. The organisation is always an argument."""

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from elkvision.core.tenancy import hash_key
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.dashboards.models import Dashboard, DashboardVersion, Report, Share


def dashboards_of(organisation: Organisation, user: User | None = None) -> QuerySet[Dashboard]:
    """Each with the person's own `favourite` and `position`; those that they put in order come first."""
    found = Dashboard.objects.filter(organisation=organisation).select_related("created_by", "updated_by")
    mine = Q(likings__user=user) if user is not None else Q(likings__user__isnull=True)
    return found.annotate(
        mine=FilteredRelation("likings", condition=mine), favourite=F("mine__favourite"), position=F("mine__position")
    ).order_by(F("mine__position").asc(nulls_last=True), "name", "id")


def versions_of(dashboard: Dashboard) -> QuerySet[DashboardVersion]:
    return DashboardVersion.objects.filter(dashboard=dashboard).select_related("created_by")


def shares_of(dashboard: Dashboard) -> QuerySet[Share]:
    """Those that were not taken back; an expired one stays in sight."""
    return Share.objects.filter(dashboard=dashboard, revoked_at__isnull=True).select_related("created_by")


def share_by_token(token: str) -> Share | None:
    """A link that still shows something."""
    open_ones = Share.objects.filter(token_hash=hash_key(token), revoked_at__isnull=True, expires_at__gt=timezone.now())
    return open_ones.select_related("dashboard__organisation").first()


def reports_of(dashboard: Dashboard) -> QuerySet[Report]:
    return Report.objects.filter(dashboard=dashboard).select_related("created_by", "dashboard__organisation")
