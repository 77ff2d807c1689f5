"""`urldecode`: `%C3%A9` becomes the letter it stands for."""

import re
from collections.abc import Callable
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.references import reference

_ESCAPE: Final = re.compile(rb"%([0-9a-fA-F]{2})")

Reader = Callable[[bytes], str]


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Decodes one field, or every one of the event; in lists and hashes too."""
    field, everything, tags = reference(settings["field"]), settings["all_fields"], settings["tag_on_failure"]
    try:
        read = reader(settings["charset"])
    except LookupError:
        raise BadSetting(f"`{settings['charset']}` is no character set", option="charset") from None

    def run(event: WorkEvent) -> bool:
        try:
            if everything:
                event.data.update({name: decoded(value, read) for name, value in event.data.items()})
            elif field.has(event):
                field.set(event, decoded(field.get(event), read))
        except (ValueError, RecursionError):
            for tag in tags:
                event.tag(tag)
        return True

    return run


def decoded(value: Any, read: Reader) -> Any:
    """The value with every text in it decoded."""
    if isinstance(value, str):
        return _text(value, read) if "%" in value else value
    if isinstance(value, list):
        return [decoded(item, read) for item in value]
    if isinstance(value, dict):
        return {key: decoded(item, read) for key, item in value.items()}
    return value


def _text(text: str, read: Reader) -> str:
    return read(_ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), text.encode()))


PLUGIN = Plugin(
    name="urldecode",
    summary="Decodes %-escapes",
    options={
        "field": Option(FIELD, default="message"),
        "all_fields": Option(BOOLEAN, default=False),
        "charset": Option(default="UTF-8"),
        "tag_on_failure": Option(ARRAY, default=["_urldecodefailure"]),
    },
    make=make,
)
