"""Ways to look a text up: as a key, by expressions, or with every key in it replaced."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from elkvision.pipeline.expressions import BadExpression, compile_expression
from elkvision.pipeline.filters.contract import BadSetting
from elkvision.pipeline.values.replacing import TIME_LIMIT, Deadline
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.trees import copied

#: What is found for a text, or None.
Lookup = Callable[[str], Any]


def lookup_in(entries: Mapping[str, Any], exact: bool, by_expression: bool, seconds: float = TIME_LIMIT) -> Lookup:
    """The way that the settings ask for. Raises BadSetting when a key is no expression.

    One text may take so many seconds (else TooSlow).
    """
    if not exact:
        return _replacing(entries)
    if by_expression:
        return _matching(entries, seconds)
    get = entries.get
    if any(isinstance(value, (list, dict)) for value in entries.values()):
        return lambda text: copied(get(text))
    return get


def _matching(entries: Mapping[str, Any], seconds: float) -> Lookup:
    """The value of the first key that matches somewhere in the text."""
    try:
        searches = [(compile_expression(key).search, value) for key, value in entries.items()]
    except BadExpression as error:
        raise BadSetting(str(error), option="dictionary") from None

    def find(text: str) -> Any:
        left = Deadline(seconds, "the dictionary").left
        for search, value in searches:
            if search(text, left()) is not None:
                return copied(value)
        return None

    return find


def _replacing(entries: Mapping[str, Any]) -> Lookup:
    """The text with every key in it replaced, when there is one."""
    if not entries:
        return lambda text: None  # noqa: ARG005 - nothing is ever found
    union = re.compile("|".join(re.escape(key) for key in entries))

    def find(text: str) -> str | None:
        changed = union.sub(lambda found: to_s(entries[found[0]]), text)
        return None if changed == text else changed

    return find
