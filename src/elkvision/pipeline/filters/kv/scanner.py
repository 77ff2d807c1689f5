"""Finds keys and values in a text."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from elkvision.pipeline.expressions import BadExpression, Expression, compile_expression
from elkvision.pipeline.filters.contract import BadSetting, Settings

#: A key and its value; None where nothing stands between the splitters.
Pair = tuple[str, str | None]

_BRACKETS: Final = (("(", ")"), ("[", "]"), ("<", ">"))


class Scanner:
    """Gives the pairs of a text, in order."""

    def __init__(self, settings: Settings) -> None:
        fields = settings["field_split_pattern"] or f"[{settings['field_split']}]"
        values = settings["value_split_pattern"] or f"[{settings['value_split']}]"
        spaced = " *" if settings["whitespace"] == "lenient" else ""
        splitter = f"{spaced}(?:{values}){spaced}"
        self._splitter = _compile(splitter, "value_split")
        self._pairs = _compile(_pairs(settings, fields, splitter), "field_split")
        self._simple = _Simple.for_settings(settings)

    def pairs(self, text: str, seconds: float) -> Iterable[Pair]:
        """Every pair. Raises TooSlow."""
        if self._simple is not None and self._simple.understands(text):
            return self._simple.pairs(text)
        if self._splitter.search(text, seconds) is None:
            return ()
        return self._scan(text, seconds)

    def _scan(self, text: str, seconds: float) -> Iterator[Pair]:
        for match in self._pairs.finditer(text, seconds):
            key, *found = match.groups()
            yield key, next((value for value in found if value is not None), None)


def _pairs(settings: Settings, fields: str, splitter: str) -> str:
    """One pair: a key, the splitter, a value (quoted, in brackets, or up to the next field), the end of the field."""
    if settings["value_split_pattern"] or settings["field_split_pattern"]:
        key = _until(f"{splitter}|{fields}")
    else:
        key = rf"((?:\\.|[^{settings['value_split']}{settings['field_split']}])+)"
    choices = [_quoted('"', '"'), _quoted("'", "'")]
    if settings["include_brackets"]:
        choices += [_quoted(opening, closing) for opening, closing in _BRACKETS]
    if settings["field_split_pattern"]:
        choices.append(_until(fields))
    else:
        choices.append(rf"((?:\\.|[^{settings['field_split']}])+)")
    return f"{key}{splitter}(?:{'|'.join(choices)})?(?:{fields}|$)"


def _until(ends: str) -> str:
    return rf"((?:(?!{ends})(?:\\.|.))+)"


def _quoted(opening: str, closing: str) -> str:
    return rf"\{opening}((?:\\.|[^\{closing}])+)?\{closing}"


def _compile(expression: str, option: str) -> Expression:
    try:
        return compile_expression(expression)
    except BadExpression as wrong:
        raise BadSetting(f"the splitters cannot be read: {wrong}", option=option) from wrong


class _Simple:
    """The usual case, without expressions: one splitter each, nothing quoted, no spaces around the value's."""

    def __init__(self, field: str, value: str) -> None:
        self.field = field
        self.value = value
        wanting = [f"{value}{opening}" for opening in ("\"'([<" if value != " " else "")]
        self._unusual = re.compile("|".join(map(re.escape, [*wanting, "\\", f"{value} ", f" {value}", "\n"])))

    @classmethod
    def for_settings(cls, settings: Settings) -> "_Simple | None":
        field, value = settings["field_split"], settings["value_split"]
        if settings["field_split_pattern"] or settings["value_split_pattern"]:
            return None
        plain = len(field) == 1 and len(value) == 1 and field not in r"\[]^" and value not in r"\[]^"
        return cls(field, value) if plain and value != " " and settings["whitespace"] == "lenient" else None

    def understands(self, text: str) -> bool:
        """Whether the text has nothing that only an expression finds."""
        return self._unusual.search(text) is None

    def pairs(self, text: str) -> list[Pair]:
        value = self.value
        if value not in text:
            return []
        found: list[Pair] = []
        for piece in text.split(self.field):
            key, sign, rest = piece.partition(value)
            if sign:
                if not key:
                    key, sign, rest = rest.lstrip(value).partition(value)
                    if not sign:
                        continue
                found.append((key, rest or None))
        return found
