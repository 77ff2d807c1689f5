"""Attributes as they are searched and counted: one walk through them, which is most of what an event costs."""

from collections.abc import Callable
from typing import Any, Final

from elkvision.core.query.leaves import text_of
from elkvision.store.engines.elasticsearch import coding
from elkvision.store.engines.elasticsearch.coding import LONGEST, TYPES, counted, sortable, text_terms

_STRING, _INTEGER, _FLOAT, _BOOLEAN, _LIST = (TYPES[n] for n in ("string", "integer", "float", "boolean", "list"))
_MAYBE_NUMBER: Final = frozenset("0123456789+-.")

#: Says of a path whether it has twins in an index: their name, "" for never, None when nobody has decided yet.
Decided = Callable[[str], str | None]


class Place:
    """One path: what its terms begin with, its entries in shapes, the name of its twins, and the paths below it."""

    __slots__ = ("below", "boolean", "code", "name", "number", "shapes", "text", "twin")

    def __init__(self, name: str, twin: str | None) -> None:
        self.name = name
        self.code = code = coding.path_code(name)
        self.text, self.number, self.boolean = (f"{code}\0{letter}" for letter in "snb")
        self.shapes = {letter: (code, letter) for letter in TYPES.values()}
        self.twin = twin
        self.below: dict[str, Place] = {}


class Walk:
    """What was found in one event."""

    __slots__ = ("_counts", "_decided", "counted", "reckoned", "shape", "terms", "undecided")

    def __init__(self, decided: Decided) -> None:
        self._decided = decided
        self.terms: list[str] = []
        self.shape: list[tuple[str, str]] = []
        self.counted: dict[str, Any] = {}
        self.reckoned: dict[str, Any] = {}
        #: Of these nobody has decided yet: the event is to be walked again when somebody has.
        self.undecided: list[Place] = []
        self._counts: dict[tuple[str, str], int] = {}

    def object(self, node: dict[str, Any], above: Place, listed: bool = False) -> None:
        """Everything in an object, which is at the place `above`."""
        below = above.below
        terms, shape = self.terms, self.shape
        for key, value in node.items():
            try:
                place = below[key]
            except KeyError:
                place = below[key] = self._place(f"{above.name}.{key}")
            kind = type(value)
            if kind is str:
                if not listed and value:
                    shape.append(place.shapes[_STRING])
                if len(value) > LONGEST or value[:1] in _MAYBE_NUMBER or ":" in value:
                    terms += text_terms(place.code, value)
                else:
                    terms.append(place.text + value.lower())
            elif kind is dict:
                self.object(value, place, listed)
                continue
            elif kind is list:
                if not listed and value:
                    shape.append(place.shapes[_LIST])
                self.values(value, place)
                continue
            elif kind is int:
                if not listed:
                    shape.append(place.shapes[_INTEGER])
                terms.append(f"{place.number}{sortable(value)}\0{value}")
            elif kind is bool:
                if not listed:
                    shape.append(place.shapes[_BOOLEAN])
                terms.append(place.boolean + ("true" if value else "false"))
            elif kind is float:
                if not listed:
                    shape.append(place.shapes[_FLOAT])
                terms.append(f"{place.number}{sortable(value)}\0{text_of(value)}")
            else:
                raise TypeError(f"{key!r} has a value that no JSON has")
            if place.twin:
                self._count(place.twin, value)
            elif place.twin is None:
                self.undecided.append(place)

    def values(self, node: list[Any], place: Place) -> None:
        """Everything in a list."""
        for value in node:
            kind = type(value)
            if kind is dict:
                self.object(value, place, listed=True)
                continue
            if kind is list:
                self.values(value, place)
                continue
            if kind is str:
                self.terms += text_terms(place.code, value)
            elif kind is bool:
                self.terms.append(coding.boolean_term(place.code, value))
            elif kind is int or kind is float:
                self.terms.append(coding.number_term(place.code, value))
            elif value is None:
                continue
            else:
                raise TypeError(f"{place.name!r} has a value that no JSON has")
            if place.twin:
                self._count(place.twin, value)
            elif place.twin is None:
                self.undecided.append(place)

    def _count(self, twin: str, value: Any) -> None:
        """Into the twins; a value that is there already is told apart, since an index keeps each only once."""
        kind = type(value)
        if kind is str:
            if not value or len(value) > LONGEST:
                return
            code = "s" + value
            if value[:1] in _MAYBE_NUMBER:
                self._reckon(twin, coding.double_of(value))
        else:
            code = counted(value)
            if kind is not bool:
                self._reckon(twin, coding.double_of(value))
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

    def _place(self, path: str) -> Place:
        return Place(path, self._decided(path))
