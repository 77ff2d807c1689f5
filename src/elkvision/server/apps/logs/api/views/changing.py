"""What goes in, and what is thrown out."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.errors import Refused
from elkvision.core.settings import load
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs import selectors, services
from elkvision.server.apps.logs.api import serializers as shapes


class Anything(BaseParser):
    """Leaves the body as it is: intake reads it."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        return {}


class Ingest(Door):
    needs: ClassVar = {"POST": Right.INGEST}
    parser_classes = (Anything,)

    @extend_schema(
        operation_id="logs_ingest",
        request={"application/json": OpenApiTypes.ANY, "application/x-ndjson": str, "text/plain": str},
        responses=shapes.IngestOut,
    )
    def post(self, request: Request) -> HttpResponse:
        """Take logs: an object, an array, NDJSON or text, compressed or not. Answered once they are durable."""
        most = load().max_body_bytes
        if int(request.headers.get("Content-Length") or 0) > most:
            raise Refused(f"A body is at most {most:,} bytes.", hint="send it in parts, or as an upload")
        taken = services.ingest(self.organisation, request._request.body, request.headers)
        return HttpResponse(taken.body, status=taken.status, headers=taken.headers)


class Delete(Door):
    needs: ClassVar = {"POST": Right.ADMIN}

    @extend_schema(operation_id="logs_delete", request=shapes.DeleteIn, responses=shapes.DeleteOut)
    def post(self, request: Request) -> Response:
        """Delete what matches, for good."""
        wish = self.wish(shapes.DeleteIn)
        span = selectors.span(wish["q"], wish["from"], wish["to"])
        return Response({"deleted": services.delete(self.organisation, span, by=self.caller.user)})
