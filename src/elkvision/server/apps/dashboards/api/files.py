"""Doors to dashboards as PDF and PNG."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.dashboards import files
from elkvision.server.apps.dashboards.api import serializers as shapes
from elkvision.server.apps.dashboards.api.views import dashboard_of
from elkvision.server.drawing.pressing import Form

_PIECE = 64 << 10
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


class Pdf(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(
        operation_id="dashboard_pdf", request=shapes.FileIn, responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def post(self, request: Request, id: int) -> StreamingHttpResponse:
        """The dashboard on A4 pages, its charts as vectors. Leaving ends the work."""
        return _made(self, id, "pdf", "application/pdf")


class Png(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(
        operation_id="dashboard_png", request=shapes.FileIn, responses={(200, "image/png"): OpenApiTypes.BINARY}
    )
    def post(self, request: Request, id: int) -> StreamingHttpResponse:
        """The dashboard as one picture, as on the screen. Leaving ends the work."""
        return _made(self, id, "png", "image/png")


def _made(door: Door, id: int, form: Form, kind: str) -> StreamingHttpResponse:
    found, wish = dashboard_of(door, id), door.wish(shapes.FileIn)
    range = {"from": wish["from"], "to": wish["to"]} if wish["from"] else {}
    wanted = files.Wanted(range, wish["variables"], wish["filter"], wish["orientation"])
    with tempfile.TemporaryDirectory(prefix="elkvision-") as folder:
        path = Path(folder) / f"dashboard.{form}"
        files.make(found, wanted, form, path)
        file = path.open("rb")  # what is open stays readable when its name has gone
        size = path.stat().st_size
    name = _UNSAFE.sub("-", found.name).strip("-") or "dashboard"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Content-Length": str(size)}
    return StreamingHttpResponse(_pieces(file), content_type=kind, headers=headers)


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
