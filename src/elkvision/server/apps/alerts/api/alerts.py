"""Doors to alerts: what fires, what did, and what people do about it."""

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.clock import now_ms
from elkvision.server.api.permissions import Needs
from elkvision.server.api.times import read_moment
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.alerts import selectors
from elkvision.server.apps.alerts.api import shapes
from elkvision.server.apps.alerts.models import Incident
from elkvision.server.apps.alerts.services import incidents


class Alerts(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="alerts", parameters=[shapes.AlertListIn], responses=shapes.AlertsOut, filters=False)
    def get(self, request: Request) -> Response:
        """Newest first, with how many are in each state."""
        asked = self.asked(shapes.AlertListIn)
        now = timezone.now()
        found = _meant(self, asked)
        chosen = selectors.in_state(found, asked["state"], now) if "state" in asked else found
        answer = self.listed(chosen, shapes.AlertOut)
        answer.data["counts"] = selectors.counts(found, now)
        return answer


class Statistics(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(
        operation_id="alerts_statistics", parameters=[shapes.AlertListIn], responses=shapes.AlertStatisticsOut
    )
    def get(self, request: Request) -> Response:
        """How many alerts there were, and how long it took people to acknowledge them, and until they ended."""
        asked = self.asked(shapes.AlertListIn)
        found = _meant(self, asked)
        chosen = selectors.in_state(found, asked["state"], timezone.now()) if "state" in asked else found
        return Response(shapes.AlertStatisticsOut(selectors.statistics(chosen)).data)


class OneAlert(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="alert", responses=shapes.OneAlertOut)
    def get(self, request: Request, id: int) -> Response:
        """With its lines, its chart and all that happened to it."""
        return _answered(_found(self, id))


class Acknowledge(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_acknowledge", request=shapes.SaidIn, responses=shapes.OneAlertOut)
    def post(self, request: Request, id: int) -> Response:
        """Say that you look after it: it is not repeated, and does not escalate."""
        text = self.wish(shapes.SaidIn)["text"]
        return _answered(incidents.acknowledge(_found(self, id), by=self.caller.user, text=text))


class Assign(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_assign", request=shapes.AssignIn, responses=shapes.OneAlertOut)
    def post(self, request: Request, id: int) -> Response:
        """Give it to a member, or to nobody."""
        to = self.wish(shapes.AssignIn)["to"]
        return _answered(incidents.assign(_found(self, id), to=to, by=self.caller.user))


class Comment(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_comment", request=shapes.AlertCommentIn, responses=shapes.OneAlertOut)
    def post(self, request: Request, id: int) -> Response:
        """Add a comment to its history."""
        text = self.wish(shapes.AlertCommentIn)["text"]
        return _answered(incidents.comment(_found(self, id), text, by=self.caller.user))


class Resolve(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_resolve", request=shapes.SaidIn, responses=shapes.OneAlertOut)
    def post(self, request: Request, id: int) -> Response:
        """It is over, whatever the rule says. The rule makes a new one when it fires anew."""
        text = self.wish(shapes.SaidIn)["text"]
        return _answered(incidents.resolve(_found(self, id), by=self.caller.user, text=text))


class Snooze(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_snooze", request=shapes.SnoozeIn, responses=shapes.OneAlertOut)
    def post(self, request: Request, id: int) -> Response:
        """Nobody is told of it until then."""
        until = self.wish(shapes.SnoozeIn)["until"]
        return _answered(incidents.snooze(_found(self, id), until, by=self.caller.user))


def _meant(door: Door, asked: dict[str, Any]) -> QuerySet[Incident]:
    found = selectors.alerts_of(door.organisation)
    columns = {"severity": "severity", "rule": "rule", "assignee": "assignee", "q": "rule_name__icontains"}
    found = found.filter(**{columns[name]: asked[name] for name in columns if name in asked})
    if "from" in asked:
        found = found.filter(opened_at__gte=read_moment(asked["from"], now_ms=now_ms()))
    if "to" in asked:
        found = found.filter(opened_at__lt=read_moment(asked["to"], now_ms=now_ms()))
    return found


def _found(door: Door, id: int) -> Incident:
    return cast(Incident, door.one(selectors.alerts_of(door.organisation), pk=id))


def _answered(alert: Incident) -> Response:
    return Response(shapes.OneAlertOut(alert).data)
