"""Appends events: `_bulk`, each event once, tried again item by item."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.event import Event, parts_of_id
from elkvision.store.contract import EventBatch, Rejected
from elkvision.store.engines.elasticsearch import failures
from elkvision.store.engines.elasticsearch.attributes import Place
from elkvision.store.engines.elasticsearch.connection import Connection, Declined, cause_of
from elkvision.store.engines.elasticsearch.indices import Index, Indices
from elkvision.store.engines.elasticsearch.template import index_of

#: A body has so many bytes, and perhaps one event more.
_BODY: Final = 6 << 20
_AT_ONCE: Final = 2
#: Seconds that an append tries before it says that the cluster does not answer; delivery then tries again.
_PATIENCE: Final = 15.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 4.0
_DETAILS: Final = "errors,items.create.status,items.create.error"
#: How long a node waits for a shard that is away, before it says so.
_FOR_A_SHARD: Final = "5s"
#: Digits of an id, and those that are the milliseconds of its receipt.
_ID, _MOMENT = 32, 12
_NO_EVENT: Final = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


#: An event on its way: its place in the batch, and its two lines of a bulk's body.
Item = tuple[int, bytes]


class Writing:
    """Writes batches, one after another: making documents is all Python, and the cluster works meanwhile."""

    def __init__(self, connection: Connection, indices: Indices) -> None:
        self._connection = connection
        self._indices = indices
        self._turn = threading.Lock()

    def append(self, batch: EventBatch) -> list[Rejected]:
        """When it returns, the events are as durable as the index says, and the next question finds them."""
        refused: list[Rejected] = []
        deadline = time.monotonic() + _PATIENCE
        with self._turn, ThreadPoolExecutor(_AT_ONCE) as senders:
            by_index = self._by_index(batch.events, refused)
            sending: list[Future[list[Rejected]]] = []
            for name, places in by_index.items():
                index = self._indices.index(name)
                for items in _bodies(index, batch.events, places, refused):
                    if len(sending) > _AT_ONCE:
                        refused += sending.pop(0).result()
                    sending.append(senders.submit(self._send, index, items, deadline))
            for each in sending:
                refused += each.result()
            if by_index:
                self._show(list(by_index))
        # A body that was tried again by halves may have named the same event twice.
        return sorted({each.index: each for each in refused}.values(), key=lambda each: each.index)

    def _show(self, names: Sequence[str]) -> None:
        try:
            answer = self._connection.ask("POST", f"/{','.join(names)}/_refresh", ignore_unavailable=True)
        except Declined as error:
            raise error.later() from error
        if answer.get("_shards", {}).get("failed"):
            raise Unavailable(
                "Elasticsearch has the logs, but did not make them visible on every copy.", hint="it is tried again"
            )

    def _by_index(self, events: Sequence[Event], refused: list[Rejected]) -> dict[str, list[int]]:
        """Places of the events, by the name of the index of their ids' day."""
        found: dict[str, list[int]] = {}
        moments: dict[str, list[int]] = {}
        for place, event in enumerate(events):
            try:
                moment = event["id"][:_MOMENT]
                if moment not in moments or len(event["id"]) != _ID:
                    received_ms = parts_of_id(event["id"])[0]
                    moments[moment] = found.setdefault(index_of(self._connection.address, received_ms), [])
                moments[moment].append(place)
            except _NO_EVENT as error:
                refused.append(_no_event(place, error))
        return found

    def _send(self, index: Index, items: Sequence[Item], deadline: float) -> list[Rejected]:
        """Until the cluster has each or refuses it for good. Raises Unavailable when neither happens in time."""
        refused: list[Rejected] = []
        pause = _FIRST_PAUSE
        why: Unavailable | None = None
        while True:
            try:
                items, why = self._try(index, items, refused)
            except failures.Unreached as error:
                why = why or error  # what a node said before says more
            except Unavailable as error:
                why = error
            if not items:
                return refused
            if time.monotonic() + pause > deadline:
                raise why or Unavailable("Elasticsearch did not take all events in time.", hint="it is tried again")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _try(
        self, index: Index, items: Sequence[Item], refused: list[Rejected], *, renewed: bool = False
    ) -> tuple[Sequence[Item], Unavailable | None]:
        """Hand the items in. Returns those to be tried again, and why.

        Asked for nothing but whether there were errors, which is nearly never: then the same is asked again in detail,
        where what the first one made is there already.
        """
        path = f"/{index.name}/_bulk?timeout={_FOR_A_SHARD}&filter_path="
        body = b"".join([lines for _, lines in items])
        try:
            if self._connection.many(path + "errors", body) == {"errors": False}:
                return [], None
            answers = self._connection.many(path + _DETAILS, body).get("items", [])
        except Declined as error:
            return self._apart(index, items, refused, error)
        if len(answers) != len(items):
            raise Unavailable("Elasticsearch did not say what became of each event.", hint="it is tried again")
        left: list[Item] = []
        why: Unavailable | None = None
        gone = False
        for item, answer in zip(items, answers, strict=True):
            status = int(answer.get("create", {}).get("status", 0))
            kind, reason = cause_of(answer.get("create", {}).get("error", {}))
            match failures.of_item(status, kind):
                case "there":
                    continue
                case "refused":
                    refused.append(Rejected(item[0], f"Elasticsearch does not take it: {reason[:500]}"))
                case _:
                    left.append(item)
                    why = why or _why(self._connection, status, kind, reason)
                    if kind == "index_not_found_exception":
                        gone = True
        if gone and not renewed:
            self._indices.renew(index)
            return self._try(index, left, refused, renewed=True)
        return left, why

    def _apart(
        self, index: Index, items: Sequence[Item], refused: list[Rejected], error: Declined
    ) -> tuple[Sequence[Item], Unavailable | None]:
        """A body that is too large for the server is handed in by halves; any other no is not about the events."""
        if error.status != 413:
            raise error.later() from error
        if len(items) == 1:
            refused.append(Rejected(items[0][0], "Elasticsearch does not take it: it is larger than a request may be"))
            return [], None
        half = len(items) // 2
        first, why = self._try(index, items[:half], refused)
        second, other = self._try(index, items[half:], refused)
        return [*first, *second], why or other


