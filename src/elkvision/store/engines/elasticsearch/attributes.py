"""Attributes as they are searched and counted: one walk through them, which is most of what an event costs."""

from collections.abc import Callable
from typing import Any, Final

from elkvision.core.query import read_number
from elkvision.core.query.leaves import text_of
from elkvision.store.engines.elasticsearch import coding
from elkvision.store.engines.elasticsearch.coding import (
    BREAK,
    IN_NUMBERS,
    LONGEST,
    TYPES,
    counted,
    double_of,
    sortable,
    text_terms,
)

#: Whole numbers below this are doubles as they are.
_EXACT: Final = 1 << 53

#: Says of a path whether it has twins in an index: their name, "" for never, None when nobody has decided yet.
Decided = Callable[[str], str | None]


class Place:
    """One path: what its terms begin with, its entries in shapes, the name of its twins, and the paths below it."""

    __slots__ = (
        "a_boolean", "a_float", "a_list", "a_string", "an_integer",
        "below", "boolean", "code", "name", "number", "text", "twin",
    )  # fmt: skip

    def __init__(self, name: str, twin: str | None) -> None:
        self.name = name
        self.code = code = coding.path_code(name)
        self.text, self.number, self.boolean = (f"{code}{BREAK}{letter}" for letter in "snb")
        self.a_string, self.an_integer, self.a_float, self.a_boolean, self.a_list = (
            TYPES[kind] + code for kind in ("string", "integer", "float", "boolean", "list")
        )
        self.twin = twin
        self.below: dict[str, Place] = {}


class Walk:
    """What was found in one event."""

    __slots__ = ("_counts", "_decided", "counted", "reckoned", "shape", "terms", "undecided")

    def __init__(self, decided: Decided) -> None:
        self._decided = decided
        self.terms: list[str] = []
        self.shape: list[str] = []
        self.counted: dict[str, Any] = {}
        self.reckoned: dict[str, Any] = {}
        #: Of these nobody has decided yet: the event is to be walked again when somebody has.
        self.undecided: list[Place] = []
        self._counts: dict[tuple[str, str], int] = {}

    def object(self, node: dict[str, Any], above: Place) -> None:
        """Everything in an object that is in no list, and is at the place `above`."""
        below, terms, shape, into = above.below, self.terms, self.shape, self.counted
        for key, value in node.items():
            place = below.get(key) or self._place(above, key)
            twin = place.twin
            kind = type(value)
            if kind is str:
                if not value:
                    terms.append(place.text)
                    continue
                shape.append(place.a_string)
                if twin is None or twin in into or ":" in value or len(value) > LONGEST:
                    self._single(value, place)
                    continue
                if not value.strip(IN_NUMBERS) and read_number(value) is not None:
                    self._single(value, place)
                    continue
                terms.append(place.text + value.lower())
                if twin:
                    into[twin] = "s" + value
            elif twin is None or twin in into:
                self._slowly(value, place)
            elif kind is int and -_EXACT < value < _EXACT:
                shape.append(place.an_integer)
                text = str(value)
                terms.append(f"{place.number}{sortable(value)}{BREAK}{text}")
                if twin:
                    into[twin] = "i" + text
                    self.reckoned[twin] = value
            elif kind is float and value % 1:  # so it is finite, and its text is the same everywhere
                shape.append(place.a_float)
                text = repr(value)
                terms.append(f"{place.number}{sortable(value)}{BREAK}{text}")
                if twin:
                    into[twin] = "f" + text
                    self.reckoned[twin] = value
            elif kind is dict:
                self.object(value, place)
            else:
                self._slowly(value, place)

    def _slowly(self, value: Any, place: Place) -> None:
        """A value in an object, of whatever type but text."""
        kind = type(value)
        if kind is dict:
            self.object(value, place)
        elif kind is list:
            if value:
                self.shape.append(place.a_list)
                self.values(value, place)
        else:
            self.shape.append(place.a_boolean if kind is bool else place.a_float if kind is float else place.an_integer)
            self._single(value, place)

    def values(self, node: list[Any], place: Place) -> None:
        """Everything in a list."""
        for value in node:
            kind = type(value)
            if kind is dict:
                for key, inner in value.items():
                    self.values([inner], place.below.get(key) or self._place(place, key))
            elif kind is list:
                self.values(value, place)
            elif value is not None:
                self._single(value, place)

    def _single(self, value: Any, place: Place) -> None:
        kind = type(value)
        number = None
        if kind is str:
            number = None if value.strip(IN_NUMBERS) else read_number(value)
            self.terms += text_terms(place.code, value, number)
        elif kind is bool:
            self.terms.append(place.boolean + ("true" if value else "false"))
        elif kind is int or kind is float:
            number = value
            self.terms.append(f"{place.number}{sortable(value)}{BREAK}{text_of(value)}")
        else:
            raise TypeError(f"{place.name!r} has a value that no JSON has")
        if place.twin:
            self._count(place.twin, value)
            if number is not None:
                self._reckon(place.twin, double_of(number))
        elif place.twin is None:
            self.undecided.append(place)

    def _count(self, twin: str, value: Any) -> None:
        """Into the twins; a value that is there already is told apart, since an index keeps each only once."""
        if type(value) is str and (not value or len(value) > LONGEST):
            return
        code = counted(value)
        had = self.counted.get(twin)
        if had is None:
            self.counted[twin] = code
            return
        if type(had) is str:
            had = self.counted[twin] = [had]
        if code in had:
            time = self._counts[twin, code] = self._counts.get((twin, code), 1) + 1
            code = counted(value, time)
        had.append(code)

    def _reckon(self, twin: str, number: float | None) -> None:
        if number is None:
            return
        had = self.reckoned.get(twin)
        if had is None:
            self.reckoned[twin] = number
        elif type(had) is list:
            had.append(number)
        else:
            self.reckoned[twin] = [had, number]

    def _place(self, above: Place, key: str) -> Place:
        path = f"{above.name}.{key}"
        place = above.below[key] = Place(path, self._decided(path))
        return place
