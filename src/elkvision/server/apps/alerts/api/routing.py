"""Doors to silences and policies."""

from typing import ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.alerts import selectors
from elkvision.server.apps.alerts.api import shapes
from elkvision.server.apps.alerts.models import Policy, Silence
from elkvision.server.apps.alerts.services import routing


class Silences(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="alert_silences", responses=shapes.SilenceOut(many=True))
    def get(self, request: Request) -> Response:
        """Maintenance windows, those that are over too; the latest first."""
        return self.listed(selectors.silences_of(self.organisation), shapes.SilenceOut)

    @extend_schema(operation_id="alert_silence_create", request=shapes.SilenceIn, responses={201: shapes.SilenceOut})
    def post(self, request: Request) -> Response:
        """Nobody is told of alerts that fit, from one moment to another. They are seen and kept."""
        made = routing.create_silence(self.organisation, by=self.caller.user, **self.wish(shapes.SilenceIn))
        return Response(shapes.SilenceOut(made).data, status=201)


class OneSilence(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "DELETE": Right.EDIT}

    @extend_schema(operation_id="alert_silence", responses=shapes.SilenceOut)
    def get(self, request: Request, id: int) -> Response:
        return Response(shapes.SilenceOut(self._found(id)).data)

    @extend_schema(operation_id="alert_silence_end", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """It is over now; it stays in the list."""
        routing.end_silence(self._found(id), by=self.caller.user)
        return Response(status=204)

    def _found(self, id: int) -> Silence:
        return cast(Silence, self.one(selectors.silences_of(self.organisation), pk=id))


class Policies(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="alert_policies", responses=shapes.PolicyOut(many=True))
    def get(self, request: Request) -> Response:
        """In the order in which they are tried."""
        return self.listed(selectors.policies_of(self.organisation), shapes.PolicyOut)

    @extend_schema(operation_id="alert_policy_create", request=shapes.PolicyIn, responses={201: shapes.PolicyOut})
    def post(self, request: Request) -> Response:
        """A new policy, the last in order. Alerts that are open are told by it too."""
        made = routing.create_policy(self.organisation, by=self.caller.user, **self.wish(shapes.PolicyIn))
        return Response(shapes.PolicyOut(made).data, status=201)


class OnePolicy(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PATCH": Right.EDIT, "DELETE": Right.EDIT}

    @extend_schema(operation_id="alert_policy", responses=shapes.PolicyOut)
    def get(self, request: Request, id: int) -> Response:
        return Response(shapes.PolicyOut(self._found(id)).data)

    @extend_schema(operation_id="alert_policy_change", request=shapes.PolicyChange, responses=shapes.PolicyOut)
    def patch(self, request: Request, id: int) -> Response:
        changed = routing.change_policy(self._found(id), by=self.caller.user, **self.wish(shapes.PolicyChange))
        return Response(shapes.PolicyOut(changed).data)

    @extend_schema(operation_id="alert_policy_remove", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Away with it; the next one that fits tells of alerts that are open."""
        routing.remove_policy(self._found(id), by=self.caller.user)
        return Response(status=204)

    def _found(self, id: int) -> Policy:
        return cast(Policy, self.one(selectors.policies_of(self.organisation), pk=id))


class PolicyOrder(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_policies_order", request=shapes.PolicyOrderIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Try the policies in this order."""
        routing.order_policies(self.organisation, self.wish(shapes.PolicyOrderIn)["ids"], by=self.caller.user)
        return Response(status=204)
