"""Events as people read them in a terminal, or as NDJSON and CSV for programs."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

COLUMNS = ("@timestamp", "level", "service", "source", "host", "message")

_COLOURS = {
    "trace": "bright_black", "debug": "bright_black", "info": "green", "notice": "cyan",
    "warning": "yellow", "error": "red", "critical": "bright_red",
}  # fmt: skip
#: What would move the cursor or change the terminal, in a log that somebody else wrote.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def line(event: Mapping[str, Any]) -> str:
    """One event for the eye: time, level, where from, message. Control characters are shown, not obeyed."""
    level = str(event.get("level", ""))
    where = " ".join(str(event[name]) for name in ("service", "host") if name in event) or str(event.get("source", ""))
    parts = [
        click.style(str(event.get("@timestamp", "")), dim=True),
        click.style(f"{level:<8}", fg=_COLOURS.get(level), bold=level == "critical"),
    ]
    if where:
        parts.append(click.style(harmless(where), fg="blue"))
    return " ".join([*parts, harmless(str(event.get("message", "")))])


def ndjson(event: Mapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def csv_header() -> str:
    return _csv_row(COLUMNS)


def csv_row(event: Mapping[str, Any]) -> str:
    """As spreadsheets read it; a value that a spreadsheet would run as a formula gets a quote before it."""
    values = (str(event.get(name, "")) for name in COLUMNS)
    return _csv_row([f"'{value}" if value[:1] in "=+-@\t\r" and value else value for value in values])


def _csv_row(cells: Sequence[str]) -> str:
    room = io.StringIO()
    csv.writer(room, lineterminator="").writerow(cells)
    return room.getvalue()


def harmless(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
