"""Browsers leave in the middle of a sentence, all day long. That is no failure."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from elkvision.server.realtime.consumers import TRY_LATER, Gone, Socket
from elkvision.server.realtime.outbox import Outbox


def socket_to_nobody() -> Socket:
    async def left(_message: dict[str, Any]) -> None:
        raise BrokenPipeError("the client disconnected")

    made: Any = Socket()
    made.scope = {"path": "/ws/notifications/"}
    made.base_send = left
    made._tasks = set()
    made.outbox = Outbox(made._tell)
    socket: Socket = made
    return socket


async def test_a_client_that_leaves_while_it_is_told_something_is_no_failure() -> None:
    socket = socket_to_nobody()
    with capture_logs() as logged:
        telling = socket.run(socket.outbox.run())
        socket.say({"type": "notification"})
        with pytest.raises(Gone):
            await telling
        await asyncio.sleep(0)
    assert logged == []


async def test_closing_a_socket_whose_client_left_says_nothing() -> None:
    await socket_to_nobody()._close(TRY_LATER)


async def test_what_really_fails_is_told() -> None:
    async def failing() -> None:
        raise OSError("the store is away")

    with capture_logs() as logged:
        socket = socket_to_nobody()
        with pytest.raises(OSError, match="away"):
            await socket.run(failing())
        await asyncio.sleep(0.01)
    assert [each["event"] for each in logged] == ["a socket's work failed"]
