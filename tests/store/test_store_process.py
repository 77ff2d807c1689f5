"""The process that has ClickHouse in it: how it starts, answers, stops and is killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from elkvision.core.event import event_id
from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import EventBatch, LineBatch, Run, Span
from elkvision.store.registry import open_store

ACME = tenant_id("acme")
RECEIVED = 1_773_500_000_000
LINE = b'{"timestamp":"2026-03-14T10:00:00Z","level":"info","message":"disk full","service":"api"}\n'


def start(settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "elkvision.store.engines.clickhouse.process"]
    process = subprocess.Popen(
        command, env={**os.environ, **settings.environment()}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline and not _answers(settings.store_socket):
        time.sleep(0.05)
    return process


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
        client.sendall(b"GET /ping HTTP/1.0\r\n\r\n")
        return client.recv(100).startswith(b"HTTP/1.1 200")


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def process(house: Settings) -> Iterator[subprocess.Popen[bytes]]:
    running = start(house)
    yield running
    running.kill()
    running.wait(10)


def ask(path: Path, sql: str, **settings: object) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost", timeout=30)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    connection.request("POST", "/?" + urlencode(settings), sql.encode())
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_question_is_answered(house: Settings, process: subprocess.Popen[bytes]) -> None:
    assert ask(house.store_socket, "SELECT {n:UInt8} + 1", param_n=1) == (200, b"2\n")


def test_a_mistake_is_answered_with_clickhouses_words_and_no_trace(
    house: Settings, process: subprocess.Popen[bytes]
) -> None:
    status, text = ask(house.store_socket, "SELECT nothing FROM nowhere")
    assert status == 400
    assert text.startswith(b"Code: 60.")
    assert b"Traceback" not in text


def test_only_the_owner_may_open_the_socket(house: Settings, process: subprocess.Popen[bytes]) -> None:
    assert house.store_socket.stat().st_mode & 0o777 == 0o600


def test_a_second_process_on_the_same_data_says_so(house: Settings, process: subprocess.Popen[bytes]) -> None:
    command = [sys.executable, "-m", "elkvision.store.engines.clickhouse.process"]
    second = subprocess.run(
        command, env={**os.environ, **house.environment()}, capture_output=True, timeout=30, check=False
    )
    assert second.returncode == 1
    assert b"Another process already has the logs" in second.stderr
    assert second.stderr.count(b"\n") == 1
    assert _answers(house.store_socket)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_one_clear_sentence(house: Settings) -> None:
    house.data_dir.chmod(0o500)
    stopped = start(house)
    assert stopped.wait(10) == 1
    house.data_dir.chmod(0o700)


def test_a_folder_that_is_a_file_is_one_clear_sentence(house: Settings) -> None:
    house.store_dir.write_text("in the way")
    command = [sys.executable, "-m", "elkvision.store.engines.clickhouse.process"]
    stopped = subprocess.run(
        command, env={**os.environ, **house.environment()}, capture_output=True, timeout=30, check=False
    )
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(b"The logs' folder")
    assert stopped.stderr.count(b"\n") == 1


def test_sigterm_ends_it_quietly_and_takes_the_socket_away(house: Settings, process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    assert not house.store_socket.exists()


def test_a_long_statement_ends_when_its_asker_leaves(house: Settings, process: subprocess.Popen[bytes]) -> None:
    client = socket.socket(socket.AF_UNIX)
    client.connect(str(house.store_socket))
    sql = b"SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 3"
    client.sendall(b"POST /?wait_end_of_query=1 HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(sql), sql))
    running = (
        "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'"
    )
    _until(lambda: ask(house.store_socket, running)[1] == b"1\n")
    client.close()
    _until(lambda: ask(house.store_socket, running)[1] == b"0\n")


def _until(holds: object) -> None:
    deadline = time.monotonic() + 15
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_was_acknowledged_is_there_once_after_kill_9(house: Settings, process: subprocess.Popen[bytes]) -> None:
    store = open_store("clickhouse+embedded://", house)
    events = [
        {
            "id": event_id(RECEIVED, 7, n),
            "@timestamp": RECEIVED * 10**6,
            "received_at": RECEIVED,
            "tenant_id": ACME,
            "message": f"m{n}",
            "input": "tcp",
        }
        for n in range(100)
    ]
    lines = LineBatch("lines", 8, LINE * 1000, [Run(0, ACME, RECEIVED, "tcp")])
    plan = store.plan_lines(lines)
    store.append(EventBatch("events", events))
    assert store.append_lines(lines, plan) == []
    process.kill()
    process.wait(10)
    again = start(house)
    try:
        store.append(EventBatch("events", events))
        assert store.append_lines(lines, plan) == []
        assert store.count(ACME, Span(EVERYTHING)) == 1100
    finally:
        again.kill()
        again.wait(10)
