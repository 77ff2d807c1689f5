"""Several gateways and the names of messages: taken once, whoever dies in between. With a real Valkey."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from tests.gateway.running import settings_in, valkey

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest, Overloaded, Unavailable
from elkvision.gateway import names as names_module
from elkvision.gateway.answers import Answers, digest_of
from elkvision.gateway.names import Names
from elkvision.gateway.spool.records import Frame

ONE = digest_of("acme", "one")
SAID = b'{"accepted":1,"refused":[]}'


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with valkey(settings_in(tmp_path_factory.mktemp("house"))) as client:
        yield client


@pytest.fixture(autouse=True)
def empty(bus: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    bus.flushall()
    monkeypatch.setattr(names_module, "_PATIENCE", 0.2)


class Gateway:
    """The names of one gateway, its journal, and what it took."""

    def __init__(self, folder: Path, bus: Redis, name: str) -> None:
        self.name = name
        self.folder = folder / name
        self.path = str(bus.connection_pool.connection_kwargs["path"])
        self.taken: list[str] = []
        self.start()

    def start(self) -> None:
        """As after a crash: what is on the disk is known, and nothing else."""
        self.answers = Answers(self.folder)
        self.redis = AsyncRedis(unix_socket_path=self.path, socket_timeout=30)
        self.names = Names(self.redis, self.name, self.answers)

    async def post(self, digest: str = ONE, content: int = 7) -> bytes:
        """What the door does, where the journal does not know the message."""
        return self.answers.get(digest, content) or await self.names.once(
            digest, content, lambda: self.take(digest, content)
        )

    async def take(self, digest: str, content: int) -> bytes:
        self.taken.append(digest)
        frame = Frame(0, 2, 0, 1, now_ms(), content, "acme", "http", named=digest, answer=SAID.decode())
        self.answers.remember([frame])
        return SAID

    async def begin_and_die(self, digest: str = ONE, *, durable: bool) -> None:
        async def die() -> bytes:
            if durable:
                await self.take(digest, 7)
            raise SystemError

        with pytest.raises(SystemError):
            await self.names.once(digest, 7, die)


@pytest.fixture
async def pair(tmp_path: Path, bus: Redis) -> tuple[Gateway, Gateway]:
    both = Gateway(tmp_path, bus, "a"), Gateway(tmp_path, bus, "b")
    for each in both:
        await each.names.care()
    return both


async def test_what_one_has_taken_the_other_answers_and_does_not_take(pair: tuple[Gateway, Gateway]) -> None:
    a, b = pair
    assert [await a.post(), await b.post(), await b.post()] == [SAID] * 3
    assert (a.taken, b.taken) == ([ONE], [])


async def test_other_lines_under_the_same_name_are_refused_elsewhere_too(pair: tuple[Gateway, Gateway]) -> None:
    a, b = pair
    await a.post(content=7)
    with pytest.raises(BadRequest, match="Other lines"):
        await b.post(content=8)


async def test_two_at_once_take_it_once(pair: tuple[Gateway, Gateway], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "_PATIENCE", 60)
    a, b = pair
    names = [digest_of("acme", str(n)) for n in range(40)]
    said = await asyncio.gather(*(each.post(name) for name in names for each in pair))
    assert said == [SAID] * 80
    assert sorted(a.taken + b.taken) == sorted(names)


@pytest.mark.parametrize("durable", [True, False])
async def test_what_a_dead_gateway_began_waits_for_its_word(pair: tuple[Gateway, Gateway], durable: bool) -> None:
    a, b = pair
    await a.begin_and_die(durable=durable)
    with pytest.raises(Overloaded, match="Another gateway began"):
        await b.post()
    a.start()
    await a.names.care()
    assert await b.post() == SAID
    assert (len(a.taken), len(b.taken)) == ((1, 0) if durable else (0, 1))


async def test_a_gateway_that_is_back_takes_itself_what_it_did_not_finish(pair: tuple[Gateway, Gateway]) -> None:
    a, _ = pair
    await a.begin_and_die(durable=False)
    a.start()
    with pytest.raises(Unavailable, match="cannot be known now"):
        await a.post()
    await a.names.care()
    assert await a.post() == SAID
    assert a.taken == [ONE]


async def test_what_the_spool_did_not_take_is_free_for_others(pair: tuple[Gateway, Gateway]) -> None:
    a, b = pair

    async def full() -> bytes:
        raise Overloaded("The spool is at its budget.")

    with pytest.raises(Overloaded):
        await a.names.once(ONE, 7, full)
    assert await b.post() == SAID
    assert b.taken == [ONE]


async def test_a_redis_that_forgot_everything_is_told_again(pair: tuple[Gateway, Gateway], bus: Redis) -> None:
    a, b = pair
    await a.post()
    await a.names.care()
    bus.flushall()
    await a.names.care()
    assert await b.post() == SAID
    assert b.taken == []


async def test_without_redis_no_named_message_is_taken_but_what_is_known_is_answered(
    pair: tuple[Gateway, Gateway], tmp_path: Path
) -> None:
    a, _ = pair
    await a.post()
    a.names = Names(AsyncRedis(unix_socket_path=str(tmp_path / "nobody.sock")), "a", a.answers)
    assert await a.post() == SAID
    with pytest.raises(Unavailable, match="cannot be known now"):
        await a.post(digest_of("acme", "two"))
    assert a.taken == [ONE]


async def test_an_answer_that_redis_did_not_hear_is_told_when_it_is_back(pair: tuple[Gateway, Gateway]) -> None:
    a, b = pair
    there, away = a.redis, AsyncRedis(unix_socket_path="/nobody.sock")

    async def while_redis_leaves() -> bytes:
        a.names._redis = away
        return await a.take(ONE, 7)

    assert await a.names.once(ONE, 7, while_redis_leaves) == SAID
    with pytest.raises(Overloaded):
        await b.post()
    a.names._redis = there
    await a.names.care()
    assert await b.post() == SAID
    assert b.taken == []
