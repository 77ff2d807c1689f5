"""Doors to what people were told, and how they want to be."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs, Who
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.errors import NotFound
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.notifications import preferences, selectors
from elkvision.server.apps.notifications.api import serializers as shapes
from elkvision.server.apps.notifications.services import people


class PersonsDoor(Door):
    """Of one person, in the organisation that they look at."""

    @property
    def organisation(self) -> Organisation:
        if self.caller.organisation is None:
            raise NotFound("You are in no organisation yet: create one, or ask for an invitation.")
        return self.caller.organisation


class Notifications(PersonsDoor):
    needs: ClassVar[Needs] = {"GET": Who.PERSON}

    @extend_schema(
        operation_id="notifications", parameters=[shapes.NotificationsAsked], responses=shapes.NotificationsOut
    )
    def get(self, request: Request) -> Response:
        """What you were told, newest first."""
        asked = self.asked(shapes.NotificationsAsked)
        found = selectors.notifications_of(self.organisation, self.user)
        if asked["unread"]:
            found = found.filter(read_at=None)
        if "kind" in asked:
            found = found.filter(kind=asked["kind"])
        answer = self.listed(found, shapes.NotificationOut)
        answer.data["unread"] = selectors.unread_of(self.organisation, [self.user.pk]).get(self.user.pk, 0)
        return answer


class Read(PersonsDoor):
    needs: ClassVar[Needs] = {"POST": Who.PERSON}

    @extend_schema(operation_id="notifications_read", request=shapes.ReadIn, responses=shapes.UnreadOut)
    def post(self, request: Request) -> Response:
        """Mark some or all as read, or as unread again; your other pages hear of it."""
        wish = self.wish(shapes.ReadIn)
        unread = people.mark(self.organisation, self.user, wish.get("ids"), read=wish["read"])
        return Response({"unread": unread})


class Preferences(PersonsDoor):
    needs: ClassVar[Needs] = {"GET": Who.PERSON, "PUT": Who.PERSON}

    @extend_schema(operation_id="notifications_preferences", responses=shapes.PreferencesOut)
    def get(self, request: Request) -> Response:
        """How you want to be told, for each kind of news."""
        return Response(preferences.of([self.user.pk])[self.user.pk])

    @extend_schema(
        operation_id="notifications_preferences_set", request=shapes.PreferencesIn, responses=shapes.PreferencesOut
    )
    def put(self, request: Request) -> Response:
        """Say it anew; what is not named stays as it was."""
        return Response(people.prefer(self.user, self.wish(shapes.PreferencesIn)))
