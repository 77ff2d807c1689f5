"""What can be done with dashboards: make, change, bring an old version back, remove, like. Changes are in the audit
log."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction

from elkvision.core.errors import BadRequest
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Conflict
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.accounts.services import quotas
from elkvision.server.apps.dashboards import keeping, selectors
from elkvision.server.apps.dashboards.models import (
    MOST_DASHBOARDS,
    MOST_VERSIONS,
    Dashboard,
    DashboardVersion,
    Liking,
)

#: What `body` has.
BODY: Final = ("tags", "variables", "range", "refresh", "panels")
_LONGEST_NAME: Final = 200


@transaction.atomic
def create(organisation: Organisation, shape: Mapping[str, Any], *, by: User | None, note: str = "") -> Dashboard:
    """A new dashboard of a checked shape. Raises Conflict when the name is taken."""
    quotas.room(organisation, "dashboards")
    if Dashboard.objects.filter(organisation=organisation).count() >= MOST_DASHBOARDS:
        raise BadRequest(f"An organisation has at most {MOST_DASHBOARDS} dashboards.", hint="remove some")
    try:
        with transaction.atomic():
            made = Dashboard.objects.create(
                organisation=organisation, name=shape["name"], description=shape["description"],
                body={field: shape[field] for field in BODY}, created_by=by, updated_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise _taken(shape["name"]) from error
    _keep(made, note, by)
    keeping.forget(organisation.tenant)
    audit.record(by, "made the dashboard", made, organisation=organisation, id=made.pk)
    return made


@transaction.atomic
def change(
    dashboard: Dashboard, shape: Mapping[str, Any], *, version: int, by: User | None, note: str = ""
) -> Dashboard:
    """Put the shape in its place, as the next version. Raises Conflict when `version` is not the newest any more, and
    when the name is taken."""
    try:
        with transaction.atomic():
            won = Dashboard.objects.filter(pk=dashboard.pk, version=version).update(version=version + 1)
            if not won:
                raise _overtaken(dashboard)
            changed = Dashboard.objects.select_related("organisation").get(pk=dashboard.pk)
            changed.name, changed.description = shape["name"], shape["description"]
            changed.body = {field: shape[field] for field in BODY}
            changed.updated_by = by
            changed.save()
    except IntegrityError as error:
        raise _taken(shape["name"]) from error
    _keep(changed, note, by)
    keeping.forget(changed.organisation.tenant)
    audit.record(
        by, "changed the dashboard", changed, organisation=changed.organisation, id=changed.pk, version=changed.version
    )
    return changed


def shape_of(kept: Dashboard | DashboardVersion) -> dict[str, Any]:
    """What `create` and `change` take, of a dashboard or of one of its versions."""
    return {"name": kept.name, "description": kept.description} | {field: kept.body[field] for field in BODY}


def restore(dashboard: Dashboard, number: int, *, by: User | None) -> Dashboard:
    """An old version again, as the newest. Raises BadRequest when there is none."""
    old = selectors.versions_of(dashboard).filter(number=number).first()
    if old is None:
        raise BadRequest(f"{dashboard.name} has no version {number}.", hint="old ones are forgotten after a hundred")
    return change(dashboard, shape_of(old), version=dashboard.version, by=by, note=f"version {number} brought back")


def duplicate(dashboard: Dashboard, *, name: str, by: User | None) -> Dashboard:
    """A copy under another name; without one, under one that is free."""
    shape = shape_of(dashboard) | {"name": name or free_name(dashboard.organisation, f"{dashboard.name} (copy)")}
    return create(dashboard.organisation, shape, by=by, note=f"a copy of {dashboard.name}")


def free_name(organisation: Organisation, wanted: str) -> str:
    """The name itself, or with a number behind it when it is taken."""
    taken = set(Dashboard.objects.filter(organisation=organisation).values_list("name", flat=True))
    wanted = wanted[: _LONGEST_NAME - 6]
    return next(name for name in [wanted, *(f"{wanted} {n}" for n in range(2, len(taken) + 3))] if name not in taken)


@transaction.atomic
def remove(dashboard: Dashboard, *, by: User | None) -> None:
    """Away with it, its versions, its links and its reports."""
    audit.record(by, "removed the dashboard", dashboard, organisation=dashboard.organisation, id=dashboard.pk)
    dashboard.delete()
    keeping.forget(dashboard.organisation.tenant)


def like(dashboard: Dashboard, user: User, *, favourite: bool) -> None:
    Liking.objects.update_or_create(user=user, dashboard=dashboard, defaults={"favourite": favourite})
    keeping.forget(dashboard.organisation.tenant)


@transaction.atomic
def put_in_order(organisation: Organisation, user: User, ids: Sequence[int]) -> None:
    """This person's own order; what is not named comes after. Raises BadRequest for a dashboard that is not there."""
    known = set(Dashboard.objects.filter(organisation=organisation, pk__in=ids).values_list("pk", flat=True))
    if len(known) != len(ids):
        raise BadRequest("The order names a dashboard twice, or one that is not here.", hint="load the list again")
    Liking.objects.filter(user=user, dashboard__organisation=organisation).update(position=None)
    for position, pk in enumerate(ids):
        Liking.objects.update_or_create(user=user, dashboard_id=pk, defaults={"position": position})
    keeping.forget(organisation.tenant)


def _keep(dashboard: Dashboard, note: str, by: User | None) -> None:
    DashboardVersion.objects.create(
        dashboard=dashboard, number=dashboard.version, name=dashboard.name, description=dashboard.description,
        body=dashboard.body, note=note, created_by=by,
    )  # fmt: skip
    DashboardVersion.objects.filter(dashboard=dashboard, number__lte=dashboard.version - MOST_VERSIONS).delete()


def _overtaken(dashboard: Dashboard) -> Conflict:
    now = Dashboard.objects.select_related("updated_by").filter(pk=dashboard.pk).first()
    if now is None:
        return Conflict("The dashboard was removed meanwhile.")
    who = now.updated_by.username if now.updated_by else "somebody"
    return Conflict(
        f"{who} changed {now.name} meanwhile: version {now.version} is there.",
        hint="load it again, or save yours as a copy",
    )


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a dashboard named {name} already.", hint="choose another name")
