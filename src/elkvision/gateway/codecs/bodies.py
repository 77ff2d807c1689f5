"""What came in one request, as newline-terminated lines for the spool, and what is refused of it."""

from dataclasses import dataclass, field
from typing import TypedDict

import msgspec

from elkvision.core.errors import BadRequest, Unsupported
from elkvision.gateway.codecs.inflate import TooLarge

#: More lines in one request would make one segment too large to deliver at once.
MOST_LINES = 500_000

_JSON = frozenset({"application/json"})
_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
                    "application/x-json-stream", "application/stream+json", "application/jsonlines"})  # fmt: skip
#: What programs say when they were not told what they send.
_ANY = frozenset({"", "application/x-www-form-urlencoded", "application/octet-stream", "*/*"})

_items = msgspec.json.Decoder(list[msgspec.Raw])
_one = msgspec.json.Decoder(msgspec.Raw)


class Refusal(TypedDict):
    index: int
    reason: str


@dataclass
class Lines:
    """`data` holds `count` newline-terminated lines; `refused` says what was left out, by its place."""

    data: bytes
    count: int
    refused: list[Refusal] = field(default_factory=list)


def read_body(body: bytes, content_type: str, limit: int) -> Lines:
    """An object, an array of objects, NDJSON or text. `limit` is the longest line taken.

    Raises BadRequest where the body is not what it says, Unsupported for other content.
    """
    kind = content_type.partition(";")[0].strip().lower()
    start = body[:64].lstrip()[:1] or body.lstrip()[:1]
    if kind in _LINES or kind.startswith("text/"):
        return read_lines(body, limit)
    if kind in _JSON or kind.endswith("+json"):
        return _read_json(body, start, limit)
    if kind in _ANY:
        try:
            return _read_json(body, start, limit)
        except BadRequest:
            return read_lines(body, limit)
    raise Unsupported(
        f"Content-Type {kind!r} is not taken here.", hint="Send application/json, application/x-ndjson or text/plain."
    )


def read_lines(body: bytes, limit: int) -> Lines:
    """Every line that is not blank."""
    if not body.endswith(b"\n"):
        body += b"\n"
    count = body.count(b"\n")
    if len(body) <= limit and not _has_blanks(body):
        return _bounded(Lines(body, count))
    kept: list[bytes] = []
    refused: list[Refusal] = []
    _bounded(Lines(b"", count))
    for index, line in enumerate(body.split(b"\n")):
        if not line or line.isspace():
            continue
        if len(line) > limit:
            refused.append({"index": index, "reason": f"over {limit} bytes"})
        else:
            kept.append(line)
    return Lines(b"\n".join([*kept, b""]), len(kept), refused)


def _read_json(body: bytes, start: bytes, limit: int) -> Lines:
    if start == b"[":
        return _read_array(body, limit)
    if start == b"{":
        try:
            item = bytes(_one.decode(body)).strip()
        except msgspec.MsgspecError as error:
            if b"\n" in body.strip():
                return read_lines(body, limit)
            raise BadRequest(f"The body is not JSON: {error}.") from error
        return _collect([item], limit)
    if not start:
        return Lines(b"", 0)
    raise BadRequest(
        "The body is neither a JSON object nor an array of objects.",
        hint="Send Content-Type: text/plain for lines of text.",
    )


def _read_array(body: bytes, limit: int) -> Lines:
    try:
        items = _items.decode(body)
    except msgspec.MsgspecError as error:
        raise BadRequest(f"The body is not a JSON array: {error}.") from error
    return _collect([bytes(item) for item in items], limit)


def _collect(items: list[bytes], limit: int) -> Lines:
    kept: list[bytes] = []
    refused: list[Refusal] = []
    for index, item in enumerate(items):
        if not item.startswith(b"{"):
            refused.append({"index": index, "reason": "not a JSON object"})
        elif len(item) > limit:
            refused.append({"index": index, "reason": f"over {limit} bytes"})
        else:
            # Between the parts of an object a newline is as good as a space; in its strings there is none.
            kept.append(item.replace(b"\n", b" ").replace(b"\r", b" ") if b"\n" in item else item)
    return _bounded(Lines(b"\n".join([*kept, b""]), len(kept), refused))


def _has_blanks(body: bytes) -> bool:
    return (
        body.startswith((b"\n", b"\r", b" ", b"\t"))
        or b"\n\n" in body
        or b"\n\r" in body
        or b"\n " in body
        or b"\n\t" in body
        or b"\n\v" in body
        or b"\n\f" in body
    )


def _bounded(lines: Lines) -> Lines:
    if lines.count > MOST_LINES:
        raise TooLarge(f"More than {MOST_LINES} lines in one request.", hint="Send smaller batches.")
    return lines
