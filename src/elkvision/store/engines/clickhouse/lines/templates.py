"""Which lines the engine may read itself: those whose keys are, one after another, one of a few known lists.

A list of keys is called a template. One is allowed when what its keys mean is sure: at most one alias of each field,
a name for the message, nothing nested that could be an alias.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import orjson

from elkvision.core.event import ALIASES
from elkvision.store.engines.clickhouse.table import PATH_SIGNS, SKIPPED

Template = tuple[str, ...]

_SAMPLE: Final = 256
_MOST_TEMPLATES: Final = 64
_FIELD_OF: Final = {name: field for field, names in ALIASES.items() for name in names if "." not in name}
_SKIPPED: Final = frozenset(SKIPPED)
#: Objects under these names may hold an alias such as `agent.hostname`.
_MAY_HOLD: Final = frozenset(
    name.split(".")[0] for names in ALIASES.values() for name in names if "." in name
) - frozenset(_FIELD_OF)


def templates_of(payload: bytes) -> tuple[list[Template], float]:
    """The allowed templates of a sample of the lines, and the share of the sample that has one."""
    seen: dict[Template, None] = {}
    allowed = looked = 0
    for line in _sample(payload):
        looked += 1
        try:
            keys = tuple(orjson.loads(line))
        except (ValueError, TypeError):
            continue
        if keys in seen or (len(seen) < _MOST_TEMPLATES and is_allowed(keys)):
            seen[keys] = None
            allowed += 1
    return sorted(seen), allowed / max(looked, 1)


def is_allowed(keys: Sequence[object]) -> bool:
    """Is it sure what these keys of an object mean?"""
    fields: set[str] = set()
    for key in keys:
        if not isinstance(key, str) or not key or "\0" in key or any(sign in key for sign in PATH_SIGNS):
            return False
        first = key.split(".")[0]
        if first in _MAY_HOLD or ("." in key and first in _SKIPPED):
            return False
        field = _FIELD_OF.get(key)
        if field is None:
            continue
        if field in fields or field == "tags":
            return False
        fields.add(field)
    return "message" in fields


def aliases_in(templates: Iterable[Template]) -> dict[str, list[str]]:
    """Field to the names that the templates have for it."""
    found: dict[str, list[str]] = {}
    for template in templates:
        for key in template:
            field = _FIELD_OF.get(key)
            if field is not None and key not in found.setdefault(field, []):
                found[field].append(key)
    return found


def _sample(payload: bytes) -> Iterable[bytes]:
    """Whole lines: the first ones, then evenly over the rest."""
    place = 0
    for _ in range(16):
        end = payload.find(b"\n", place)
        if end < 0:
            return
        yield payload[place:end]
        place = end + 1
    step = max((len(payload) - place) // _SAMPLE, 1)
    for start in range(place, len(payload), step):
        begin = payload.find(b"\n", start) + 1
        end = payload.find(b"\n", begin)
        if begin == 0 or end < 0:
            return
        yield payload[begin:end]
