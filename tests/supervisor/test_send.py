"""`elkvision send` carries files and standard input to any input."""

import gzip
import json
import socket
import subprocess
import sys
import threading
import time

import pytest
import zstandard
from click.testing import CliRunner
from tests.supervisor.inputs import HttpInput, TcpInput

from elkvision.gateway.codecs.lumberjack import Lumberjack, acknowledgement
from elkvision.supervisor.cli import main

TRACE = (
    "2024-05-06 07:08:09 ERROR boom\njava.lang.IllegalStateException: no price\n\tat org.shop.Cart.add(Cart.java:12)"
)


@pytest.fixture(autouse=True)
def nobodys_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("ELKVISION_API_KEY", raising=False)


@pytest.fixture
def tcp():
    server = TcpInput()
    yield server
    server.close()


@pytest.fixture
def http():
    server = HttpInput()
    yield server
    server.close()


def run(*arguments, **more):
    return CliRunner().invoke(main, ["send", *map(str, arguments)], **more)


def originals(lines):
    return [json.loads(line)["event"]["original"] for line in lines]


def test_a_file_of_json_lines_arrives_as_it_is(tcp, tmp_path):
    lines = [json.dumps({"message": f"order {n}", "level": "info"}).encode() for n in range(20_000)]
    (tmp_path / "shop.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    result = run(tmp_path / "shop.ndjson", "--to", tcp.url)
    assert result.exit_code == 0, result.output
    assert tcp.lines == lines
    assert "Sent 20,000 logs" in result.stderr


def test_text_lines_say_which_file_they_are_from(tcp, tmp_path):
    (tmp_path / "shop.log").write_text("one\r\ntwo\n\nthree")
    assert run(tmp_path / "shop.log", "--to", tcp.url).exit_code == 0
    assert originals(tcp.lines) == ["one", "two", "three"]
    assert {json.loads(line)["log"]["file"]["path"] for line in tcp.lines} == {str(tmp_path / "shop.log")}


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_packed_files_are_unpacked(tcp, tmp_path, pack):
    (tmp_path / "shop.log.packed").write_bytes(pack(b"one\ntwo\n"))
    assert run(tmp_path / "shop.log.packed", "--to", tcp.url).exit_code == 0
    assert originals(tcp.lines) == ["one", "two"]


def test_a_stack_trace_stays_together(tcp, tmp_path):
    (tmp_path / "shop.log").write_text(f"2024-05-06 07:08:08 INFO before\n{TRACE}\n2024-05-06 07:08:10 INFO after\n")
    assert run(tmp_path / "shop.log", "--to", tcp.url).exit_code == 0
    assert originals(tcp.lines) == ["2024-05-06 07:08:08 INFO before", TRACE, "2024-05-06 07:08:10 INFO after"]


def test_globs_and_several_files_are_sent(tcp, tmp_path):
    for name in ("a.log", "b.log", "c.txt"):
        (tmp_path / name).write_text(name + "\n")
    assert run(tmp_path / "*.log", tmp_path / "c.txt", "--to", tcp.url).exit_code == 0
    assert originals(tcp.lines) == ["a.log", "b.log", "c.txt"]


def sending(url):
    return subprocess.Popen(
        [sys.executable, "-m", "elkvision.supervisor", "send", "-", "--to", url, "-q"], stdin=subprocess.PIPE
    )


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_goes_as_it_is(tcp, pack):
    with sending(tcp.url) as process:
        process.communicate(pack(b'hello\n{"a":1}\n'))
    assert process.returncode == 0
    assert tcp.lines == [b"hello", b'{"a":1}']


def test_a_pipe_that_stays_open_is_not_waited_for(tcp):
    with sending(tcp.url) as process:
        process.stdin.write(b"hello\n")
        process.stdin.flush()
        end = time.monotonic() + 10
        while not tcp.lines and time.monotonic() < end:
            time.sleep(0.05)
        assert tcp.lines == [b"hello"]
        process.communicate(b"world\n")
    assert tcp.lines == [b"hello", b"world"]


def test_fields_fill_what_a_line_does_not_say(tcp, tmp_path):
    (tmp_path / "shop.log").write_text('{"message": "m", "service": "cart"}\nplain\n{}\n')
    assert run(tmp_path / "shop.log", "--to", tcp.url, "--service", "shop", "--tag", "a", "--tag", "b").exit_code == 0
    sent = [json.loads(line) for line in tcp.lines]
    assert [(line["service"], line["tags"]) for line in sent] == [
        ("cart", ["a", "b"]),
        ("shop", ["a", "b"]),
        ("shop", ["a", "b"]),
    ]


def test_http_waits_for_room_and_names_each_batch(http, tmp_path):
    http.busy = 2
    (tmp_path / "shop.log").write_text("".join(f"line {n}\n" for n in range(12_000)))
    result = run(tmp_path / "shop.log", "--to", http.url, "--key", "elk_right")
    assert result.exit_code == 0, result.output
    assert originals(http.lines) == [f"line {n}" for n in range(12_000)]
    assert http.tries == len(http.names) + 2


def test_a_saved_key_is_used(http, tmp_path):
    (tmp_path / "config" / "elkvision").mkdir(parents=True)
    (tmp_path / "config" / "elkvision" / "client.json").write_text(json.dumps({"url": "http://x", "key": "elk_right"}))
    (tmp_path / "shop.log").write_text("one\n")
    assert run(tmp_path / "shop.log", "--to", http.url).exit_code == 0
    assert len(http.lines) == 1


def test_a_wrong_key_is_one_sentence(http, tmp_path):
    (tmp_path / "shop.log").write_text("one\n")
    result = run(tmp_path / "shop.log", "--to", http.url, "--key", "elk_wrong")
    assert result.exit_code == 1
    assert "401: This key is not known. Make one." in result.stderr
    assert "Traceback" not in result.output


def test_many_lines_go_in_a_datagram_and_what_is_too_long_is_counted(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        (tmp_path / "shop.ndjson").write_text('{"a":1}\n{"b":2}\n{"c":"' + "x" * 70_000 + '"}\n')
        result = run(tmp_path / "shop.ndjson", "--to", f"udp://127.0.0.1:{server.getsockname()[1]}")
        assert server.recv(65_536) == b'{"a":1}\n{"b":2}'
    assert result.exit_code == 1
    assert "1 were too long" in result.stderr


def test_beats_is_spoken(tmp_path):
    events = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = server.accept()
        reader = Lumberjack(1 << 24)
        while data := connection.recv(1 << 16):
            for window in reader.feed(data):
                events.extend(window.events)
                connection.sendall(acknowledgement(0) + acknowledgement(window.last))

    threading.Thread(target=serve, daemon=True).start()
    (tmp_path / "shop.log").write_text("".join(f"line {n}\n" for n in range(5_000)))
    result = run(tmp_path / "shop.log", "--to", f"beats://127.0.0.1:{server.getsockname()[1]}")
    server.close()
    assert result.exit_code == 0, result.output
    assert originals(events) == [f"line {n}" for n in range(5_000)]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["/no/such/file"], 1, "There is no file /no/such/file"),
        (["/dev/null", "--to", "ftp://x"], 1, "names no input"),
        (["/dev/null", "--to", "tcp://127.0.0.1:1"], 1, "nobody answers at 127.0.0.1:1"),
        (["--follow"], 2, "--follow follows files"),
        (["/dev/null", "--nonsense"], 2, "No such option"),
    ],
)
def test_mistakes_are_one_sentence(arguments, code, words):
    result = run(*arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.output
