"""What is to be said, whoever it is said to and however: each kind of channel shapes it its own way."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

Severity = Literal["critical", "error", "warning", "info"]
State = Literal["firing", "resolved", "acknowledged", "test", "report"]

#: From the least to the most.
SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error", "critical")
MOST_LINES: Final = 10


class Chart(msgspec.Struct, frozen=True):
    """Numbers by time: `points` are (ISO time, number or None)."""

    points: Sequence[tuple[str, float | None]]
    threshold: float | None = None
    title: str = ""
    unit: str = ""


class Attachment(msgspec.Struct, frozen=True):
    """A file that goes along. `path` has to stay readable until the message was sent or given up."""

    name: str
    mime: str
    path: str


class Message(msgspec.Struct, frozen=True):
    """`link` is absolute and has absolute times. Messages of one `group_key` belong together: a receiver that knows
    incidents opens one with the first and closes it with the one whose state is "resolved"; they are sent in order."""

    title: str
    severity: Severity = "info"
    state: State = "report"
    text: str = ""
    numbers: Sequence[tuple[str, float | int | str]] = ()
    #: Events in their wire form (`core.wire`).
    lines: Sequence[Mapping[str, Any]] = ()
    chart: Chart | None = None
    link: str = ""
    labels: Mapping[str, str] = {}  # msgspec copies it for each
    annotations: Mapping[str, str] = {}
    group_key: str = ""
    attachments: Sequence[Attachment] = ()
    #: When it came to be, as an ISO text; empty is filled in by `services.send`.
    at: str = ""


def to_json(message: Message) -> dict[str, Any]:
    return dict(msgspec.to_builtins(message))


def from_json(kept: Mapping[str, Any]) -> Message:
    """What is no character (half a pair, as broken lines have) becomes a question mark, for nobody outside takes it. Raises
    msgspec.ValidationError for what is no message."""
    text = json.dumps(kept, ensure_ascii=False).encode(errors="replace")
    return msgspec.json.decode(text, type=Message)
