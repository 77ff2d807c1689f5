"""A place in the history as a cursor that travels, and back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from elkvision.core.errors import BadRequest
from elkvision.server.apps.uploads.metadata import Place


def write(place: Place) -> str:
    return urlsafe_b64encode(f"{place.micros}:{place.id}".encode()).decode()


def read(cursor: str) -> Place:
    """Raises BadRequest when it is not one of ours."""
    try:
        micros, _, id = urlsafe_b64decode(cursor.encode()).decode().partition(":")
        place = Place(int(micros), str(UUID(id)))
    except ValueError as error:
        raise BadRequest("this cursor is not one of ours", hint="leave it out to begin with the newest") from error
    if not 0 <= place.micros < 2**53:
        raise BadRequest("this cursor is not one of ours", hint="leave it out to begin with the newest")
    return place
