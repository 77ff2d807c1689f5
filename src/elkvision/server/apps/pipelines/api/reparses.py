"""Doors to reparses."""

from typing import ClassVar, cast
from uuid import UUID

import structlog
from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.settings import load
from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs import selectors as logs
from elkvision.server.apps.pipelines import reparsing, selectors, services, tasks
from elkvision.server.apps.pipelines.api import serializers as shapes
from elkvision.server.apps.pipelines.api.views import BROKEN, broken
from elkvision.server.apps.pipelines.models import Reparse

log = structlog.get_logger(__name__)


class Reparses(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.ADMIN}

    @extend_schema(operation_id="reparses", responses=shapes.ReparseOut(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        return self.listed(selectors.reparses_of(self.organisation), shapes.ReparseOut)

    @extend_schema(
        operation_id="reparse_begin", request=shapes.ReparseIn, responses={201: shapes.ReparseOut, 400: BROKEN}
    )
    def post(self, request: Request) -> Response:
        """Compare what a search finds with what a version would make of it. Nothing is changed until it is applied."""
        wish = self.wish(shapes.ReparseIn)
        pipeline = self.one(selectors.pipelines_of(self.organisation), pk=wish["pipeline"])
        span = logs.span(wish["q"], wish["from"], wish["to"])
        try:
            made = reparsing.begin(
                self.organisation, pipeline, span=span, version=wish["version"], text=wish["text"],
                by=self.caller.user,
            )  # fmt: skip
        except services.Broken as error:
            return broken(error)
        _queue(made)
        return Response(shapes.ReparseOut(made).data, status=201)


class OneReparse(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "DELETE": Right.ADMIN}

    @extend_schema(operation_id="reparse", responses=shapes.ReparseOut)
    def get(self, request: Request, id: UUID) -> Response:
        return Response(shapes.ReparseOut(_found(self, id)).data)

    @extend_schema(operation_id="reparse_remove", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Out of the list. What it did stays, and cannot be undone any more."""
        reparsing.remove(_found(self, id), root=load().reparse_dir)
        return Response(status=204)


class Apply(Door):
    needs: ClassVar[Needs] = {"POST": Right.ADMIN}

    @extend_schema(operation_id="reparse_apply", request=None, responses=shapes.ReparseOut)
    def post(self, request: Request, id: UUID) -> Response:
        """Put what was compared into the store, in the background; goes on where it was cancelled."""
        found = _found(self, id)
        reparsing.apply(found, by=self.caller.user)
        _queue(found)
        return Response(shapes.ReparseOut(found).data)


class Undo(Door):
    needs: ClassVar[Needs] = {"POST": Right.ADMIN}

    @extend_schema(operation_id="reparse_undo", request=None, responses=shapes.ReparseOut)
    def post(self, request: Request, id: UUID) -> Response:
        """Put the events back that were there before, in the background. Possible for a week."""
        found = _found(self, id)
        reparsing.undo(found, by=self.caller.user)
        _queue(found)
        return Response(shapes.ReparseOut(found).data)


class Cancel(Door):
    needs: ClassVar[Needs] = {"POST": Right.ADMIN}

    @extend_schema(operation_id="reparse_cancel", request=None, responses=shapes.ReparseOut)
    def post(self, request: Request, id: UUID) -> Response:
        """Stop it. What was applied so far stays, and can be undone."""
        found = _found(self, id)
        reparsing.cancel(found, by=self.caller.user)
        return Response(shapes.ReparseOut(found).data)


def _found(door: Door, id: UUID) -> Reparse:
    return cast(Reparse, door.one(selectors.reparses_of(door.organisation), pk=id))


def _queue(reparse: Reparse) -> None:
    try:
        tasks.reparse.delay(str(reparse.pk))
    except OperationalError as error:  # beat finds it
        log.warning("a reparse could not be queued", reparse=str(reparse.pk), error=str(error))
