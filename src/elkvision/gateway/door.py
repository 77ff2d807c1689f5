"""What both HTTP doors do with a body: unpack, read, spool, answer; and a repeat is answered as the first was."""

import asyncio
import zlib
from typing import TYPE_CHECKING

import msgspec

from elkvision.gateway.answers import Answers, digest_of, other_content
from elkvision.gateway.asgi import Receive, Rooms, Scope, header, read_body
from elkvision.gateway.codecs.bodies import Lines
from elkvision.gateway.codecs.bodies import read_body as read_lines_of
from elkvision.gateway.codecs.inflate import inflate
from elkvision.gateway.counters import Counters
from elkvision.gateway.spool.records import Origin
from elkvision.gateway.spool.writer import Spool

if TYPE_CHECKING:
    from elkvision.gateway.names import Names

#: Reading a body of this size would keep the loop from others: a thread does it.
_BIG = 64 << 10

_encode = msgspec.json.Encoder().encode


class Door:
    """Takes a request's lines into the spool. Raises ElkVisionError for what cannot be taken, or Gone."""

    def __init__(
        self,
        spool: Spool,
        answers: Answers,
        counters: Counters,
        *,
        most_body: int,
        most_event: int,
        names: "Names | None" = None,
    ) -> None:
        self.spool = spool
        self.answers = answers
        self.counters = counters
        #: What other gateways took, where there may be several.
        self.names = names
        self.most_body = most_body
        self.most_event = most_event
        self.rooms = Rooms(max(128 << 20, 2 * most_body))

    async def take(self, scope: Scope, receive: Receive, origin: Origin, content_type: str) -> bytes:
        """The JSON to answer with, once the lines are durable."""
        with self.rooms.hold() as more:
            packed = await read_body(scope, receive, self.most_body, more)
            encoding = header(scope, b"content-encoding")
            if len(packed) < _BIG:
                lines = self._read(packed, encoding, content_type)
            else:
                lines = await asyncio.to_thread(self._read, packed, encoding, content_type)
            del packed
            more(len(lines.data))
            name = header(scope, b"idempotency-key")
            return await (self._once(origin, lines, name) if name else self._keep(origin, lines))

    def _read(self, packed: bytes, encoding: str, content_type: str) -> Lines:
        return read_lines_of(inflate(packed, encoding, self.most_body), content_type, self.most_event)

    async def _keep(self, origin: Origin, lines: Lines, named: str | None = None) -> bytes:
        said = _encode({"accepted": lines.count, "refused": lines.refused})
        if lines.count or named:
            self.counters.demand(origin.tenant, lines.count)
            await self.spool.append(
                origin, lines.data, lines.count, named=named, answer=said.decode() if named else None
            )
            self.counters.took(origin.input, origin.tenant, lines.count, len(lines.data))
        self.counters.inputs[origin.input].refused += len(lines.refused)
        return said

    async def _once(self, origin: Origin, lines: Lines, name: str) -> bytes:
        digest, content = digest_of(origin.tenant, name), zlib.crc32(lines.data)
        known = self.answers.get(digest, content)
        if known is not None:
            return known
        first = self.answers.waiting.get(digest)
        if first is not None:
            if first[0] != content:
                raise other_content()
            return await asyncio.shield(first[1])
        mine: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.answers.waiting[digest] = content, mine
        try:
            said = await self._taken(origin, lines, digest, content)
        except BaseException as error:
            mine.set_exception(error)
            mine.exception()  # whoever repeats sees it; nobody needs to
            raise
        else:
            mine.set_result(said)
            return said
        finally:
            del self.answers.waiting[digest]

    async def _taken(self, origin: Origin, lines: Lines, digest: str, content: int) -> bytes:
        if self.names is None:
            return await self._keep(origin, lines, digest)
        return await self.names.once(digest, content, lambda: self._keep(origin, lines, digest))
