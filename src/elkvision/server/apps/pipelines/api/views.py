"""Doors to pipelines."""

from typing import Any, ClassVar, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.settings import load
from elkvision.pipeline.grokking import suggest
from elkvision.server.api.errors import body
from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.pipelines import reference, selectors, services, trying
from elkvision.server.apps.pipelines.api import serializers as shapes
from elkvision.server.apps.pipelines.models import Pipeline

BROKEN = OpenApiResponse(description="it cannot run: `problems` has every mistake and its place")


class Pipelines(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="pipelines", responses=shapes.PipelineOut(many=True))
    def get(self, request: Request) -> Response:
        """All of the organisation's pipelines, in the order in which they run."""
        found = selectors.pipelines_of(self.organisation)
        return Response(shapes.PipelineOut(found, many=True, context=_counts(self)).data)

    @extend_schema(
        operation_id="pipeline_create",
        request=shapes.PipelineIn,
        responses={201: shapes.PipelineOut, 400: BROKEN},
    )
    def post(self, request: Request) -> Response:
        """Make a pipeline. The gateway runs it within two seconds."""
        try:
            made = services.create(self.organisation, by=self.caller.user, **self.wish(shapes.PipelineIn))
        except services.Broken as error:
            return broken(error)
        return Response(shapes.PipelineOut(made).data, status=201)


class OnePipeline(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PATCH": Right.EDIT, "DELETE": Right.EDIT}

    @extend_schema(operation_id="pipeline", responses=shapes.PipelineOut)
    def get(self, request: Request, id: int) -> Response:
        return Response(shapes.PipelineOut(_found(self, id), context=_counts(self)).data)

    @extend_schema(
        operation_id="pipeline_change",
        request=shapes.PipelineChange,
        responses={200: shapes.PipelineOut, 400: BROKEN},
    )
    def patch(self, request: Request, id: int) -> Response:
        """Change it. Another text, condition, input or key makes a new version, which runs within two seconds."""
        try:
            changed = services.change(_found(self, id), by=self.caller.user, **self.wish(shapes.PipelineChange))
        except services.Broken as error:
            return broken(error)
        return Response(shapes.PipelineOut(changed, context=_counts(self)).data)

    @extend_schema(operation_id="pipeline_remove", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Away with it and its versions. What it made stays as it is."""
        services.remove(_found(self, id), by=self.caller.user)
        return Response(status=204)


class Versions(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="pipeline_versions", responses=shapes.VersionOut(many=True))
    def get(self, request: Request, id: int) -> Response:
        """Every version, newest first."""
        return self.listed(selectors.versions_of(_found(self, id)), shapes.VersionOut)


class BringBack(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="pipeline_bring_back", request=shapes.BringBackIn, responses=shapes.PipelineOut)
    def post(self, request: Request, id: int) -> Response:
        """Run an old version again; it becomes the newest."""
        wish = self.wish(shapes.BringBackIn)
        try:
            changed = services.bring_back(_found(self, id), wish["version"], by=self.caller.user)
        except services.Broken as error:
            return broken(error)
        return Response(shapes.PipelineOut(changed, context=_counts(self)).data)


class Order(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="pipelines_order", request=shapes.OrderIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Run the pipelines in this order."""
        services.reorder(self.organisation, self.wish(shapes.OrderIn)["ids"], by=self.caller.user)
        return Response(status=204)


class Check(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="pipelines_check", request=shapes.CheckIn, responses=shapes.CheckOut)
    def post(self, request: Request) -> Response:
        """Every mistake and warning of a text, without keeping it."""
        wish = self.wish(shapes.CheckIn)
        return Response(shapes.CheckOut(_checked(wish)).data)


class Try(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="pipelines_try", request=shapes.TryIn, responses=shapes.TryOut)
    def post(self, request: Request) -> Response:
        """What a text makes of samples, filter by filter. Nothing is kept."""
        wish = self.wish(shapes.TryIn)
        told = _checked(wish)
        tried = []
        if not told["problems"]:
            tried = trying.try_on(
                self.organisation, wish["text"], wish["samples"], condition=wish["condition"], input=wish["input"]
            )
        return Response(shapes.TryOut(told | {"tried": tried}).data)


class Look(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="pipelines_grok", request=shapes.LookIn, responses=shapes.LooksOut)
    def post(self, request: Request) -> Response:
        """Which part of each line the names of a grok pattern take, and how far it fits where it does not."""
        wish = self.wish(shapes.LookIn)
        looked = trying.looks(wish["pattern"], wish["lines"], wish["definitions"], ecs=wish["ecs"])
        return Response(shapes.LooksOut({"looked": looked}).data)


class Suggest(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="pipelines_suggest", request=shapes.SuggestIn, responses=shapes.SuggestionsOut)
    def post(self, request: Request) -> Response:
        """Grok patterns that fit a line."""
        wish = self.wish(shapes.SuggestIn)
        return Response(shapes.SuggestionsOut({"suggestions": suggest(wish["line"], ecs=wish["ecs"])}).data)


class Reference(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="pipelines_reference", responses=shapes.ReferenceOut)
    def get(self, request: Request) -> Response:
        """What can be written: filters, their options, and the names of patterns."""
        found = {
            "filters": reference.filters(),
            "everywhere": reference.everywhere(),
            "refused": reference.refused(),
            "patterns": reference.patterns(),
        }
        return Response(shapes.ReferenceOut(found).data)


def _found(door: Door, id: int) -> Pipeline:
    return cast(Pipeline, door.one(selectors.pipelines_of(door.organisation).select_related("organisation"), pk=id))


def _counts(door: Door) -> dict[str, Any]:
    return {"counts": selectors.stats(door.organisation, load())}


def _checked(wish: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"problems": [], "warnings": services.checked(wish["text"], wish["condition"])}
    except services.Broken as error:
        return {"problems": error.problems, "warnings": []}


def broken(error: services.Broken) -> Response:
    answer = body("pipeline_error", error.message)
    answer["error"]["problems"] = shapes.ProblemOut(error.problems, many=True).data
    return Response(answer, status=400)
