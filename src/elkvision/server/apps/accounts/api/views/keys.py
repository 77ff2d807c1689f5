"""API keys of the caller's organisation."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.api import serializers as shapes
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.accounts.services import keys


class Keys(Door):
    needs: ClassVar = {"GET": Right.ADMIN, "POST": Right.ADMIN}

    @extend_schema(operation_id="api_keys", responses=shapes.KeyOut(many=True))
    def get(self, request: Request) -> Response:
        """Keys that were not revoked."""
        return self.listed(selectors.keys_of(self.organisation), shapes.KeyOut)

    @extend_schema(operation_id="api_key_create", request=shapes.KeyIn, responses={201: shapes.KeyMade})
    def post(self, request: Request) -> Response:
        """Make a key. It is shown this once."""
        made, text = keys.create(self.organisation, **self.wish(shapes.KeyIn), by=self.caller.user)
        return Response({**shapes.KeyOut(made).data, "key": text}, status=201)


class OneKey(Door):
    needs: ClassVar = {"DELETE": Right.ADMIN}

    @extend_schema(operation_id="api_key_revoke", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Revoke a key: what uses it is refused from now on."""
        keys.revoke(self.one(selectors.keys_of(self.organisation), pk=id), by=self.caller.user)
        return Response(status=204)
