"""A cursor is the place of the last row that a page had."""

import base64
import binascii

from elkvision.core.errors import BadRequest
from elkvision.core.event import parts_of_id

Place = tuple[int, str]


def write_cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place[0]} {place[1]}".encode()).decode()


def read_cursor(cursor: str) -> Place:
    """Raises BadRequest when the cursor is not one of ours."""
    try:
        nanoseconds, _, id = base64.b64decode(cursor, b"-_", validate=True).decode().partition(" ")
        parts_of_id(id)
        return int(nanoseconds), id
    except (ValueError, binascii.Error) as error:
        raise BadRequest("This cursor is not one of ours.", hint="leave it out to begin at the first page") from error
