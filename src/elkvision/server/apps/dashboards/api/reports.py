"""Doors to reports."""

from typing import ClassVar, cast
from uuid import UUID

import structlog
from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.dashboards import reporting, selectors, tasks
from elkvision.server.apps.dashboards.api import report_shapes as shapes
from elkvision.server.apps.dashboards.api.views import dashboard_of
from elkvision.server.apps.dashboards.models import Report

log = structlog.get_logger(__name__)


class Reports(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_reports", responses=shapes.ReportOut(many=True))
    def get(self, request: Request, id: int) -> Response:
        """When this dashboard is sent, and to whom."""
        return self.listed(selectors.reports_of(dashboard_of(self, id)), shapes.ReportOut)

    @extend_schema(
        operation_id="dashboard_report_create", request=shapes.ReportShape, responses={201: shapes.ReportOut}
    )
    def post(self, request: Request, id: int) -> Response:
        """Send this dashboard as a PDF, every day, week or month, to channels and members."""
        made = reporting.create(dashboard_of(self, id), self.wish(shapes.ReportShape), by=self.caller.user)
        return Response(shapes.ReportOut(made).data, status=201)


class OneReport(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PUT": Right.EDIT, "DELETE": Right.EDIT}

    @extend_schema(operation_id="dashboard_report", responses=shapes.ReportOut)
    def get(self, request: Request, id: int, report: UUID) -> Response:
        return Response(shapes.ReportOut(_found(self, id, report)).data)

    @extend_schema(operation_id="dashboard_report_change", request=shapes.ReportShape, responses=shapes.ReportOut)
    def put(self, request: Request, id: int, report: UUID) -> Response:
        found, wish = _found(self, id, report), self.wish(shapes.ReportShape)
        return Response(shapes.ReportOut(reporting.change(found, wish, by=self.caller.user)).data)

    @extend_schema(operation_id="dashboard_report_remove", responses={204: None})
    def delete(self, request: Request, id: int, report: UUID) -> Response:
        reporting.remove(_found(self, id, report), by=self.caller.user)
        return Response(status=204)


class SendReport(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="dashboard_report_send", request=None, responses={202: shapes.ReportOut})
    def post(self, request: Request, id: int, report: UUID) -> Response:
        """Send it now, beside its schedule."""
        reporting.want(_found(self, id, report), by=self.caller.user)
        try:
            tasks.send_reports.delay()
        except OperationalError as error:  # beat asks for it soon
            log.warning("a report could not be queued", report=str(report), error=str(error))
        return Response(shapes.ReportOut(_found(self, id, report)).data, status=202)


def _found(door: Door, id: int, report: UUID) -> Report:
    return cast(Report, door.one(selectors.reports_of(dashboard_of(door, id)), pk=report))
