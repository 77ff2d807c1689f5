"""What `up` says when it is ready."""

import asyncio
import io
import re

import pytest

from elkvision.core.settings import Settings
from elkvision.supervisor import greeting
from elkvision.supervisor.console import Console


async def said(settings: Settings) -> str:
    stream = io.StringIO()
    await greeting.greet(settings, Console(stream=stream), 3.21)
    return stream.getvalue()


async def serve(body: bytes) -> tuple[asyncio.Server, int]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def test_it_names_every_port_and_the_folder(tmp_path):
    words = await said(
        Settings(data_dir=tmp_path, web_port=1, tcp_port=5001, udp_port=5002, http_port=8081, beats_port=5045)
    )

    assert "TCP 5001 · UDP 5002 · HTTP 8081 · Beats 5045" in words
    assert str(tmp_path) in words
    assert "ready after 3.2 s" in words


@pytest.mark.parametrize(
    ("needs", "hint"), [(b'{"needs_owner": true}', True), (b'{"needs_owner": false}', False), (b"?", False)]
)
async def test_the_way_to_the_first_account_is_shown_while_there_is_none(tmp_path, needs, hint):
    server, port = await serve(needs)
    async with server:
        words = await said(Settings(data_dir=tmp_path, web_port=port))

    assert ("creates the owner's account" in words) is hint


async def test_an_address_open_to_all_is_warned_about_and_shown_as_one_to_click(tmp_path):
    words = await said(Settings(data_dir=tmp_path, host="0.0.0.0", web_port=1))

    assert "Every network of this machine can reach it now" in words
    assert re.search(r"Open +http://127\.0\.0\.1:1\n", words)


async def test_a_store_of_ones_own_is_named_without_its_password(tmp_path):
    url = "elasticsearch+https://alice:s3cret@logs:9200/acme"

    words = await said(Settings(data_dir=tmp_path, web_port=1, store=url))

    assert "elasticsearch+https://alice:•••@logs:9200/acme" in words
    assert "s3cret" not in words
    assert "Logs  " not in await said(Settings(data_dir=tmp_path, web_port=1))
