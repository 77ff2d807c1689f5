"""A cursor is the place of the last row that a page had: its `@timestamp` and its id."""

import base64
import binascii

from elkvision.core.errors import BadRequest
from elkvision.core.event import Event, parts_of_id

Place = tuple[int, str]


def place_of(event: Event) -> Place:
    return event["@timestamp"], event["id"]


def write_cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place[0]}@{place[1]}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Place:
    """Raises BadRequest when the cursor is not one of ours."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        ns, _, id = text.partition("@")
        parts_of_id(id)
        return int(ns), id
    except (ValueError, binascii.Error) as error:
        raise BadRequest("This cursor is not one of ours.", hint="leave it out to begin at the first page") from error
