"""Values of events as JSON: moments in ISO 8601, integers of any size."""

import json
from typing import Any

import orjson


def json_text(value: Any) -> str:
    """Without white space. Raises ValueError or RecursionError for what nests too deep."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # an integer of more than 64 bits, or a text that is no Unicode
        return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
