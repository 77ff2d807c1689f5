"""`redact`: hides secrets and personal data: card numbers, addresses of mail, tokens, keys, passwords.

What is found is replaced, or becomes a hash under a key: the same secret then always looks the same, and nobody
without the key can tell which it was. The filter succeeds where it hid something.
"""

import hmac
from collections.abc import Callable
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, Expression, compile_expression
from elkvision.pipeline.filters.contract import (
    ARRAY,
    CLEANERS,
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
from elkvision.pipeline.filters.redact.hider import Hider, Stand, without
from elkvision.pipeline.filters.redact.kinds import NAMES, USUAL, kinds_called
from elkvision.pipeline.filters.redact.lines import cleaner
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.ruby import to_s

_OWN: Final = frozenset({"@timestamp", "@version", "tags"})
#: Characters of a hash: enough to tell secrets apart, too few to be mistaken for one.
_HASH_LENGTH: Final = 16


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Looks through the fields that are named, else through all of the event. Raises BadSetting."""
    names = _names(settings)
    hider = Hider(kinds_called(names), _patterns(settings), _stand(settings), "password" in names)
    fields = [reference(name) for name in settings["fields"] or ()]

    def run(event: WorkEvent) -> bool:
        hider.found.clear()
        if fields:
            _hide_fields(event, fields, hider.named)
        else:
            _hide_everything(event, hider.named)
        found = hider.telling() if hider.found else {}
        if found:  # a password that a field was named for stands in the message too

            def hide(name: str, value: Any) -> Any:  # noqa: ARG001 - whatever the field is called
                return without(value, found)

            if fields:
                _hide_fields(event, fields, hide)
            else:
                _hide_everything(event, hide)
        event.metadata.setdefault(CLEANERS, []).append(cleaner(hider, found))
        return bool(hider.found)

    return run


def _hide_fields(event: WorkEvent, fields: list[Reference], hide: Callable[[str, Any], Any]) -> None:
    for field in fields:
        value = field.get(event)
        clean = hide(field.key, value)
        if clean is not value:
            field.set(event, clean)


def _hide_everything(event: WorkEvent, hide: Callable[[str, Any], Any]) -> None:
    for name, value in event.data.items():
        if name not in _OWN:
            clean = hide(name, value)
            if clean is not value:
                event.data[name] = clean


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