def _bodies(
    index: Index, events: Sequence[Event], places: Sequence[int], refused: list[Rejected]
) -> Iterator[list[Item]]:
    """The events as documents, in bodies. Where twins have to be decided first, an event is made a second time."""
    index.documents.tidy()
    waiting: list[int] = []
    undecided: list[Place] = []
    yield from _filled(_items(index, events, places, refused, waiting, undecided))
    if waiting:
        index.twins.decide([each.name for each in undecided])
        for each in undecided:
            each.twin = index.twins.decided(each.name) or ""
        yield from _filled(_items(index, events, waiting, refused, [], []))


def _filled(items: Iterator[Item]) -> Iterator[list[Item]]:
    body: list[Item] = []
    size = 0
    for item in items:
        body.append(item)
        size += len(item[1])
        if size >= _BODY:
            yield body
            body, size = [], 0
    if body:
        yield body


def _items(
    index: Index,
    events: Sequence[Event],
    places: Sequence[int],
    refused: list[Rejected],
    waiting: list[int],
    undecided: list[Place],
) -> Iterator[Item]:
    encode = index.documents.encode
    for place in places:
        event = events[place]
        try:
            document, unknown = encode(event)
        except _NO_EVENT as error:
            refused.append(_no_event(place, error))
            continue
        if unknown:
            waiting.append(place)
            undecided += unknown
        else:
            yield place, b'{"create":{"_id":"%b"}}\n%b\n' % (event["id"].encode(), document)


def _why(connection: Connection, status: int, kind: str, reason: str) -> Unavailable:
    found: ElkVisionError | None = failures.answered(status, kind, reason, connection.address.place)
    return found if isinstance(found, Unavailable) else Declined(status, kind, reason).later()


def _no_event(place: int, error: Any) -> Rejected:
    return Rejected(place, f"It is no event that an index has a place for: {error!r}"[:500])
