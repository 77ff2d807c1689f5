"""Where the index has a field's values to be counted and reckoned with, and what finds the events that it has not all
values of."""

from dataclasses import dataclass
from typing import Final

from elkvision.core.event import KEYWORD_FIELDS
from elkvision.store.engines.elasticsearch.coding import COUNTED, RECKONED, TERMS, long_term, path_of, twin_of
from elkvision.store.engines.elasticsearch.dsl import NEVER, Dsl, any_of
from elkvision.store.engines.elasticsearch.values import has_number, has_value

#: Own fields that the index counts as they are.
_PLAIN: Final = frozenset({*KEYWORD_FIELDS, "input", "upload_id", "id", "tenant_id"})
#: Of these none is ever too long to be counted.
_SHORT: Final = frozenset({"level", "id", "tenant_id"})
#: The index reckons with them in milliseconds.
_TIMES: Final = frozenset({"@timestamp", "received_at"})
_ATTRIBUTES: Final = "attributes."


@dataclass(frozen=True)
class Where:
    """A field of the index (None where there is none), and what finds events whose values it has not, or not all of
    them. A twin's values are coded."""

    name: str | None
    missing: Dsl
    coded: bool


def counted_in(field: str) -> Where:
    """What counts a field's values."""
    long: Dsl = {"term": {TERMS: long_term(path_of(field))}}
    if field in _PLAIN:
        return Where(field, NEVER if field in _SHORT else long, coded=False)
    twin = twin_of(path_of(field)) if field == "tags" or field.startswith(_ATTRIBUTES) else None
    if twin is None:
        return Where(None, has_value(field), coded=True)
    return Where(COUNTED + twin, any_of([long, _without(has_value(field), COUNTED + twin)]), coded=True)


def reckoned_in(field: str) -> Where:
    """What has those of a field's values that are numbers."""
    if field in _TIMES:
        return Where(field, NEVER, coded=False)
    twin = twin_of(path_of(field)) if field.startswith(_ATTRIBUTES) else None
    if twin is None:
        return Where(None, has_number(field), coded=False)
    return Where(RECKONED + twin, _without(has_number(field), RECKONED + twin), coded=False)


def _without(there: Dsl, name: str) -> Dsl:
    return {"bool": {"filter": [there], "must_not": [{"exists": {"field": name}}]}}
