import json
import socket
import struct
import time

import pytest
from pylogbeat import PyLogBeatClient
from tests.gateway.running import Part, intake, running, settings_in, spooled, until

from elkvision.gateway.spool import reader


def window(*bodies: bytes) -> bytes:
    frames = b"".join(b"2J" + struct.pack(">II", n, len(body)) + body for n, body in enumerate(bodies, 1))
    return b"2W" + struct.pack(">I", len(bodies)) + frames


def connect(part: Part) -> socket.socket:
    connection = socket.create_connection((part.settings.host, part.settings.beats_port))
    connection.settimeout(10)
    return connection


def test_pylogbeat_is_acknowledged_when_the_spool_has_its_events(taking: Part) -> None:
    client = PyLogBeatClient(taking.settings.host, taking.settings.beats_port, timeout=10)
    client.connect()
    for start in range(0, 3000, 1000):
        client.send([{"message": f"event {n}", "@metadata": {"beat": "t"}} for n in range(start, start + 1000)])
        assert len(spooled(taking.settings)) == start + 1000
    client.close()
    assert [json.loads(line)["message"] for line in spooled(taking.settings)] == [f"event {n}" for n in range(3000)]
    assert taking.stats()["inputs"]["beats"]["received"] == 3000


def test_an_acknowledgement_names_the_last_event_of_its_window(taking: Part) -> None:
    with connect(taking) as connection:
        connection.sendall(window(b'{"a":1}', b'{"a":2}') + window(b'{"a":3}'))
        answers = b""
        while len(answers) < 12:
            answers += connection.recv(100)
    assert answers == b"2A\0\0\0\2" + b"2A\0\0\0\1"


def test_an_event_over_the_limit_is_cut_tagged_and_acknowledged(taking: Part) -> None:
    with connect(taking) as connection:
        connection.sendall(window(b'{"a":1}', b'{"m":"%s"}' % (b"x" * (10 << 20))))
        assert connection.recv(6) == b"2A\0\0\0\2"
    lines = spooled(taking.settings)
    assert [len(line) for line in lines] == [7, taking.settings.max_event_bytes]
    folder = taking.settings.spool_dir
    frames = [frame for name in reader.names(folder) for frame in reader.read_frames(folder, name)]
    assert frames[-1].defaults == {"tags": ["_truncated"]}


def test_while_the_spool_is_full_the_client_hears_that_we_live_and_nothing_is_lost(tmp_path) -> None:
    settings = settings_in(tmp_path, spool_budget_bytes=50_000, segment_seconds=0.05)
    with running(intake(settings)) as part, connect(part) as connection:
        connection.sendall(window(b"x" * 60_000))
        assert connection.recv(6) == b"2A\0\0\0\1"
        connection.sendall(window(b'{"a":1}'))
        assert connection.recv(6) == b"2A\0\0\0\0"
        for name in reader.names(settings.spool_dir):
            reader.discard(settings.spool_dir, name)
        answer = connection.recv(6)
        while answer == b"2A\0\0\0\0":
            answer = connection.recv(6)
        assert answer == b"2A\0\0\0\1"
        assert spooled(settings) == [b'{"a":1}']


@pytest.mark.parametrize("stream", [b"1D\0\0\0\1\0\0\0\1", b"\x16\x03\x01\x02\0\1", b"GET / HTTP/1.1\r\n\r\n"])
def test_another_protocol_is_hung_up_on_and_the_log_says_why(taking: Part, stream: bytes) -> None:
    with connect(taking) as connection:
        connection.sendall(stream)
        assert connection.recv(10) == b""
    until(lambda: "Beats connection" in taking.log.read_text())
    assert taking.stats()["inputs"]["beats"]["refused"] == 1


def test_half_a_window_of_a_client_that_vanished_is_not_kept(taking: Part) -> None:
    with connect(taking) as connection:
        connection.sendall(window(b'{"a":1}', b'{"a":2}')[:-3])
        time.sleep(0.1)
    until(lambda: taking.stats()["inputs"]["beats"]["connections"] == 0)
    assert spooled(taking.settings) == []
