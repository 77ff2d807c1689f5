"""Addresses of the UI's pages, with absolute times: they show the same on every day."""

from datetime import datetime
from urllib.parse import urlencode

from elkvision.core.settings import load


def explorer(query: str, start: datetime, end: datetime) -> str:
    """The lines of a window, from the root of the site."""
    return "/explorer/?" + urlencode({"q": query, "from": iso(start), "to": iso(end)})


def alert(id: int) -> str:
    return f"/alerts/?id={id}"


def rule(id: int) -> str:
    return f"/alerts/?rule={id}"


def absolute(path: str) -> str:
    return load().link(path)


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
