"""Speaks with a cluster: JSON in and out, and every failure as a sentence of ours."""

import logging
import os
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, ElasticsearchWarning, UnsupportedProductError
from elasticsearch.serializer import NdjsonSerializer, OrjsonSerializer

from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.store.engines.elasticsearch import failures
from elkvision.store.engines.elasticsearch.address import Address

#: Seconds that an answer may take.
PATIENCE: Final = 60.0
_CONNECTIONS: Final = 16
_JSON: Final = "application/vnd.elasticsearch+json; compatible-with=8"
#: Statuses of one node that another may not share.
_ANOTHER_MAY: Final = frozenset({429, 502, 503})
#: Seconds until the same is asked again.
_PAUSES: Final = (0.2, 0.8, 2.0)
_TOO_LARGE: Final = 413
_LINES: Final = "application/vnd.elasticsearch+x-ndjson; compatible-with=8"

# The client writes a line for every request, with its URL and whatever body; and a warning of the server is of no use
# to whoever reads ours.
logging.getLogger("elastic_transport").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", category=ElasticsearchWarning)


class Declined(ElkVisionError):
    """Elasticsearch understood and said no: `status` is HTTP's, `kind` its name for the error, `reason` its words."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"Elasticsearch declined ({status}, {kind}): {reason[:500]}")
        self.status, self.kind, self.reason = status, kind, reason

    def later(self) -> Unavailable:
        """What to raise where a no says nothing about what was handed in."""
        return Unavailable(self.message, hint="it is tried again")


class Connection:
    """One cluster. Shared by threads; after a fork each process connects on its own."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client: Elasticsearch | None = None
        self._process = 0
        self._lock = threading.Lock()

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        timeout: float = PATIENCE,
        again: bool = True,
        **params: str | int | bool,
    ) -> Any:
        """The answer's JSON. Raises Declined for a 4xx, and Unavailable, which says why, when there is no answer.

        With `again`, another node is asked when one does not answer; and where one is busy, or has no copy of a shard,
        it is asked again in a moment: an index that is being made has none for a few hundred milliseconds.
        """
        headers = {"accept": _JSON, "content-type": _JSON} if body is not None else {"accept": _JSON}
        return self._perform(method, path, body, headers, timeout, _PAUSES if again else (), params)

    def many(self, path: str, lines: bytes, *, timeout: float = PATIENCE, **params: str | int | bool) -> Any:
        """Hand in lines of JSON (`_bulk`, `_msearch`), once. Raises as `ask` does."""
        headers = {"accept": _JSON, "content-type": _LINES}
        return self._perform("POST", path, lines, headers, timeout, (), params)

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None and self._process == os.getpid():
            client.close()

    def _perform(
        self,
        method: str,
        path: str,
        body: Any,
        headers: Mapping[str, str],
        timeout: float,
        pauses: Sequence[float],
        params: Mapping[str, Any],
    ) -> Any:
        client = self._connected().options(request_timeout=timeout, max_retries=0)
        texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in params.items()}
        said: ElkVisionError | None = None
        for pause in (*pauses, None):
            try:
                return client.perform_request(method, path, params=texts, headers=headers, body=body).body
            except ApiError as error:
                said = _said(error, self.address.place)
                if error.meta.status not in _ANOTHER_MAY:
                    break
                if pause is not None:
                    time.sleep(pause)
            except TransportError as error:
                lost = failures.unanswered(error, self.address.place)
                if not isinstance(lost, failures.Unreached):
                    said = lost
                    break
                said = said or lost  # what one node says outweighs that another is not there
        assert said is not None
        raise said

    def _connected(self) -> Elasticsearch:
        with self._lock:
            if self._client is None or self._process != os.getpid():
                self._client, self._process = _client(self.address), os.getpid()
            return self._client


class _Lines(NdjsonSerializer):
    """Lines of JSON that are bytes already go as they are: megabytes are not copied twice."""

    mimetype: ClassVar[str] = "application/vnd.elasticsearch+x-ndjson"

    def dumps(self, data: Any) -> bytes:
        return data if isinstance(data, bytes) else super().dumps(data)


def _client(address: Address) -> Elasticsearch:
    given: dict[str, Any] = {}
    if address.api_key:
        given["api_key"] = address.api_key
    elif address.user:
        given["basic_auth"] = (address.user, address.password)
    if address.fingerprint:
        given["ssl_assert_fingerprint"] = address.fingerprint
    elif address.ca:
        given["ca_certs"] = str(address.ca)
    return Elasticsearch(
        list(address.nodes),
        serializers={"application/vnd.elasticsearch+json": OrjsonSerializer(), _Lines.mimetype: _Lines()},
        connections_per_node=_CONNECTIONS,
        dead_node_backoff_factor=0.25,
        max_dead_node_backoff=5,
        **given,
    )


def _said(error: ApiError, place: str) -> ElkVisionError:
    """The server's no, in our words."""
    if isinstance(error, UnsupportedProductError):
        return failures.not_elasticsearch(place)
    status, body = error.meta.status, error.body
    if status == _TOO_LARGE:  # without a body, or with a proxy's page
        return Declined(status, "content_too_long_exception", "the request is larger than the server takes")
    if not isinstance(body, Mapping) or "error" not in body:
        return failures.not_as_elasticsearch(status, str(body), place)
    kind, reason = cause_of(body["error"])
    return failures.answered(status, kind, reason, place) or Declined(status, kind, reason)


def cause_of(error: Any) -> tuple[str, str]:
    """The name of an error in an answer, and its words with those of what caused it."""
    if not isinstance(error, Mapping):
        return "unknown", str(error)
    shards = error.get("failed_shards")
    if isinstance(shards, Sequence) and shards and isinstance(shards[0], Mapping) and shards[0].get("reason"):
        return cause_of(shards[0]["reason"])
    kind, reason = str(error.get("type", "unknown")), str(error.get("reason") or "")
    cause = error.get("caused_by")
    return kind, f"{reason}: {cause_of(cause)[1]}" if cause else reason
