"""A row of any table as a line of JSON, and back, the same for every database."""

import base64
import json
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, JSONField


def line_of(row: Iterable[Any]) -> bytes:
    """The same bytes whichever database the row is from."""
    text = json.dumps(list(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_written)
    return text.encode() + b"\n"


def values_of(line: bytes, fields: Sequence[Field], *, without_nul: bool) -> list[Any]:
    """What the line says, as Python values of these fields. PostgreSQL has no NUL in a text."""
    found = json.loads(line)
    if without_nul and b"\\u0000" in line:
        found = _without_nul(found)
    return [_read(field, value) for field, value in zip(fields, found, strict=True)]


def _read(field: Field, value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    return field.to_python(value)


def _written(value: Any) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, UUID | Decimal | timedelta):
        return str(value)
    raise TypeError(f"a {type(value).__name__} in a table is not known here")


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(each) for name, each in value.items()}
    return value
