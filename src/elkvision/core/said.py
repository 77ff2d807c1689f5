"""How our processes speak: lines for people, or JSON for machines (`ELKVISION_LOG_FORMAT`), on stderr.

Who asked is told with each line that a request led to: its id, and the trace that it belongs to.
"""

import json
import logging
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

FORMATS: Final = ("text", "json")
#: https://www.w3.org/TR/trace-context/#traceparent-header
_PARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?\Z")
_ID: Final = re.compile(r"[\w.-]{1,64}\Z", re.ASCII)
#: What a record has of its own; all else was given with `extra`.
_USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@dataclass(frozen=True)
class Asked:
    """A request that is being answered."""

    request_id: str
    trace_id: str

    @classmethod
    def of(cls, request_id: str, traceparent: str) -> "Asked":
        """As the caller calls it, where that is an id; else with one of ours."""
        parent = _PARENT.match(traceparent)
        trace = parent.group(1) if parent and parent.group(1).strip("0") else secrets.token_hex(16)
        return cls(request_id if _ID.match(request_id) else trace, trace)


_asked: Final[ContextVar[Asked | None]] = ContextVar("asked", default=None)


@contextmanager
def answering(asked: Asked) -> Iterator[None]:
    """Everything that is said herein, threads with this context included, is because of this request."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


def because() -> dict[str, str]:
    """What names the request that is being answered; nothing where there is none."""
    asked = _asked.get()
    return {} if asked is None else {"request_id": asked.request_id, "trace_id": asked.trace_id}


def set_up(part: str, format: str, *, level: int, text: str) -> None:
    """Raises ValueError for a format that is none of ours. `text` is how lines for people look."""
    if format not in FORMATS:
        raise ValueError(f"ELKVISION_LOG_FORMAT={format!r} is not known, use one of {', '.join(FORMATS)}")
    handler = logging.StreamHandler()
    handler.setFormatter(Json(part) if format == "json" else logging.Formatter(text))
    logging.basicConfig(level=level, handlers=[handler], force=True)


class Json(logging.Formatter):
    """One line of JSON a record, in the words of our own documents."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        given = {name: value for name, value in vars(record).items() if name not in _USUAL}
        stack = self.formatException(record.exc_info) if record.exc_info else ""
        return line(
            self._part, datetime.fromtimestamp(record.created, UTC), record.levelname, record.getMessage(),
            {"logger": record.name, **given, **({"stack": stack} if stack else {})},
        )  # fmt: skip


def line(part: str, at: datetime, level: str, message: str, fields: Mapping[str, Any]) -> str:
    said = {
        "@timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level.lower(),
        "message": message,
        "service": "elkvision",
        "source": part,
    }
    return json.dumps(said | because() | dict(fields), default=str, ensure_ascii=False)
