"""The HTTP API, with a key. Its errors become one sentence each."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click
import httpx

from elkvision.core.errors import BadRequest, QueryError, Refused, Unavailable
from elkvision.supervisor import client_file

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_URL = "http://127.0.0.1:8000"
_SECONDS = 60.0
_PAGE = 1_000
_SHORT = re.compile(r"\d+(?:ms|s|m|h|d|w|M|y)\Z")


@dataclass(frozen=True)
class Where:
    """A product to talk to, and the key for it."""

    url: str
    key: str


def where_options(command: F) -> F:
    """--url and --key."""
    command = click.option("--key", "--token", "key", envvar="ELKVISION_API_KEY", show_envvar=True, metavar="KEY",
                           help="An API key with the scope read. Without it, the one that `elkvision keys create --save` kept.")(command)  # fmt: skip
    return click.option("--url", envvar="ELKVISION_URL", show_envvar=True, metavar="URL",
                        help=f"Where the product is (default: where the saved key belongs, else {DEFAULT_URL}).")(command)  # fmt: skip


def find(url: str | None, key: str | None) -> Where:
    """What was given, else what was saved. Raises BadRequest when there is no key."""
    saved = client_file.load()
    key = key or (saved.key if saved else "")
    if not key:
        raise BadRequest("This needs an API key", hint="run `elkvision keys create --save`, or set ELKVISION_API_KEY")
    return Where((url or (saved.url if saved else "") or DEFAULT_URL).rstrip("/"), key)


def moment(text: str) -> str:
    """`1h` is short for `now-1h`; anything else is left to the API."""
    return f"now-{text}" if _SHORT.match(text) else text


def search(where: Where, asked: Mapping[str, str], limit: int) -> Iterator[dict[str, Any]]:
    """Events a page at a time, at most so many."""
    with _client(where) as client:
        cursor: str | None = ""
        while limit > 0 and cursor is not None:
            size = min(limit, _PAGE)
            page = _read(client, {**asked, "limit": str(size), **({"cursor": cursor} if cursor else {})})
            yield from page["results"]
            limit -= len(page["results"])
            cursor = page.get("next") or None


def _client(where: Where) -> httpx.Client:
    return httpx.Client(base_url=where.url, headers={"Authorization": f"Bearer {where.key}"}, timeout=_SECONDS)


def _read(client: httpx.Client, asked: Mapping[str, str]) -> dict[str, Any]:
    try:
        answer = client.get("/api/v1/logs/search/", params=dict(asked))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unavailable(f"{client.base_url} does not answer: {error}", hint="is `elkvision up` running?") from error
    try:
        said = answer.json()
    except ValueError as error:
        raise Unavailable(f"{client.base_url} answers {answer.status_code}, but not as ELK Vision does") from error
    if answer.status_code != 200:
        raise _mistake(answer.status_code, said.get("error", {}))
    return dict(said)


def _mistake(status: int, error: Mapping[str, Any]) -> Exception:
    message, hint = str(error.get("message") or f"the API answered {status}"), str(error.get("hint") or "")
    if error.get("column"):
        return QueryError(message, column=int(error["column"]), hint=hint)
    if status in (429, 500, 502, 503, 504):
        return Unavailable(message, hint=hint)
    return (BadRequest if status == 400 else Refused)(message, hint=hint)


def pointed(error: QueryError, query: str) -> str:
    """The query with a mark under the place that could not be read."""
    return f"{error}\n  {query}\n  {' ' * (error.column - 1)}^"
