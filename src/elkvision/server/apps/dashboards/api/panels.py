"""The door to panels' numbers."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.panels import shapes
from elkvision.server.panels.answering import answers
from elkvision.server.panels.asked import asked
from elkvision.server.panels.definition import panel_of


class PanelData(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="panels_data", request=shapes.PanelsIn, responses=shapes.PanelsOut)
    def post(self, request: Request) -> Response:
        """The numbers of several panels, in their order. What is wrong with one is said in its own `error`."""
        wish = self.wish(shapes.PanelsIn)
        within = asked(self.organisation, wish["from"], wish["to"], variables=wish["variables"], filter=wish["filter"])
        found = answers([panel_of(each) for each in wish["panels"]], within)
        return Response(
            {"results": found.answer, "elapsed_ms": found.elapsed_ms},
            headers={"Server-Timing": f"store;dur={found.elapsed_ms}"},
        )
