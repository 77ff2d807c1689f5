"""Intake and delivery, asked on their own sockets. Whatever the server hands in goes through here."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from elkvision.core.errors import Unavailable
from elkvision.core.settings import Settings


def client_of(socket: Path, *, timeout: float) -> httpx.Client:
    """Requests to the part that listens on the socket."""
    return httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), base_url="http://part", timeout=timeout)


def stats_of(socket: Path, *, timeout: float) -> dict[str, Any]:
    """What the part says of itself. Raises httpx.HTTPError or ValueError."""
    with client_of(socket, timeout=timeout) as client:
        found: dict[str, Any] = client.get("/stats").raise_for_status().json()
        return found


class Intake:
    """Takes bodies of logs, one after another on one connection."""

    def __init__(self, settings: Settings, *, timeout: float = 60) -> None:
        self._client = client_of(settings.intake_socket, timeout=timeout)

    def hand_in(
        self,
        body: bytes,
        *,
        tenant: str,
        input: str,
        defaults: Mapping[str, object],
        headers: Mapping[str, str | bytes] = {},
    ) -> httpx.Response:
        """Intake's own answer, once the spool has what it took. Raises Unavailable when none comes."""
        given = {
            **headers,
            "X-Elk-Tenant": tenant,
            "X-Elk-Input": input,
            "X-Elk-Defaults": json.dumps(defaults),
        }
        try:
            return self._client.post(
                "/ingest", content=body, headers=[(name.encode(), _bytes(value)) for name, value in given.items()]
            )
        except httpx.TimeoutException as error:
            raise Unavailable(
                "Intake did not answer in time; it may have taken the logs.", hint="send again"
            ) from error
        except httpx.HTTPError as error:
            raise Unavailable("Intake does not answer, so nothing was taken.", hint="send again in a moment") from error

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
