"""Doors to shared links: those who make them, and those who have one."""

from typing import ClassVar, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs, Who
from elkvision.server.api.requests import base_url, ip_of
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import limits
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.dashboards import selectors, sharing
from elkvision.server.apps.dashboards.api import share_shapes as shapes
from elkvision.server.apps.dashboards.api.views import dashboard_of
from elkvision.server.apps.dashboards.models import Share
from elkvision.server.panels.shapes import PanelsOut


class Shares(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_shares", responses=shapes.ShareOut(many=True))
    def get(self, request: Request, id: int) -> Response:
        """The links to a dashboard that were not taken back."""
        return self.listed(selectors.shares_of(dashboard_of(self, id)), shapes.ShareOut)

    @extend_schema(operation_id="dashboard_share", request=shapes.ShareIn, responses={201: shapes.ShareMade})
    def post(self, request: Request, id: int) -> Response:
        """Make a link that shows this dashboard to whoever has it, until it expires. It is shown once."""
        made, token = sharing.share(dashboard_of(self, id), by=self.caller.user, **self.wish(shapes.ShareIn))
        link = f"{base_url(request)}/shared/?token={token}"
        return Response(shapes.ShareOut(made).data | {"link": link}, status=201)


class OneShare(Door):
    needs: ClassVar[Needs] = {"DELETE": Right.EDIT}

    @extend_schema(operation_id="dashboard_share_take_back", responses={204: None})
    def delete(self, request: Request, id: int, share: UUID) -> Response:
        """Take a link back: it shows nothing from now on."""
        found = cast(Share, self.one(selectors.shares_of(dashboard_of(self, id)), pk=share))
        sharing.take_back(found, by=self.caller.user)
        return Response(status=204)


class Shown(Door):
    needs: ClassVar[Needs] = {"GET": Who.ANYONE}
    authentication_classes = ()

    @extend_schema(operation_id="shared_dashboard", responses=shapes.SharedDashboard)
    def get(self, request: Request, token: str) -> Response:
        """The dashboard that a link shows, without what it asks."""
        limits.allow("share", ip=ip_of(request) or "")
        found = sharing.opened(token)
        sharing.note_use(found)
        return Response(sharing.shown(found))


class ShownNumbers(Door):
    needs: ClassVar[Needs] = {"GET": Who.ANYONE}
    authentication_classes = ()

    @extend_schema(operation_id="shared_numbers", responses=PanelsOut)
    def get(self, request: Request, token: str) -> Response:
        """The numbers of its panels. Nothing else can be asked here; they are up to ten seconds old."""
        limits.allow("share", ip=ip_of(request) or "")
        found = sharing.numbers(sharing.opened(token))
        return Response({"results": found, "elapsed_ms": sum(each["elapsed_ms"] for each in found)})
