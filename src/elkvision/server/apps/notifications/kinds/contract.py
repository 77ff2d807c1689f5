"""What every kind of channel is: what has to be filled in, and how a message is sent there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from elkvision.core.settings import Settings
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.outside.guard import Guard

FieldType = Literal["text", "url", "number", "flag", "choice", "emails", "lines", "headers"]


@dataclass(frozen=True)
class Field:
    """Something to be filled in. A secret one is never shown again."""

    name: str
    label: str
    type: FieldType = "text"
    required: bool = False
    secret: bool = False
    help: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()
    #: Of a number.
    least: int = 0
    most: int = 1_000_000


@dataclass(frozen=True)
class Work:
    """One attempt at one message. `config` has the secrets as well; `token` is the same at every attempt; `picture` is the
    message's chart as PNG, where it has one and it can be drawn."""

    message: Message
    config: Mapping[str, Any]
    token: str
    organisation: str
    settings: Settings
    guard: Guard
    attempt: int = 1
    picture: Callable[[], bytes | None] = field(default=lambda: None)


@dataclass(frozen=True)
class Outcome:
    """`answer` is what the other side said, or why there was none. `passing`: trying again may help, after
    `retry_after` seconds where the other side said so."""

    ok: bool
    answer: str = ""
    status: int | None = None
    passing: bool = False
    retry_after: float | None = None


def nothing_more(_config: Mapping[str, Any], _guard: Guard) -> None:
    """Most kinds have nothing to check beyond their fields."""


@dataclass(frozen=True)
class Kind:
    """`send` raises Barred where the guard refuses; everything else is an Outcome. `incidents`: it opens and closes
    something on the other side, so a test has to close what it opened."""

    name: str
    title: str
    help: str
    fields: tuple[Field, ...]
    send: Callable[[Work], Outcome]
    incidents: bool = False
    #: Checks what one field alone does not show. Raises Invalid, Barred.
    check: Callable[[Mapping[str, Any], Guard], None] = nothing_more
