"""What was done in the caller's organisation."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.clock import moment, now_ms
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import audit, trail
from elkvision.server.apps.accounts.api import audit_shapes as shapes
from elkvision.server.apps.accounts.models import AuditEntry
from elkvision.server.apps.accounts.rights import Right


class Audit(Door):
    needs: ClassVar = {"GET": Right.ADMIN}

    @extend_schema(operation_id="audit", parameters=[shapes.TrailIn], responses=shapes.EntryOut(many=True))
    def get(self, request: Request) -> Response:
        """Who changed what, newest first."""
        return self.listed(self.found(self.asked(shapes.TrailIn)), shapes.EntryOut)

    def found(self, asked: dict[str, Any]) -> QuerySet[AuditEntry]:
        return trail.entries(
            self.organisation,
            person=asked["person"],
            action=asked["action"],
            start=asked.get("from"),
            end=asked.get("to"),
        )


class AuditChoices(Door):
    needs: ClassVar = {"GET": Right.ADMIN}

    @extend_schema(operation_id="audit_choices", responses=shapes.ChoicesOut)
    def get(self, request: Request) -> Response:
        """Who and what there is to choose from."""
        found = {"people": trail.people(self.organisation), "actions": trail.actions(self.organisation)}
        return Response(shapes.ChoicesOut(found).data)


class AuditFile(Audit):
    @extend_schema(
        operation_id="audit_export",
        parameters=[shapes.TrailFileIn],
        responses={(200, kind.split(";")[0]): OpenApiTypes.BINARY for kind in trail.CONTENT_TYPES.values()},
    )
    def get(self, request: Request) -> Any:
        """All that was found, as a file. Taking it is told in the log too."""
        asked = self.asked(shapes.TrailFileIn)
        form = asked["format"]
        audit.record(self.caller.user, "exported the audit log", form, organisation=self.organisation)
        answer = StreamingHttpResponse(trail.written(self.found(asked), form), content_type=trail.CONTENT_TYPES[form])
        name = f"audit-{self.tenant}-{moment(now_ms()):%Y%m%d-%H%M%S}.{form}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
