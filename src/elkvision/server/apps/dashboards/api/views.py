"""Doors to dashboards."""

from typing import ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.dashboards import selectors, services
from elkvision.server.apps.dashboards.api import serializers as shapes
from elkvision.server.apps.dashboards.keeping import kept
from elkvision.server.apps.dashboards.models import Dashboard


class Dashboards(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="dashboards", parameters=[shapes.ListIn], responses=shapes.DashboardListed(many=True))
    def get(self, request: Request) -> Response:
        """The organisation's dashboards, in one's own order."""
        asked = self.asked(shapes.ListIn)
        found = selectors.dashboards_of(self.organisation, self.caller.user)
        if asked["search"]:
            listed = shapes.DashboardListed(found.filter(name__icontains=asked["search"]), many=True).data
        else:
            listed = kept(
                self.organisation.tenant, f"list:{self.caller.user_id}",
                lambda: shapes.DashboardListed(found, many=True).data,
            )  # fmt: skip
        results = [each for each in listed if not asked["tag"] or asked["tag"] in each["tags"]]
        return Response({"results": results, "next": None})

    @extend_schema(operation_id="dashboard_create", request=shapes.DashboardShape, responses={201: shapes.DashboardOut})
    def post(self, request: Request) -> Response:
        """Make a dashboard."""
        made = services.create(self.organisation, self.wish(shapes.DashboardShape), by=self.caller.user)
        return Response(shapes.DashboardOut(made).data, status=201)


class OneDashboard(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PUT": Right.EDIT, "DELETE": Right.EDIT}

    @extend_schema(operation_id="dashboard", responses=shapes.DashboardOut)
    def get(self, request: Request, id: int) -> Response:
        shown = kept(
            self.organisation.tenant, f"{id}:{self.caller.user_id}",
            lambda: shapes.DashboardOut(dashboard_of(self, id)).data,
        )  # fmt: skip
        return Response(shown)

    @extend_schema(operation_id="dashboard_change", request=shapes.DashboardChange, responses=shapes.DashboardOut)
    def put(self, request: Request, id: int) -> Response:
        """Change it. 409 when somebody changed it since `version`."""
        found = dashboard_of(self, id)
        wish = self.wish(shapes.DashboardChange)
        services.change(found, wish, version=wish["version"], note=wish["note"], by=self.caller.user)
        return Response(shapes.DashboardOut(dashboard_of(self, id)).data)

    @extend_schema(operation_id="dashboard_remove", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Away with it, its versions, its links and its reports."""
        services.remove(dashboard_of(self, id), by=self.caller.user)
        return Response(status=204)


class Duplicate(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_duplicate", request=shapes.NameIn, responses={201: shapes.DashboardOut})
    def post(self, request: Request, id: int) -> Response:
        """A copy of it, under the given name or one that is free."""
        found = dashboard_of(self, id)
        made = services.duplicate(found, name=self.wish(shapes.NameIn)["name"], by=self.caller.user)
        return Response(shapes.DashboardOut(made).data, status=201)


class Versions(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="dashboard_versions", responses=shapes.DashboardVersionOut(many=True))
    def get(self, request: Request, id: int) -> Response:
        """The last hundred versions, newest first."""
        return self.listed(selectors.versions_of(dashboard_of(self, id)), shapes.DashboardVersionOut)


class OneVersion(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="dashboard_version", responses=shapes.DashboardAsItWas)
    def get(self, request: Request, id: int, number: int) -> Response:
        """The dashboard as it was."""
        found = self.one(selectors.versions_of(dashboard_of(self, id)), number=number)
        return Response(shapes.DashboardAsItWas(found).data)


class Restore(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_restore", request=shapes.RestoreIn, responses=shapes.DashboardOut)
    def post(self, request: Request, id: int) -> Response:
        """An old version again; it becomes the newest."""
        services.restore(dashboard_of(self, id), self.wish(shapes.RestoreIn)["version"], by=self.caller.user)
        return Response(shapes.DashboardOut(dashboard_of(self, id)).data)


class Favourite(Door):
    needs: ClassVar[Needs] = {"PUT": Right.READ}

    @extend_schema(operation_id="dashboard_favourite", request=shapes.FavouriteIn, responses={204: None})
    def put(self, request: Request, id: int) -> Response:
        """One of one's own favourites, or not any more."""
        found, wish = dashboard_of(self, id), self.wish(shapes.FavouriteIn)
        services.like(found, self.person, favourite=wish["favourite"])
        return Response(status=204)


class Order(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="dashboards_order", request=shapes.DashboardOrderIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """One's own order; what is not named comes after."""
        ids = self.wish(shapes.DashboardOrderIn)["ids"]
        services.put_in_order(self.organisation, self.person, ids)
        return Response(status=204)


def dashboard_of(door: Door, id: int) -> Dashboard:
    found = selectors.dashboards_of(door.organisation, door.caller.user).select_related("organisation")
    return cast(Dashboard, door.one(found, pk=id))
