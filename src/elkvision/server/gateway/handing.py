"""Whatever the server hands in goes through here."""

import json
import random
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

import httpx

from elkvision.core.errors import Unavailable
from elkvision.core.settings import Settings
from elkvision.server.gateway.places import Place, places

#: Answers of a gateway that took nothing, and may say yes later: another one may say it now.
_TOOK_NOTHING: Final = frozenset({429, 503})


class Intake:
    """Takes bodies of logs, one after another on one connection. Of several gateways it keeps to one that answers."""

    def __init__(self, settings: Settings, *, timeout: float = 60) -> None:
        self._places = places(settings, "intake")
        random.shuffle(self._places)
        self._timeout = timeout
        self._clients: dict[Place, httpx.Client] = {}

    def hand_in(
        self,
        body: bytes,
        *,
        tenant: str,
        input: str,
        defaults: Mapping[str, object],
        headers: Mapping[str, str | bytes] = {},
    ) -> httpx.Response:
        """Intake's own answer, once the spool has what it took. Raises Unavailable when none comes.

        The next gateway is tried only where that cannot double: when nothing was taken for sure, or the logs have a name
        (`Idempotency-Key`) that all gateways know.
        """
        given = [
            *((name.encode(), _bytes(value)) for name, value in headers.items()),
            (b"X-Elk-Tenant", tenant.encode()),
            (b"X-Elk-Input", input.encode()),
            (b"X-Elk-Defaults", json.dumps(defaults).encode()),
        ]
        named = any(name.lower() == "idempotency-key" for name in headers)
        trouble: httpx.Response | Unavailable | None = None
        for place in tuple(self._places):
            try:
                answer = self._client(place).post("/ingest", content=body, headers=given)
            except httpx.HTTPError as error:
                trouble = _trouble(error)
                if named or _was_refused(error):
                    self._last(place)
                    continue
                raise trouble from error
            if answer.status_code not in _TOOK_NOTHING:
                return answer
            trouble = answer
            self._last(place)
        if isinstance(trouble, httpx.Response):
            return trouble
        raise trouble or Unavailable("No gateway is known.")

    def _client(self, place: Place) -> httpx.Client:
        if place not in self._clients:
            self._clients[place] = place.client(timeout=self._timeout)
        return self._clients[place]

    def _last(self, place: Place) -> None:
        """The others come first from now on."""
        self._places.remove(place)
        self._places.append(place)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _was_refused(error: httpx.HTTPError) -> bool:
    """Was there no connection at all?"""
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)


def _trouble(error: httpx.HTTPError) -> Unavailable:
    if isinstance(error, httpx.TimeoutException) and not _was_refused(error):
        return Unavailable("Intake did not answer in time; it may have taken the logs.", hint="send again")
    if _was_refused(error):
        return Unavailable("Intake does not answer, so nothing was taken.", hint="send again in a moment")
    return Unavailable("Intake went away while it was told; it may have taken the logs.", hint="send again")


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
