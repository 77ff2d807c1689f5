"""Doors to uploads."""

from collections.abc import Iterator
from typing import Any, ClassVar, cast
from uuid import UUID

import structlog
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiResponse, extend_schema
from kombu.exceptions import OperationalError
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.errors import BadRequest
from elkvision.core.settings import load
from elkvision.server.api.errors import body
from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.uploads import metadata, selectors, services, tasks
from elkvision.server.apps.uploads.api import places
from elkvision.server.apps.uploads.api.serializers import UploadPage, UploadSerializer, UploadWish, shown
from elkvision.server.apps.uploads.metadata import Record
from elkvision.server.apps.uploads.models import Upload

log = structlog.get_logger(__name__)


class Uploads(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.INGEST}
    parser_classes = (MultiPartParser,)

    @extend_schema(parameters=[UploadPage], responses=UploadSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The history, newest first."""
        asked = self.asked(UploadPage)
        after = places.read(asked["cursor"]) if asked["cursor"] else None
        found, more = selectors.history(self.organisation, limit=asked["limit"], after=after)
        return Response({"results": shown(found), "next": places.write(found[-1].place) if more else None})

    @extend_schema(
        request={"multipart/form-data": UploadWish},
        responses={201: UploadSerializer, 409: OpenApiResponse(description="taken before: `duplicate_of` says when")},
    )
    def post(self, request: Request) -> Response:
        """Hand in a file. It is kept durably when this answers; its lines come after, see `status`."""
        wish = self.wish(UploadWish)
        file = cast(UploadedFile, wish.pop("file"))
        try:
            upload = services.receive(
                self.organisation, _chunks(file), folder=load().upload_dir, filename=str(file.name),
                by=self.caller.user, **wish,
            )  # fmt: skip
        except services.Duplicate as same:
            answer = body("duplicate", same.message, hint=same.hint)
            answer["error"]["duplicate_of"] = shown([same.upload])[0]
            return Response(answer, status=409)
        _queue(upload)
        return Response(shown([metadata.record_of(upload)])[0], status=201)


class OneUpload(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "DELETE": Right.INGEST}

    @extend_schema(responses=UploadSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        return Response(shown([_found(self, id)])[0])

    @extend_schema(responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Take it out of the history. Its lines stay."""
        services.remove(_found(self, id), folder=load().upload_dir)
        return Response(status=204)


class Cancel(Door):
    needs: ClassVar[Needs] = {"POST": Right.INGEST}

    @extend_schema(request=None, responses=UploadSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """Stop it. Lines that were taken stay."""
        found = _found(self, id)
        upload = selectors.uploads_of(self.organisation).filter(pk=id).first()
        if upload is None:
            raise BadRequest(f"{found.filename} has ended already")
        services.cancel(upload)
        return Response(shown([metadata.record_of(upload)])[0])


def _found(door: Door, id: UUID) -> Record:
    found = selectors.record(door.organisation, id)
    if found is None:
        raise NotFound("There is no such thing here.")
    return found


def _chunks(file: Any) -> Iterator[bytes]:
    yield from file.chunks(1 << 20)


def _queue(upload: Upload) -> None:
    try:
        tasks.queue(upload)
    except OperationalError as error:  # beat finds it
        log.warning("an upload could not be queued", upload=str(upload.pk), error=str(error))
