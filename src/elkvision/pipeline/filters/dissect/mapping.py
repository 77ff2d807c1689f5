"""`%{a} %{+b/2} %{?c}=%{&c}`: which texts lie between which delimiters, and where they go."""

import re
from dataclasses import dataclass
from typing import Final, Literal

_FIELD: Final = re.compile(r"(.*?)%\{([^}]*?)\}", re.DOTALL)
_NAME: Final = re.compile(r"(?P<name>.*?)(?:->)?(?:/(?P<order>[0-9]{1,2}))?(?:->)?", re.DOTALL)

Kind = Literal["normal", "skip", "append", "indirect"]


class BadMapping(ValueError):
    """A mapping that cannot be: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a mapping."""

    kind: Kind
    name: str
    #: Where an appended text comes in the row of those for the same field.
    order: int
    #: The delimiter before the field; "" before the first one, or where two fields touch.
    before: str
    #: Whether the delimiter before it may come several times in a row.
    padded: bool


def read_mapping(mapping: str) -> list[Part]:
    """The fields in their order; a delimiter at the end is followed by a field nobody wants. Raises BadMapping."""
    parts: list[Part] = []
    padded, end = False, 0
    for match in _FIELD.finditer(mapping):
        before, field = match.groups()
        parts.append(_part(field, before, padded))
        padded, end = "->" in field, match.end()
    if not parts:
        raise BadMapping(f"the mapping `{mapping}` has no field `%{{…}}`")
    if end < len(mapping):
        parts.append(Part("skip", "", 0, mapping[end:], padded))
    return parts


def _part(field: str, before: str, padded: bool) -> Part:
    if field.startswith(("+&", "&+")):
        raise BadMapping(f"`%{{{field}}}` cannot be both appended (`+`) and named by another field (`&`)")
    sign = field[:1] if field[:1] in ("+", "&", "?") else ""
    found = _NAME.fullmatch(field.removeprefix(sign))
    assert found is not None, "everything is a name, if an empty one"
    name, order = found["name"], int(found["order"] or 0)
    if sign in ("+", "&") and not name:
        raise BadMapping(f"`%{{{field}}}` has no name")
    kind: Kind = {"+": "append", "&": "indirect", "?": "skip"}.get(sign, "normal" if name else "skip")  # type: ignore[assignment]  # the four kinds
    return Part(kind, name, order, before, padded)


def dissect(text: str, parts: list[Part]) -> list[str] | None:
    """The text of each field; None when a delimiter is missing. Several fields want delimiters between them."""
    values: list[str] = []
    left = 0
    first = parts[0]
    if first.before:
        if not text.startswith(first.before):
            return None
        left = len(first.before)
    for part in parts[1:]:
        if not part.before:
            return None
        at = text.find(part.before, left)
        if at < 0:
            return None
        values.append(text[left:at])
        left = at + len(part.before)
        if part.padded:
            while text.startswith(part.before, left):
                left += len(part.before)
    values.append(text[left:])
    return values
