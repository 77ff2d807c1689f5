"""All that matches, as a file."""

from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from elkvision.core.clock import moment, now_ms
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs import selectors
from elkvision.server.apps.logs.api import serializers as shapes
from elkvision.server.apps.logs.asking import timed
from elkvision.server.apps.logs.export import CONTENT_TYPES, Export
from elkvision.server.apps.logs.selectors import store

_ENDINGS = {"ndjson": "ndjson", "json": "json", "csv": "csv", "text": "log"}


class ExportView(Door):
    needs: ClassVar = {"GET": Right.READ}

    @extend_schema(
        operation_id="logs_export",
        parameters=[shapes.ExportIn],
        responses={(200, kind.split(";")[0]): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()},
    )
    def get(self, request: Request) -> Any:
        """Every log that matches, streamed and never capped. Leaving ends the store's work."""
        asked = self.asked(shapes.ExportIn)
        span = selectors.span(asked["q"], asked["from"], asked["to"])
        columns = [name.strip() for name in asked["columns"].split(",") if name.strip()]
        tenant, order, form = self.tenant, asked["order"], asked["format"]
        headers = {}
        if asked["count"]:
            headers["X-Elk-Total"] = str(timed(lambda: store().count(tenant, span), "count").answer)
        export = Export(lambda: store().export(tenant, span, order=order), form, columns, tenant)
        answer = StreamingHttpResponse(export, content_type=CONTENT_TYPES[form], headers=headers)
        name = f"logs-{moment(now_ms()):%Y%m%d-%H%M%S}.{_ENDINGS[form]}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
