"""Worker and beat show their numbers on a socket, and on a port where that is wished."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from elkvision.core.errors import Unavailable
from elkvision.core.metrics.process import process_of
from elkvision.core.settings import Settings, load
from elkvision.server.window import Window


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def settings(house: Path) -> Settings:
    return replace(load(), metrics_listen=f"127.0.0.1:{free_port()}")


@pytest.fixture
def is_ready() -> list[bool]:
    return [False]


@pytest.fixture
def window(settings: Settings, is_ready: list[bool]) -> Iterator[Window]:
    found = Window("worker", settings, [process_of("worker")], lambda: is_ready[0])
    found.open()
    yield found
    found.close()


def test_it_answers_on_the_socket_and_on_the_port(window: Window, settings: Settings) -> None:
    path = settings.run_dir / "worker.sock"
    assert path.stat().st_mode & 0o777 == 0o600
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://part") as client:
        near = client.get("/metrics")
    far = httpx.get(f"http://{settings.metrics_listen}/metrics")
    for answer in (near, far):
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert 'process_resident_memory_bytes{part="worker"}' in answer.text


def test_it_says_when_the_work_has_begun(window: Window, settings: Settings, is_ready: list[bool]) -> None:
    where = f"http://{settings.metrics_listen}/ready"
    assert httpx.get(where).status_code == 503
    is_ready[0] = True
    assert httpx.get(where).status_code == 200
    assert httpx.get(f"http://{settings.metrics_listen}/else").status_code == 404


def test_somebody_who_says_nothing_holds_up_nobody_for_long(window: Window, settings: Settings) -> None:
    host, _, port = settings.metrics_listen.rpartition(":")
    with socket.create_connection((host, int(port))):
        assert httpx.get(f"http://{settings.metrics_listen}/metrics", timeout=60).status_code == 200


def test_after_it_is_closed_nothing_is_left(settings: Settings) -> None:
    window = Window("beat", settings, [], lambda: True)
    window.open()
    window.close()
    assert not (settings.run_dir / "beat.sock").exists()


@pytest.mark.parametrize(("where", "error"), [("9412", ValueError), ("localhost:x", ValueError)])
def test_what_is_no_address_is_said(house: Path, where: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="ELKVISION_METRICS_LISTEN"):
        Window("worker", replace(load(), metrics_listen=where), [], lambda: True)


def test_a_port_that_is_taken_is_said(house: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unavailable, match="cannot be listened on"):
            Window("worker", replace(load(), metrics_listen=where), [], lambda: True)
