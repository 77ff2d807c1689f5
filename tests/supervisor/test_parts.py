"""The plan: what is started for which settings, and how each part is known to be ready."""

import asyncio

import pytest

from elkvision.core.settings import Settings
from elkvision.supervisor import parts, probes
from elkvision.supervisor.client_file import Client, load, path, save


def names(plan: parts.Plan) -> set[str]:
    return {part.name for part in plan.parts}


def test_everything_is_started_by_default(tmp_path):
    plan = parts.plan(Settings(data_dir=tmp_path))

    assert names(plan) == {"store", "intake", "delivery", "web", "worker", "beat", "valkey"}
    assert {name for group in plan.stop_order for name in group} == names(plan)
    assert [step.name for step in plan.steps] == ["migrate"]


def test_a_store_and_a_redis_of_ones_own_are_not_started(tmp_path):
    settings = Settings(data_dir=tmp_path, store="clickhouse+http://logs:8123/elk", redis_url="redis://cache")

    assert names(parts.plan(settings)) == {"intake", "delivery", "web", "worker", "beat"}


def test_the_owner_is_made_after_the_migration_and_before_the_web(tmp_path):
    plan = parts.plan(Settings(data_dir=tmp_path), owner=("--email", "alice@acme.example"))

    assert [(step.name, step.after) for step in plan.steps] == [("migrate", ()), ("owner", ("migrate",))]
    assert next(part.after for part in plan.parts if part.name == "web") == ("owner",)


async def test_the_private_valkey_runs_on_its_socket_alone(tmp_path):
    socket = tmp_path / "valkey.sock"
    part = parts.valkey(socket)
    process = await asyncio.create_subprocess_exec(*part.command, stdout=asyncio.subprocess.DEVNULL)
    try:
        for _ in range(500):
            if await part.ready():
                break
            await asyncio.sleep(0.02)
        assert not await probes.key_on_socket(socket, "heartbeat:worker")()
        _, writer = await asyncio.open_unix_connection(socket)
        writer.write(b"SET heartbeat:worker 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)
        assert await probes.key_on_socket(socket, "heartbeat:worker")()
        writer.close()
    finally:
        process.terminate()
        await process.wait()
    assert not await part.ready()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "valkey.sock"] == []


@pytest.mark.parametrize(("status", "ready"), [(b"200 OK", True), (b"503 Service Unavailable", False), (b"", False)])
async def test_a_part_is_ready_when_it_answers_200(tmp_path, status, ready):
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 " + status + b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_unix_server(answer, tmp_path / "s.sock")
    async with server:
        assert await probes.http_on_socket(tmp_path / "s.sock", "/ready")() is ready


def test_a_saved_key_is_for_this_person_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load() is None

    save(Client("http://127.0.0.1:8000", "elk_secret"))

    assert load() == Client("http://127.0.0.1:8000", "elk_secret")
    assert path().stat().st_mode & 0o777 == 0o600
    path().write_text("{")
    assert load() is None


def test_parts_that_are_named_by_a_url_are_not_started(tmp_path):
    settings = Settings(data_dir=tmp_path, intake_url="http://gateway:9411", delivery_url="http://gateway:9412")

    assert names(parts.plan(settings)) == {"store", "web", "worker", "beat", "valkey"}
    assert names(parts.gateway(settings)) == {"intake", "delivery"}
