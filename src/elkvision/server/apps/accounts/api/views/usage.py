"""What an organisation uses of what it may have."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Who
from elkvision.server.apps.accounts.api import usage_shapes as shapes
from elkvision.server.apps.accounts.api.views.organisations import House
from elkvision.server.apps.accounts.models import Role
from elkvision.server.apps.accounts.services import quotas


class Usage(House):
    needs: ClassVar = {"GET": Who.PERSON}

    @extend_schema(operation_id="organisation_usage", responses=shapes.StandingOut)
    def get(self, request: Request, tenant: str) -> Response:
        """What came in each day and what there is, beside the quota."""
        return Response(shapes.StandingOut(quotas.standing(self.mine(tenant).organisation)).data)


class QuotaOf(House):
    needs: ClassVar = {"PATCH": Who.PERSON}

    @extend_schema(operation_id="quota_change", request=shapes.QuotaIn, responses=shapes.StandingOut)
    def patch(self, request: Request, tenant: str) -> Response:
        """Set limits, unless whoever runs the installation has."""
        house = self.mine(tenant, least=Role.OWNER).organisation
        quotas.change(house, by=self.user, **self.wish(shapes.QuotaIn))
        return Response(shapes.StandingOut(quotas.standing(house)).data)
