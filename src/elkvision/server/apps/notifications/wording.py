"""A message in plain words: what every kind of channel says in the end."""

from collections.abc import Mapping
from typing import Any, Final

from elkvision.server.apps.notifications.message import Message

#: By severity, and for what is over.
COLOURS: Final = {"critical": "#b91c1c", "error": "#dc2626", "warning": "#d97706", "info": "#2563eb", "over": "#16a34a"}
_LONGEST_LINE: Final = 300


def colour(message: Message) -> str:
    return COLOURS["over" if message.state == "resolved" else message.severity]


def heading(message: Message) -> str:
    """`Firing, error: Checkout is slow`"""
    if message.state in ("report", "test"):
        return message.title
    return f"{message.state.capitalize()}, {message.severity}: {message.title}"


def number(value: float | int | str) -> str:
    """As people write it: thousands apart, no more digits than tell something."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or value.is_integer():
        return f"{int(value):,}"
    return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.1f}"


def line(event: Mapping[str, Any], longest: int = _LONGEST_LINE) -> str:
    """One log line: when, level, service, message."""
    parts = [str(event.get("@timestamp", "")), str(event.get("level") or "").upper(), str(event.get("service") or "")]
    text = " ".join(part for part in [*parts, str(event.get("message") or "")] if part)
    return cut(" ".join(text.split()), longest)


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def plain(message: Message) -> str:
    """All of it as text."""
    parts = [message.text]
    if message.numbers:
        parts.append("\n".join(f"{name}: {number(value)}" for name, value in message.numbers))
    if message.labels:
        parts.append(" ".join(f"{name}={value}" for name, value in message.labels.items()))
    if message.annotations:
        parts.append("\n".join(f"{name}: {value}" for name, value in message.annotations.items()))
    if message.lines:
        parts.append("\n".join(map(line, message.lines)))
    parts.append(message.link)
    return "\n\n".join(part for part in parts if part)
