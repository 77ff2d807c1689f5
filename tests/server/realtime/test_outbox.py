"""A socket that reads slowly loses old lines, hears how many, and never holds up the others."""

import asyncio
import contextlib
import json

from elkvision.server.realtime.outbox import MOST_WAITING, Outbox


async def run(outbox: Outbox, seconds: float = 0.05) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(outbox.run(), seconds)


async def test_messages_leave_in_order() -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    outbox = Outbox(send)
    outbox.offer("a", ("01",))
    outbox.offer("b", ("02", "03"))
    await run(outbox)
    assert sent == ["a", "b"]
    assert outbox.last_id == "03"


async def test_what_fell_is_said_before_what_comes_next() -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    outbox = Outbox(send)
    for number in range(MOST_WAITING + 3):
        outbox.offer(f"m{number}", (f"{number:032x}", f"{number:032x}"))
    await run(outbox)
    gap = json.loads(sent[0])
    assert (gap["type"], gap["skipped"]) == ("gap", 6)
    assert sent[1] == "m3"
    assert len(sent) == MOST_WAITING + 1


async def test_the_last_id_never_goes_back_when_older_lines_are_replayed() -> None:
    outbox = Outbox(lambda _: asyncio.sleep(0))
    outbox.offer("new", ("09",))
    outbox.offer("replayed", ("05",))
    assert outbox.last_id == "09"
