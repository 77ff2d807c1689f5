"""A cursor is the place of the last row that a page had."""

import base64
import binascii

from elkvision.core.errors import BadRequest
from elkvision.core.event import Event, parts_of_id


def write_cursor(event: Event) -> str:
    return base64.urlsafe_b64encode(f"{event['@timestamp']:x}.{event['id']}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[int, str]:
    """The row's `@timestamp` and `id`. Raises BadRequest when the cursor is not one of ours."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        ns, _, id = text.partition(".")
        parts_of_id(id)
        return int(ns, 16), id
    except (ValueError, binascii.Error) as error:
        raise BadRequest("This cursor is not one of ours.", hint="leave it out to begin at the first page") from error
