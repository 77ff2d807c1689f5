"""Doors to channels and deliveries."""

from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.notifications import selectors
from elkvision.server.apps.notifications.api import serializers as shapes
from elkvision.server.apps.notifications.kinds import KINDS
from elkvision.server.apps.notifications.models import Channel
from elkvision.server.apps.notifications.services import channels, deliveries


class Kinds(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="channel_kinds", responses=shapes.ChannelKindOut(many=True))
    def get(self, request: Request) -> Response:
        """Every kind of channel, and what has to be filled in."""
        return Response(shapes.ChannelKindOut(list(KINDS.values()), many=True).data)


class Channels(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.ADMIN}

    @extend_schema(operation_id="channels", responses=shapes.ChannelOut(many=True))
    def get(self, request: Request) -> Response:
        """All of the organisation's channels, by name, without their secrets."""
        found = list(selectors.channels_of(self.organisation))
        last = selectors.last_deliveries(found)
        return Response(shapes.ChannelOut(found, many=True, context={"last": last}).data)

    @extend_schema(operation_id="channel_create", request=shapes.ChannelIn, responses={201: shapes.ChannelOut})
    def post(self, request: Request) -> Response:
        """Make a channel. Nothing is sent to it: test it."""
        made = channels.create(self.organisation, by=self.caller.user, **self.wish(shapes.ChannelIn))
        return Response(shapes.ChannelOut(made).data, status=201)


class OneChannel(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PATCH": Right.ADMIN, "DELETE": Right.ADMIN}

    @extend_schema(operation_id="channel", responses=shapes.ChannelOut)
    def get(self, request: Request, id: int) -> Response:
        return _shown(_found(self, id))

    @extend_schema(operation_id="channel_change", request=shapes.ChannelChange, responses=shapes.ChannelOut)
    def patch(self, request: Request, id: int) -> Response:
        """Change it. Secrets that are not named stay as they are."""
        return _shown(channels.change(_found(self, id), by=self.caller.user, **self.wish(shapes.ChannelChange)))

    @extend_schema(operation_id="channel_remove", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Away with it, its secrets, and what still waits for it."""
        channels.remove(_found(self, id), by=self.caller.user)
        return Response(status=204)


class Test(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="channel_test", request=None, responses=shapes.TestedOut)
    def post(self, request: Request, id: int) -> Response:
        """Send a test there now, and say what the other side answered."""
        return Response(shapes.TestedOut(channels.try_out(_found(self, id), by=self.caller.user)).data)


class Deliveries(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(
        operation_id="deliveries", parameters=[shapes.DeliveriesAsked], responses=shapes.DeliveryOut(many=True)
    )
    def get(self, request: Request) -> Response:
        """What was sent, or is to be, newest first: with every answer."""
        asked = self.asked(shapes.DeliveriesAsked)
        found = selectors.deliveries_of(self.organisation)
        if "channel" in asked:
            found = found.filter(channel_id=asked["channel"])
        if "status" in asked:
            found = found.filter(status=asked["status"])
        return self.listed(found, shapes.DeliveryOut)


class Retry(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="delivery_retry", request=None, responses=shapes.DeliveryOut)
    def post(self, request: Request, id: int) -> Response:
        """Send one that failed again."""
        found = self.one(selectors.deliveries_of(self.organisation), pk=id)
        deliveries.retry(found)
        return Response(shapes.DeliveryOut(found).data)


def _found(door: Door, id: int) -> Channel:
    return cast(Channel, door.one(selectors.channels_of(door.organisation), pk=id))


def _shown(channel: Channel) -> Response:
    context: dict[str, Any] = {"last": selectors.last_deliveries([channel])}
    return Response(shapes.ChannelOut(channel, context=context).data)
