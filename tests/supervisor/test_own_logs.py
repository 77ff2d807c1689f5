"""What the parts say is handed in like any other logs, and waits while nobody takes it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from threading import Thread
from typing import Any

import pytest

from elkvision.core.settings import Settings
from elkvision.supervisor import own_logs
from elkvision.supervisor.logfile import BoundedLog
from elkvision.supervisor.own_logs import OwnLogs


class Intake:
    """Stands for intake on its socket; `status` is what it answers."""

    def __init__(self, path: Path) -> None:
        self.got: list[tuple[dict[str, Any], bytes]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.status == 200:
                    about = {"tenant": self.headers["X-Elk-Tenant"], **json.loads(self.headers["X-Elk-Defaults"])}
                    outer.got.append((about, body))
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def address_string(self) -> str:
                return "unix"

            def log_message(self, *_: Any) -> None:
                return

        path.parent.mkdir(parents=True)
        self.server = ThreadingUnixStreamServer(str(path), Handler)
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, own_logs="acme")


@pytest.fixture
def intake(settings: Settings) -> Iterator[Intake]:
    found = Intake(settings.intake_socket)
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_logs, "_EVERY_SECONDS", 0.01)


async def until(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never happened")


async def test_lines_come_in_order_under_the_name_of_their_part(settings: Settings, intake: Intake) -> None:
    own = OwnLogs(settings)
    for part, line in (("web", b"one\n"), ("web", b"two\n"), ("web", b"\n"), ("worker", b"three\n")):
        own.hear(part, line)
    running = asyncio.create_task(own.run())
    await until(lambda: len(intake.got) == 2)
    running.cancel()
    about = {"tenant": "acme", "service": "elkvision"}
    assert intake.got == [(about | {"source": "web"}, b"one\ntwo\n"), (about | {"source": "worker"}, b"three\n")]


async def test_while_intake_takes_nothing_they_wait_in_order(settings: Settings, intake: Intake) -> None:
    own = OwnLogs(settings)
    intake.status = 429
    own.hear("web", b"one\n")
    running = asyncio.create_task(own.run())
    await asyncio.sleep(0.2)
    own.hear("web", b"two\n")
    intake.status = 200
    await until(lambda: b"".join(body for _, body in intake.got) == b"one\ntwo\n")
    running.cancel()


async def test_without_intake_only_the_newest_are_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    own = OwnLogs(settings)
    for number in range(own_logs._MOST_WAITING + 5):
        own.hear("web", f"{number}\n".encode())
    assert len(own._waiting) == own_logs._MOST_WAITING
    assert own._waiting[0] == ("web", b"5\n")
    running = asyncio.create_task(own.run())
    await asyncio.sleep(0.1)
    running.cancel()
    assert own._waiting[0] == ("web", b"5\n")


def test_the_file_has_them_as_well(tmp_path: Path) -> None:
    heard: list[bytes] = []
    log = BoundedLog(tmp_path / "web.log", also=heard.append)
    log.write(b"one\n")
    log.close()
    assert heard == [b"one\n"]
    assert (tmp_path / "web.log").read_bytes() == b"one\n"
