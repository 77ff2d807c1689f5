"""How long logs are kept."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs import keeping
from elkvision.server.apps.logs.api import keeping_shapes as shapes
from elkvision.server.apps.logs.selectors import store


class Retention(Door):
    needs: ClassVar = {"GET": Right.READ, "PUT": Right.OWN}

    @extend_schema(operation_id="logs_retention", responses=shapes.RetentionOut)
    def get(self, request: Request) -> Response:
        """For how long which logs are kept."""
        return Response(_shown(self.organisation))

    @extend_schema(operation_id="logs_retention_set", request=shapes.RetentionIn, responses=shapes.RetentionOut)
    def put(self, request: Request) -> Response:
        """Keep logs so from now on. What is past its time is deleted within the hour."""
        days, rules = _wanted(self.wish(shapes.RetentionIn))
        return Response(_shown(keeping.change(self.organisation, days=days, rules=rules, by=self.person)))


class RetentionPreview(Door):
    needs: ClassVar = {"POST": Right.OWN}

    @extend_schema(
        operation_id="logs_retention_preview", request=shapes.RetentionIn, responses=shapes.RetentionPreviewOut
    )
    def post(self, request: Request) -> Response:
        """What each rule has now, and what of it would be deleted. Nothing is changed."""
        days, rules = _wanted(self.wish(shapes.RetentionIn))
        wanted = keeping.checked(self.organisation, days, rules)
        found = keeping.preview(store(), self.organisation, wanted, timezone.now())
        return Response(shapes.RetentionPreviewOut({"results": found}).data)


def _wanted(wish: dict[str, Any]) -> tuple[int, list[keeping.Rule]]:
    return wish["days"], [keeping.Rule(**rule) for rule in wish["rules"]]


def _shown(organisation: Organisation) -> Any:
    return shapes.RetentionOut({"days": organisation.retention_days, "rules": keeping.rules_of(organisation)}).data
