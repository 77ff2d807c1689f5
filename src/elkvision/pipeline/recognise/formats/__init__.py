"""Formats that are known by their shape. Each room has those of one family; this page is their registry.

A format is a pattern and a reader. The reader is given the match and the line, and returns the fields, or None when the line is something else after all.
"""

from typing import Final

from elkvision.pipeline.recognise.formats import containers, databases, machines, mobile, programs, syslog, web
from elkvision.pipeline.recognise.formats.shape import Format, Line

_ROOMS: Final = (syslog, web, databases, machines, mobile, containers, programs)


def _by_first_character() -> dict[str, tuple[Format, ...]]:
    table: dict[str, list[Format]] = {}
    for room in _ROOMS:
        for starts, formats in room.FORMATS.items():
            for character in starts:
                table.setdefault(character, []).extend(formats)
    return {character: tuple(formats) for character, formats in table.items()}


_TABLE: Final = _by_first_character()


def formats_for(first: str) -> tuple[Format, ...]:
    """The formats whose lines may begin with that character."""
    return _TABLE.get(first, ())


__all__ = ["Format", "Line", "formats_for"]
