"""`redact`: hides secrets and personal data: card numbers, addresses of mail, tokens, keys, passwords.

What is found is replaced, or becomes a hash under a key: the same secret then always looks the same, and nobody
without the key can tell which it was. The filter succeeds where it hid something.
"""

import hmac
import re
from collections.abc import Callable
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, Expression, compile_expression
from elkvision.pipeline.filters.contract import (
    ARRAY,
    FIELD,
    HASH,
    PASSWORD,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.redact.kinds import GUARDED_NAMES, NAMES, USUAL, Kind, kinds_called
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.replacing import replaced
from elkvision.pipeline.values.ruby import to_s

_GUARDED: Final = re.compile(GUARDED_NAMES, re.IGNORECASE)
_OWN: Final = frozenset({"@timestamp", "@version", "tags"})
#: Characters of a hash: enough to tell secrets apart, too few to be mistaken for one.
_HASH_LENGTH: Final = 16

#: What stands for a secret of a kind.
Stand = Callable[[str, str], str]


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Looks through the fields that are named, else through all of the event. Raises BadSetting."""
    names = _names(settings)
    hider = Hider(kinds_called(names), _patterns(settings), _stand(settings), "password" in names)
    fields = [reference(name) for name in settings["fields"] or ()]

    def run(event: WorkEvent) -> bool:
        hidden = False
        for field in fields:
            value = field.get(event)
            clean = hider.named(field.key, value)
            if clean is not value:
                field.set(event, clean)
                hidden = True
        if not fields:
            for name, value in event.data.items():
                clean = value if name in _OWN else hider.named(name, value)
                if clean is not value:
                    event.data[name] = clean
                    hidden = True
        return hidden

    return run


class Hider:
    """Hides secrets in values of any shape. A value without any comes back as the same object."""

    def __init__(self, kinds: list[Kind], patterns: list[tuple[str, Expression]], stand: Stand, by_name: bool) -> None:
        self._kinds = [(kind, kind.needles or ("",)) for kind in kinds]
        self._patterns = patterns
        self._stand = stand
        #: Whether a field's name may make its value a secret.
        self._by_name = by_name

    def named(self, name: str, value: Any) -> Any:
        """The value of a field of that name."""
        if value.__class__ is str:
            if value and self._by_name and _GUARDED.fullmatch(name):
                return self._stand("password", value)
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
            return whole.replace(secret, self._stand(name, secret)) if secret else whole

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
        stand = self._stand(name, match[group])
        return whole[: match.start(group) - start] + stand + whole[match.end(group) - start :]


def _names(settings: Settings) -> list[str]:
    names = [to_s(name) for name in settings["kinds"]]
    for name in names:
        if name not in NAMES:
            raise BadSetting(f"`{name}` is no kind of secret: one of {', '.join(NAMES)} was expected", option="kinds")
    return names


def _patterns(settings: Settings) -> list[tuple[str, Expression]]:
    try:
        return [(name, compile_expression(to_s(text))) for name, text in settings["patterns"].items()]
    except BadExpression as error:
        raise BadSetting(str(error), option="patterns") from None


def _stand(settings: Settings) -> Stand:
    if settings["method"] == "replace":
        text = settings["replacement"]
        return lambda name, secret: text.replace("{kind}", name)  # noqa: ARG005 - nothing of the secret is left
    if not settings["key"]:
        raise BadSetting(
            "to hash a key is needed: without one anybody can try all card numbers", option="method", hint="key => ..."
        )
    key = settings["key"].encode()

    def hashed(name: str, secret: str) -> str:
        return f"[{name}:{hmac.digest(key, secret.encode(), 'sha256').hex()[:_HASH_LENGTH]}]"

    return hashed


PLUGIN = Plugin(
    name="redact",
    summary="Hides secrets and personal data",
    options={
        "fields": Option(FIELD, many=True),
        "kinds": Option(ARRAY, default=list(USUAL)),
        "patterns": Option(HASH, default={}),
        "method": Option(one_of=("replace", "hash"), default="replace"),
        "replacement": Option(default="[{kind}]"),
        "key": Option(PASSWORD),
    },
    make=make,
)
