"""Doors to kept searches and to one's own history."""

from typing import ClassVar, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.searches import selectors, services
from elkvision.server.apps.searches.api import serializers as shapes
from elkvision.server.apps.searches.models import Search


class Searches(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.READ}

    @extend_schema(operation_id="searches", parameters=[shapes.SearchesIn], responses=shapes.KeptSearch(many=True))
    def get(self, request: Request) -> Response:
        """One's own searches and the organisation's."""
        asked = self.asked(shapes.SearchesIn)
        found = selectors.searches_of(self.organisation, self.caller.user)
        if asked["search"]:
            found = found.filter(name__icontains=asked["search"])
        if asked["favourite"]:
            found = found.filter(favourites__user=self.caller.user)
        listed = [each for each in found if not asked["tag"] or asked["tag"] in each.tags]
        out = shapes.KeptSearch(listed, many=True, context={"caller": self.caller})
        return Response({"results": out.data, "next": None})

    @extend_schema(operation_id="search_keep", request=shapes.SearchShape, responses={201: shapes.KeptSearch})
    def post(self, request: Request) -> Response:
        """Keep a search, for oneself or, with the right to edit, for the organisation."""
        made = services.keep(self.organisation, self.wish(shapes.SearchShape), by=self.caller)
        return Response(_out(self, made.pk), status=201)


class OneSearch(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PUT": Right.READ, "DELETE": Right.READ}

    @extend_schema(operation_id="search", responses=shapes.KeptSearch)
    def get(self, request: Request, id: UUID) -> Response:
        return Response(_out(self, id))

    @extend_schema(operation_id="search_change", request=shapes.SearchShape, responses=shapes.KeptSearch)
    def put(self, request: Request, id: UUID) -> Response:
        """Change it: one's own, or with the right to edit the organisation's."""
        services.change(_found(self, id), self.wish(shapes.SearchShape), by=self.caller)
        return Response(_out(self, id))

    @extend_schema(operation_id="search_remove", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        services.remove(_found(self, id), by=self.caller)
        return Response(status=204)


class Favourite(Door):
    needs: ClassVar[Needs] = {"PUT": Right.READ}

    @extend_schema(operation_id="search_favourite", request=shapes.LikeIn, responses={204: None})
    def put(self, request: Request, id: UUID) -> Response:
        """One of one's own favourites, or not any more."""
        found, wish = _found(self, id), self.wish(shapes.LikeIn)
        services.like(found, self.person, favourite=wish["favourite"])
        return Response(status=204)


class Run(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="search_run", request=shapes.RunIn, responses=shapes.RunOut)
    def post(self, request: Request, id: UUID) -> Response:
        """The query with values in the place of its variables: what Explorer is opened with."""
        found, wish = _found(self, id), self.wish(shapes.RunIn)
        q = services.query_of(found, wish["variables"])
        return Response({"q": q, "columns": found.columns, "range": found.range or None})


class History(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.READ, "DELETE": Right.READ}

    @extend_schema(operation_id="search_history", responses=shapes.RememberedOut(many=True))
    def get(self, request: Request) -> Response:
        """One's own queries, the last 200, newest first."""
        return self.listed(selectors.remembered_of(self.organisation, self.person), shapes.RememberedOut)

    @extend_schema(operation_id="search_remember", request=shapes.RememberIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """A query was run. The same one again is kept once."""
        wish = self.wish(shapes.RememberIn)
        services.remember(self.organisation, self.person, q=wish["q"], start=wish["from"], end=wish["to"])
        return Response(status=204)

    @extend_schema(operation_id="search_forget", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Away with all of one's own history here."""
        services.forget(self.organisation, self.person)
        return Response(status=204)


def _found(door: Door, id: UUID) -> Search:
    return cast(Search, door.one(selectors.searches_of(door.organisation, door.caller.user), pk=id))


def _out(door: Door, id: UUID) -> object:
    return shapes.KeptSearch(_found(door, id), context={"caller": door.caller}).data
