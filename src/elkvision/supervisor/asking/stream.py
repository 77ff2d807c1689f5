"""The live tail over its WebSocket: goes on after a break where it stopped."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from elkvision.core.errors import QueryError, Refused, Unavailable
from elkvision.supervisor.asking.api import Where

_SILENCE = 60.0
_LONGEST_WAIT = 10.0
_MOST_BYTES = 64 << 20
_STRANGER = 4001

Message = dict[str, Any]


def messages(where: Where, query: str, say: Callable[[str], None]) -> Iterator[Message]:
    """What the stream says, for ever. Raises Refused for a key that is not taken, QueryError for the query, and
    Unavailable when nobody was there from the start; later it is tried again."""
    last, came, wait = "", False, 0.5
    while True:
        try:
            with _connected(where, query, last) as socket:
                for message in _read(socket):
                    came, wait = True, 0.5
                    last = _last_id(message) or last
                    yield message
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code == _STRANGER:
                raise Refused(
                    "The key is not taken", hint="make one with the scope read: elkvision keys create --save"
                ) from closed
            reason = "the connection was closed"
        except (OSError, TimeoutError, InvalidHandshake) as error:
            if not came:
                raise Unavailable(f"{where.url} does not answer: {error}", hint="is `elkvision up` running?") from error
            reason = str(error) or "nothing came for a minute"
        say(f"-- {reason}; trying again --")
        time.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)


def _connected(where: Where, query: str, after: str) -> ClientConnection:
    parts = urlsplit(where.url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    asked = urlencode({"q": query, **({"after": after} if after else {})})
    try:
        return connect(
            f"{scheme}://{parts.netloc}/ws/logs/stream/?{asked}",
            subprotocols=[Subprotocol(f"elk.token.{where.key}")],
            max_size=_MOST_BYTES,
            proxy=None,
        )
    except InvalidURI as error:
        raise Unavailable(f"{where.url!r} is no URL") from error


def _read(socket: ClientConnection) -> Iterator[Message]:
    while True:
        message = json.loads(socket.recv(timeout=_SILENCE))
        if message.get("type") == "error" and message.get("column"):
            raise QueryError(message["message"], column=message["column"], hint=message.get("hint") or "")
        yield message


def _last_id(message: Message) -> str:
    if message.get("type") == "new_logs" and message["data"]:
        return max(str(event["id"]) for event in message["data"])
    return str(message.get("last_id") or "")
