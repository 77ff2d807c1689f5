"""What is filled in for a channel: read by its kind's fields, secrets apart from the rest."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from elkvision.core.settings import Settings
from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.notifications import secrets
from elkvision.server.apps.notifications.kinds.contract import Field, Kind
from elkvision.server.apps.notifications.models import Channel
from elkvision.server.apps.notifications.outside.guard import Barred, Guard

_LONGEST: Final = 4000
_LONGEST_TEMPLATE: Final = 50_000
_MOST_ADDRESSES: Final = 50
_MOST_HEADERS: Final = 30


def read(kind: Kind, given: Mapping[str, Any], guard: Guard) -> dict[str, Any]:
    """Every field that says something. Raises Invalid with each mistake at its field, and Barred."""
    wrong: dict[str, list[str]] = {}
    known = {field.name: field for field in kind.fields}
    for name in sorted(set(map(str, given)) - set(known)):
        wrong[f"config.{name}"] = [f"{kind.title} has no such field; it has {', '.join(known)}."]
    found: dict[str, Any] = {}
    for field in kind.fields:
        try:
            value = _value(field, given.get(field.name))
        except ValueError as error:
            wrong[f"config.{field.name}"] = [str(error)]
            continue
        if value not in (None, "", [], {}):
            found[field.name] = value
        elif field.required:
            wrong[f"config.{field.name}"] = [f"{field.label} is needed."]
    if wrong:
        name, texts = next(iter(wrong.items()))
        raise Invalid(f"{name}: {texts[0]}", fields=wrong)
    _look(kind, found, guard)
    kind.check(found, guard)
    return found


def kept(kind: Kind, config: Mapping[str, Any], settings: Settings) -> tuple[dict[str, Any], str]:
    """What may be seen, and the rest encrypted."""
    hidden = {field.name for field in kind.fields if field.secret}
    seen = {name: value for name, value in config.items() if name not in hidden}
    return seen, secrets.sealed({name: value for name, value in config.items() if name in hidden}, settings)


def whole(channel: Channel, settings: Settings) -> dict[str, Any]:
    """With its secrets. Raises secrets.Lost."""
    return {**channel.config, **secrets.opened(channel.secrets, settings)}


def hints(kind: Kind, channel: Channel, settings: Settings) -> dict[str, str]:
    """For each secret that is filled in, what of it may be seen: where an address leads, nothing of the others."""
    try:
        values = secrets.opened(channel.secrets, settings)
    except secrets.Lost as error:
        return {field.name: error.message for field in kind.fields if field.secret}
    return {field.name: _hint(field, values[field.name]) for field in kind.fields if field.name in values}


def hidden_texts(kind: Kind, config: Mapping[str, Any]) -> list[str]:
    """What must not be read in anything that is kept or shown, the longest first."""
    found: list[str] = []
    for field in kind.fields:
        value = config.get(field.name) if field.secret else None
        if isinstance(value, Mapping):
            found += map(str, value.values())
        elif value is not None:
            found.append(str(value))
            found += [urlsplit(str(value)).password or "", urlsplit(str(value)).path]
    return sorted({each for each in found if len(each) >= 6}, key=len, reverse=True)


def _hint(field: Field, value: object) -> str:
    if field.type == "headers" and isinstance(value, Mapping):
        return ", ".join(value)
    text = str(value)
    if "://" not in text:
        return "•••"
    parts = urlsplit(text)
    return f"{parts.scheme}://{parts.hostname or ''}/•••" if field.type == "url" else f"{parts.scheme}://•••"


def _look(kind: Kind, found: Mapping[str, Any], guard: Guard) -> None:
    for field in kind.fields:
        # An apprise address has a scheme of its own kind.
        if field.type == "url" and field.name in found:
            try:
                guard.look(found[field.name])
            except Barred as error:
                raise Invalid(
                    f"{field.label}: {error.message}", fields={f"config.{field.name}": [error.message]}, hint=error.hint
                ) from error


def _value(field: Field, value: Any) -> Any:
    """Raises ValueError with a sentence."""
    if value is None:
        return field.default
    match field.type:
        case "flag":
            return _as(bool, value, "yes or no")
        case "number":
            return _number(field, value)
        case "emails":
            return _emails(value)
        case "headers":
            return _headers(value)
    text = str(_as(str, value, "a text"))
    text = text if field.type == "lines" else text.strip()
    longest = _LONGEST_TEMPLATE if field.type == "lines" else _LONGEST
    if len(text) > longest:
        raise ValueError(f"Use at most {longest:,} characters.")
    if field.type != "lines" and not text.isprintable():
        raise ValueError("Use one line of text.")
    if text and field.type == "choice" and text not in field.choices:
        raise ValueError(f"Use one of {', '.join(field.choices)}.")
    return text


def _as(kind: type, value: Any, what: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"Use {what}.")
    return value


def _number(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not field.least <= value <= field.most:
        raise ValueError(f"Use a whole number from {field.least:,} to {field.most:,}.")
    return value


def _emails(value: Any) -> list[str]:
    given = value.replace(";", ",").split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError("Use a list of e-mail addresses.")
    found = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    if len(found) > _MOST_ADDRESSES:
        raise ValueError(f"Use at most {_MOST_ADDRESSES} addresses.")
    for each in found:
        try:
            validate_email(each)
            each.encode("ascii")
        except (ValidationError, UnicodeEncodeError) as error:
            raise ValueError(f"{each[:100]} is not an e-mail address.") from error
    return found


def _headers(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise ValueError("Use an object of names and texts.")
    if len(value) > _MOST_HEADERS:
        raise ValueError(f"Use at most {_MOST_HEADERS} headers.")
    return {name.strip(): text.strip() for name, text in value.items() if name.strip()}
