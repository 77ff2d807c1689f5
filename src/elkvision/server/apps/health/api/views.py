"""The Health page's numbers."""

from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.settings import load
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.health import gateways, selectors
from elkvision.server.apps.health.api.serializers import HealthOut
from elkvision.server.apps.health.part import Part


class SystemHealth(Door):
    needs: ClassVar = {"GET": Right.READ}

    @extend_schema(operation_id="system_health", responses=HealthOut)
    def get(self, request: Request) -> Response:
        """How every part is, and why."""
        found = selectors.parts(load())
        pipelines = gateways.pipelines(found, self.tenant)
        found += [pipelines] if pipelines else []
        shown = [self._shown(part) for part in found]
        return Response({"status": selectors.worst(found), "parts": shown})

    def _shown(self, part: Part) -> dict[str, Any]:
        """Counts of other tenants and their keys are nobody else's to see."""
        details = dict(part.details)
        tenants = details.pop("tenants", None)
        details.pop("keys", None)
        details.pop("pipelines", None)
        if tenants is not None:
            details["tenant"] = tenants.get(self.tenant, {})
        return asdict(part) | {"details": details}
