"""Whether an expression can run away, told from its shape.

A repetition is doubtful when what follows may begin with what is repeated: then an engine that backtracks
tries every place to divide them. Doubtful repetitions multiply their costs; inside another repetition they
may even double them with each character. Expressions without doubt are safe for an engine that cannot be stopped.
"""

import re
from re import _constants as op  # type: ignore[attr-defined]  # not in the stubs
from re import _parser as parser  # type: ignore[attr-defined]  # not in the stubs
from typing import Any, Final

#: How long a text may be for how many doubtful repetitions, so that the worst takes well under a second.
LONGEST: Final = {0: 8_000, 1: 400, 2: 100}

_OTHER: Final = 128  # stands for everything outside ASCII
_ALL: Final = frozenset(range(_OTHER + 1))
#: After the end of an expression, or of a part that is never entered again, nothing is tried a second time.
_NOTHING: Final[frozenset[int]] = frozenset()
_SPACE: Final = frozenset(map(ord, " \t\n\r\f\v\x1c\x1d\x1e\x1f")) | {_OTHER}
_DIGIT: Final = frozenset(range(48, 58)) | {_OTHER}
_WORD: Final = frozenset(ord(letter) for letter in "_") | {c for c in range(128) if chr(c).isalnum()} | {_OTHER}
#: Repetitions up to this count as short: they cost a constant.
_SHORT: Final = 16

_First = frozenset[int]


class _Wild(Exception):
    """Cannot be told, or nested doubt."""


def longest_text(pattern: str, flags: int) -> int:
    """The longest text that `re` may search with it; 0 when it should not be used at all."""
    try:
        doubts = _Shape(bool(flags & re.IGNORECASE)).doubts(list(parser.parse(pattern, flags)), _NOTHING, nested=False)
    except (_Wild, RecursionError):
        return 0
    return LONGEST.get(doubts, 0)


class _Shape:
    def __init__(self, ignore_case: bool) -> None:
        self.ignore_case = ignore_case

    def doubts(self, items: list[Any], after: _First, *, nested: bool) -> int:
        """How many doubtful repetitions lie on the worst way through, with `after` beginning what follows."""
        total = 0
        for at, (kind, value) in enumerate(items):
            follows = self.first(items[at + 1 :], after)
            total += self._doubts_of(kind, value, follows, nested)
        return total

    def _doubts_of(self, kind: Any, value: Any, follows: _First, nested: bool) -> int:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(kind, value, follows, nested)
        if kind is op.SUBPATTERN:
            return self.doubts(list(value[3]), follows, nested=nested)
        if kind is op.ATOMIC_GROUP:
            return self.doubts(list(value), _NOTHING, nested=nested)
        if kind is op.BRANCH:
            if nested:
                self._distinct([self.first(list(branch), follows) for branch in value[1]])
            return max(self.doubts(list(branch), follows, nested=nested) for branch in value[1])
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return self.doubts(list(value[1]), _NOTHING, nested=nested)
        if kind in (op.GROUPREF, op.GROUPREF_EXISTS):
            raise _Wild
        return 0

    def _repeat(self, kind: Any, value: Any, follows: _First, nested: bool) -> int:
        low, high, body = value
        items = list(body)
        if high is not op.MAXREPEAT and high <= 1:
            if nested and low != high and kind is not op.POSSESSIVE_REPEAT:
                self._distinct([self.first(items, follows), follows])
            return self.doubts(items, follows, nested=nested)
        if high is not op.MAXREPEAT and high <= _SHORT and not nested:
            return self.doubts(items, follows | self.first(items, follows), nested=nested)
        start = self.first(items, _NOTHING)
        if self._nullable(items):
            raise _Wild
        inner = self.doubts(items, follows | start, nested=True)
        if inner:
            raise _Wild
        doubtful = bool(start & follows) and kind is not op.POSSESSIVE_REPEAT
        if doubtful and nested:
            raise _Wild
        return int(doubtful) if low != high else 0

    def _distinct(self, ways: list[_First]) -> None:
        """Inside a repetition, two ways that begin alike double the work with each round."""
        if sum(map(len, ways)) > len(frozenset().union(*ways)):
            raise _Wild

    def first(self, items: list[Any], after: _First) -> _First:
        """What a match of the items, then what follows, may begin with."""
        begin: set[int] = set()
        for item in items:
            begin |= self._first_of(*item)
            if not self._nullable([item]):
                return frozenset(begin)
        return frozenset(begin) | after

    def _first_of(self, kind: Any, value: Any) -> _First:
        if kind is op.LITERAL:
            return self._letters(value)
        if kind is op.NOT_LITERAL:
            return _ALL - self._letters(value) if value < _OTHER else _ALL
        if kind is op.ANY:
            return _ALL
        if kind is op.IN:
            return self._set(value)
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self.first(list(value[2]), _NOTHING)
        if kind is op.SUBPATTERN:
            return self.first(list(value[3]), _NOTHING)
        if kind is op.ATOMIC_GROUP:
            return self.first(list(value), _NOTHING)
        if kind is op.BRANCH:
            return frozenset().union(*(self.first(list(branch), _NOTHING) for branch in value[1]))
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return frozenset()
        raise _Wild

    def _nullable(self, items: list[Any]) -> bool:
        return all(self._nullable_item(kind, value) for kind, value in items)

    def _nullable_item(self, kind: Any, value: Any) -> bool:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return value[0] == 0 or self._nullable(list(value[2]))
        if kind is op.SUBPATTERN:
            return self._nullable(list(value[3]))
        if kind is op.ATOMIC_GROUP:
            return self._nullable(list(value))
        if kind is op.BRANCH:
            return any(self._nullable(list(branch)) for branch in value[1])
        return kind in (op.AT, op.ASSERT, op.ASSERT_NOT)

    def _letters(self, code: int) -> _First:
        if code >= _OTHER:
            return frozenset({_OTHER})
        if self.ignore_case and chr(code).isalpha():
            return frozenset({ord(chr(code).lower()), ord(chr(code).upper()), _OTHER})
        return frozenset({code})

    def _set(self, members: list[Any]) -> _First:
        negated = bool(members) and members[0][0] is op.NEGATE
        found: set[int] = set()
        for kind, value in members[1:] if negated else members:
            if kind is op.LITERAL:
                found |= self._letters(value)
            elif kind is op.RANGE:
                found |= self._range(*value)
            elif kind is op.CATEGORY:
                found |= _category(value)
            else:
                raise _Wild
        return (_ALL - found) | {_OTHER} if negated else frozenset(found)

    def _range(self, low: int, high: int) -> _First:
        codes = frozenset(range(low, min(high, _OTHER - 1) + 1)) | ({_OTHER} if high >= _OTHER else frozenset())
        return frozenset().union(*(self._letters(code) for code in codes)) if self.ignore_case and codes else codes


def _category(value: Any) -> _First:
    kinds: dict[Any, _First] = {
        op.CATEGORY_SPACE: _SPACE,
        op.CATEGORY_DIGIT: _DIGIT,
        op.CATEGORY_WORD: _WORD,
        op.CATEGORY_NOT_SPACE: _ALL - _SPACE | {_OTHER},
        op.CATEGORY_NOT_DIGIT: _ALL - _DIGIT | {_OTHER},
        op.CATEGORY_NOT_WORD: _ALL - _WORD | {_OTHER},
    }
    if value not in kinds:
        raise _Wild
    return kinds[value]
