"""Doors to dashboards as files, and to those to begin with."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.errors import BadRequest
from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.errors import NotFound
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.dashboards import exchange, services, templates
from elkvision.server.apps.dashboards.api import serializers as shapes
from elkvision.server.apps.dashboards.api.views import dashboard_of
from elkvision.server.apps.dashboards.templates.fields import fields_of


class Export(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="dashboard_export", responses=shapes.FileShape)
    def get(self, request: Request, id: int) -> Response:
        """All of a dashboard, to be imported elsewhere."""
        found = dashboard_of(self, id)
        headers = {"Content-Disposition": f'attachment; filename="dashboard-{found.pk}.json"'}
        return Response(exchange.written(found), headers=headers)


class Import(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_import", request=shapes.FileShape, responses={201: shapes.DashboardOut})
    def post(self, request: Request) -> Response:
        """Make a dashboard of a file that was exported. It gets another name when its own is taken."""
        if not isinstance(request.data, dict):
            raise BadRequest("This is no dashboard of ours.", hint="send the file as it was exported")
        shape = self.wish(shapes.DashboardShape, exchange.read(request.data))
        shape["name"] = services.free_name(self.organisation, shape["name"])
        made = services.create(self.organisation, shape, by=self.caller.user, note="imported")
        return Response(shapes.DashboardOut(made).data, status=201)


class Templates(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="dashboard_templates", responses=shapes.TemplateOut(many=True))
    def get(self, request: Request) -> Response:
        """Dashboards to begin with, made for the fields that the last day's logs have."""
        fields = fields_of(self.tenant, timezone.now())
        made = {key: self.wish(shapes.DashboardShape, templates.shape(key, fields)) for key in templates.TEMPLATES}
        listed = [
            {"key": key, "name": each["name"], "description": each["description"], "dashboard": each}
            for key, each in made.items()
        ]
        return Response({"results": listed, "next": None})


class Template(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_from_template", request=shapes.NameIn, responses={201: shapes.DashboardOut})
    def post(self, request: Request, key: str) -> Response:
        """Make a dashboard of a template."""
        if key not in templates.TEMPLATES:
            raise NotFound("There is no such template.", hint=f"there are {', '.join(templates.TEMPLATES)}")
        name = self.wish(shapes.NameIn)["name"]
        shape = self.wish(shapes.DashboardShape, templates.shape(key, fields_of(self.tenant, timezone.now())))
        shape["name"] = name or services.free_name(self.organisation, shape["name"])
        made = services.create(self.organisation, shape, by=self.caller.user, note=f"from the template {key}")
        return Response(shapes.DashboardOut(made).data, status=201)
