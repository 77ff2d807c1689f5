"""What could not be kept as a log."""

import base64
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.dead_letters import DeadLetter
from elkvision.core.settings import load
from elkvision.core.wire import iso_of_ms
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs.api import serializers as shapes
from elkvision.server.gateway import letters


class DeadLetters(Door):
    needs: ClassVar = {"GET": Right.ADMIN}

    @extend_schema(
        operation_id="dead_letters",
        parameters=[shapes.DeadLettersIn],
        responses=inline_serializer(
            "DeadLetters",
            {
                "results": shapes.DeadLetterOut(many=True),
                "next": serializers.CharField(allow_null=True),
                "away": serializers.ListField(child=serializers.CharField()),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Bytes, reason, input and time of each; newest first. `away` are gateways that do not answer: theirs are not
        among them."""
        asked = self.asked(shapes.DeadLettersIn)
        found = letters.read(load(), self.tenant, cursor=asked.get("cursor") or None, limit=asked["limit"])
        return Response({"results": [_shown(each) for each in found.letters], "next": found.next, "away": found.away})


def _shown(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "received_at": iso_of_ms(letter.received_at),
        "input": letter.input,
        "reason": letter.reason,
        "bytes": letter.bytes,
        "text": base64.b64decode(letter.bytes).decode("utf-8", "replace"),
        "size": letter.size,
    }
