"""Finds secrets in values of any shape, and puts something in their place."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from elkvision.pipeline.expressions import Expression
from elkvision.pipeline.filters.redact.kinds import GUARDED_NAMES, Kind
from elkvision.pipeline.values.replacing import replaced

_GUARDED: Final = re.compile(GUARDED_NAMES, re.IGNORECASE)

#: A secret that is shorter stands in many a text by chance.
_SHORTEST: Final = 4

#: What stands for a secret of a kind.
Stand = Callable[[str, str], str]


class Hider:
    """Hides secrets in values of any shape. A value without any comes back as the same object."""

    def __init__(self, kinds: list[Kind], patterns: list[tuple[str, Expression]], stand: Stand, by_name: bool) -> None:
        self._kinds = [(kind, kind.needles or ("",)) for kind in kinds]
        self._patterns = patterns
        self._stand = stand
        #: Whether a field's name may make its value a secret.
        self._by_name = by_name
        #: The secrets that were found since it was last emptied, and what stands for them.
        self.found: dict[str, str] = {}

    def telling(self) -> dict[str, str]:
        """What was found and is long enough to be looked for wherever it stands."""
        return {secret: stand for secret, stand in self.found.items() if len(secret) >= _SHORTEST}

    def _instead(self, name: str, secret: str) -> str:
        stand = self.found[secret] = self._stand(name, secret)
        return stand

    def named(self, name: str, value: Any) -> Any:
        """The value of a field of that name."""
        if value.__class__ is str:
            if value and self._by_name and _GUARDED.fullmatch(name):
                return self._instead("password", value)
            return self.text(value)
        return self.value(value)

    def value(self, value: Any) -> Any:
        """A value in a list, or one that is not a text."""
        if value.__class__ is str:
            return self.text(value)
        if value.__class__ is dict:
            clean = {name: self.named(name, item) for name, item in value.items()}
            return clean if any(clean[name] is not item for name, item in value.items()) else value
        if value.__class__ is list:
            items = [self.value(item) for item in value]
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        if value.__class__ is int and value > 10**12:  # the number of a card may come as a number
            digits = str(value)
            clean_digits = self.text(digits)
            return value if clean_digits is digits else clean_digits
        return value

    def text(self, text: str) -> str:
        """A text with every secret in it hidden."""
        lowered = text.lower()
        for kind, needles in self._kinds:
            for needle in needles:
                if needle in lowered:
                    text = self._without(text, kind)
                    break
        for name, pattern in self._patterns:
            text = self._without_own(text, name, pattern)
        return text

    def _without_own(self, text: str, name: str, pattern: Expression) -> str:
        place = pattern.names.index("secret") if "secret" in pattern.names else None

        def hide(match: Any) -> str:
            whole = str(match.group())
            secret = whole if place is None else match.groups()[place]
            return whole.replace(secret, self._instead(name, secret)) if secret else whole

        return replaced(pattern, hide, text)

    def _without(self, text: str, kind: Kind) -> str:
        changed = False

        def hide(match: "re.Match[str]") -> str:
            nonlocal changed
            if kind.holds is not None and not kind.holds(match[0]):
                return match[0]
            changed = True
            return self._hidden(match, kind.name)

        clean = kind.expression.sub(hide, text)
        return clean if changed else text

    def _hidden(self, match: "re.Match[str]", name: str) -> str:
        group: int | str = 0
        for candidate in ("secret", "quoted", "single"):
            if match.re.groupindex.get(candidate) and match[candidate] is not None:
                group = candidate
        whole, start = match[0], match.start()
        stand = self._instead(name, match[group])
        return whole[: match.start(group) - start] + stand + whole[match.end(group) - start :]


def without(value: Any, found: Mapping[str, str]) -> Any:
    """The value with every text of these secrets in it replaced."""
    if not found:
        return value
    if isinstance(value, str):
        for secret in sorted(found, key=len, reverse=True):
            value = value.replace(secret, found[secret])
        return value
    if isinstance(value, dict):
        return {name: without(item, found) for name, item in value.items()}
    return [without(item, found) for item in value] if isinstance(value, list) else value
