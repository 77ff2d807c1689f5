"""Text as logs bring it, for a database that refuses some of it.

PostgreSQL keeps no NUL, and no half of a surrogate pair in JSON. Both come in lines that are broken, and those are what
people are told of: they are kept with U+FFFD in that place, instead of not at all.
"""

import json
import re
from functools import partial
from typing import Any, Final

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Operations
from django.db.backends.postgresql.psycopg_any import Jsonb
from psycopg.types.string import StrDumperUnknown

_REPLACED: Final = "�"
#: In JSON that is all ASCII: what may be wrong is written as an escape.
_SUSPICIOUS: Final = re.compile(r"\\u(?:0000|d[89a-f])")


class Text(StrDumperUnknown):
    """Without NUL."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", _REPLACED))


class DatabaseOperations(Operations):
    def adapt_json_value(self, value: Any, encoder: type[json.JSONEncoder] | None) -> Jsonb:
        return Jsonb(value, dumps=partial(_written, encoder=encoder))


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_connection_params()
        found["context"].adapters.register_dumper(str, Text)
        return found


def _written(value: Any, encoder: type[json.JSONEncoder] | None) -> str:
    text = json.dumps(value, cls=encoder)
    return json.dumps(_mended(json.loads(text))) if _SUSPICIOUS.search(text) else text


def _mended(value: Any) -> Any:
    match value:
        case str():
            whole = value.replace("\x00", _REPLACED).encode("utf-16-le", "surrogatepass")
            return whole.decode("utf-16-le", "replace")
        case list():
            return [_mended(each) for each in value]
        case dict():
            return {_mended(name): _mended(each) for name, each in value.items()}
        case _:
            return value
