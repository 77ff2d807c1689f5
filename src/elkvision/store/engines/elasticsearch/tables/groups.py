"""The groups of an ask: what they are in the index and in an event, and which of them are kept."""

import operator
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import product
from typing import Any

from elkvision.core.event import Event
from elkvision.core.query import field_named
from elkvision.core.query.leaves import text_of
from elkvision.store.contract import Ask, Number
from elkvision.store.engines.elasticsearch.coding import value_counted
from elkvision.store.engines.elasticsearch.dsl import Dsl, any_of
from elkvision.store.engines.elasticsearch.places import counted_in
from elkvision.store.engines.elasticsearch.reading import values_of

Keys = tuple[str | None, ...]

#: Values that one condition may have (`index.max_terms_count`).
_MOST_TERMS = 60_000


class Groups:
    """Those of one question. Knows by which values of the index each text has come."""

    def __init__(self, ask: Ask) -> None:
        self._names = [field_named(name) for name in ask.groups]
        self._where = [counted_in(name) for name in self._names]
        #: By group: each value of the index that was met, and its text (None: not to be counted).
        self._texts: list[dict[str, str]] = [{} for _ in self._names]

    def __bool__(self) -> bool:
        return bool(self._names)

    @property
    def missing(self) -> list[Dsl]:
        """What finds events whose groups the index does not know all of."""
        return [where.missing for where in self._where]

    def sources(self) -> list[Mapping[str, Any]]:
        return [
            {str(place): {"terms": {"field": where.name, "missing_bucket": True}}}
            for place, where in enumerate(self._where)
            if where.name is not None
        ]

    def of_bucket(self, key: Mapping[str, Any]) -> Keys | None:
        """None when it is a value's second time in one list."""
        found: list[str | None] = []
        for place, where in enumerate(self._where):
            value = None if where.name is None else key[str(place)]
            if value is None:
                found.append(None)
                continue
            if not where.coded:
                found.append(value)
                continue
            text = self._texts[place].get(value)
            if text is None:
                if value[0].isupper():
                    return None
                text = self._texts[place][value] = text_of(value_counted(value))
            found.append(text)
        return tuple(found)

    def of_event(self, event: Event) -> Iterator[Keys]:
        return product(*(_texts_of(event, name) for name in self._names))

    def alike(self) -> Dsl | None:
        """Has any text come by several values, such as 1 and "1"? Then what finds events that may have more than one of
        them."""
        found = [
            _several_types(where.name)
            for where, texts in zip(self._where, self._texts, strict=True)
            if where.name is not None and len(set(texts.values())) < len(texts)
        ]
        return any_of(found) if found else None

    def among(self, kept: Sequence[Keys]) -> list[Dsl]:
        """Conditions that leave out most events of other groups."""
        found: list[Dsl] = []
        for place, where in enumerate(self._where):
            texts = {keys[place] for keys in kept}
            if where.name is None or len(texts) > _MOST_TERMS:
                continue
            values = [text for text in texts if text is not None]
            if where.coded:
                values = [value for value, text in self._texts[place].items() if text in texts]
            either: list[Dsl] = [{"terms": {where.name: values}}] if values else []
            if None in texts:
                either.append({"bool": {"must_not": [{"exists": {"field": where.name}}]}})
            found.append(any_of(either))
        return found


def _texts_of(event: Event, name: str) -> Sequence[str | None]:
    return list(dict.fromkeys(map(text_of, values_of(event, name)))) or [None]


def first_of(ask: Ask, numbers: Mapping[Keys, Number]) -> list[Keys]:
    """Those that are kept, in order: by the numbers that they have."""
    sign = operator.pos if ask.ascending else operator.neg

    def place(keys: Keys) -> Any:
        number = numbers[keys]
        return (number is None, 0 if number is None else sign(number), [(key is None, key or "") for key in keys])

    return nsmallest(ask.limit, numbers, key=place)


def _several_types(name: str) -> Dsl:
    """Values of more than one type: each is told by its first letter."""
    ranges = [{"range": {name: {"gte": letter, "lt": chr(ord(letter) + 1)}}} for letter in "bfis"]
    return {"bool": {"should": ranges, "minimum_should_match": 2}}
