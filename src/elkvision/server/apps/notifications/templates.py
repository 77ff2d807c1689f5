"""The small language of webhooks' bodies: JSON whose texts have `{{ names }}` in them.

A text that is one name and nothing else becomes the value itself, with its type: `"{{ numbers }}"` becomes an object,
`"{{ lines }}"` a list. Otherwise the value is put into the text. Dots go down: `{{ labels.service }}`. What is not there
is an empty text, or null where it stands alone. There are no loops and no expressions, so a template cannot fail or
take long once it was saved, and what comes out is always JSON.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.notifications.message import Message, to_json
from elkvision.server.apps.notifications.wording import heading, plain

_PLACE: Final = re.compile(r"\{\{\s*([\w.@\-]+)\s*\}\}")
_OPEN: Final = re.compile(r"\{\{[^{}]{0,200}\}\}|\{\{")
#: What a body is when nothing is said of it.
USUAL: Final = {
    "title": "{{ title }}",
    "state": "{{ state }}",
    "severity": "{{ severity }}",
    "text": "{{ text }}",
    "at": "{{ at }}",
    "link": "{{ link }}",
    "organisation": "{{ organisation }}",
    "group": "{{ group }}",
    "id": "{{ id }}",
    "labels": "{{ labels }}",
    "annotations": "{{ annotations }}",
    "numbers": "{{ numbers }}",
    "lines": "{{ lines }}",
    "chart": "{{ chart }}",
}
#: Each name, and what it stands for.
NAMES: Final = {
    "title": "what happened, in one line",
    "heading": "the same with state and severity before it",
    "state": "firing, resolved, acknowledged, report or test",
    "severity": "critical, error, warning or info",
    "text": "what happened, in words",
    "summary": "everything as plain text, lines and link too",
    "at": "when, as ISO 8601",
    "link": "where it can be looked at",
    "organisation": "whose logs they are",
    "group": "the same for all messages of one alert",
    "id": "the same at every attempt to send this message",
    "labels": "an object; labels.service and so on",
    "annotations": "an object; annotations.runbook and so on",
    "numbers": "an object: what was measured, by name",
    "lines": "up to ten logs, as the API shows them",
    "chart": "points over time and the threshold, or null",
}


def checked(text: str) -> None:
    """Raises Invalid for what is no JSON, and for names that there are not."""
    try:
        template = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"The body is not JSON: {error}.", fields={"template": [f"this is not JSON: {error}"]}) from error
    for name in _names(template):
        if name.partition(".")[0] not in NAMES:
            raise Invalid(
                f"The body names {name}, which there is not.",
                fields={"template": [f"there is no {name}"]},
                hint=f"there are {', '.join(NAMES)}",
            )


def values(message: Message, *, organisation: str, token: str) -> dict[str, Any]:
    kept = to_json(message)
    return {
        **{name: kept[name] for name in ("title", "state", "severity", "text", "at", "link", "chart")},
        "heading": heading(message),
        "summary": plain(message),
        "organisation": organisation,
        "group": message.group_key,
        "id": token,
        "labels": dict(message.labels),
        "annotations": dict(message.annotations),
        "numbers": dict(message.numbers),
        "lines": [dict(each) for each in message.lines],
    }


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with every name replaced."""
    if isinstance(template, dict):
        return {_text(key, values): filled(each, values) for key, each in template.items()}
    if isinstance(template, list):
        return [filled(each, values) for each in template]
    if not isinstance(template, str):
        return template
    alone = _PLACE.fullmatch(template.strip())
    return _value(alone[1], values) if alone else _text(template, values)


def _text(template: str, values: Mapping[str, Any]) -> str:
    return _PLACE.sub(lambda found: _said(_value(found[1], values)), template)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(path: str, values: Any) -> Any:
    """A key may have dots itself: the longest one that is there counts."""
    if path in values:
        return values[path]
    parts = path.split(".")
    for end in range(len(parts) - 1, 0, -1):
        found = values.get(".".join(parts[:end]))
        if isinstance(found, Mapping):
            return _value(".".join(parts[end:]), found)
    return None


def _names(template: Any) -> list[str]:
    if isinstance(template, dict):
        return [name for key, each in template.items() for name in [*_names(key), *_names(each)]]
    if isinstance(template, list):
        return [name for each in template for name in _names(each)]
    if not isinstance(template, str):
        return []
    for found in _OPEN.findall(template):
        if not _PLACE.fullmatch(found):
            raise Invalid(
                f"{found[:40]} in the body is no name.",
                fields={"template": [f"{found[:40]} is no name"]},
                hint="only names are known here, as in {{ labels.service }}",
            )
    return _PLACE.findall(template)
