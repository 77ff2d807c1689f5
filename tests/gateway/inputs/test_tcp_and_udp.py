import json
import signal
import socket
import time

import psutil
from tests.gateway.running import Part, intake, running, settings_in, spooled, until

from elkvision.core.settings import Settings
from elkvision.gateway.spool import reader


def send(settings: Settings, data: bytes) -> None:
    with socket.create_connection((settings.host, settings.tcp_port)) as connection:
        connection.sendall(data)


def tags(settings: Settings) -> list[list[str]]:
    names = reader.names(settings.spool_dir)
    return [frame.defaults.get("tags", []) for name in names for frame in reader.read_frames(settings.spool_dir, name)]


def test_json_and_plain_lines_share_a_port_and_a_last_line_needs_no_newline(taking: Part) -> None:
    send(taking.settings, b'{"level":"error","message":"disk full"}\nplain line\nhalf a JSON {"a":')
    until(lambda: len(spooled(taking.settings)) == 3)
    assert spooled(taking.settings)[2] == b'half a JSON {"a":'
    until(lambda: taking.stats()["inputs"]["tcp"]["received"] == 3)
    told = taking.stats()["tenants"]
    assert told.keys() == {"acme"}
    assert told["acme"]["received"] == told["acme"]["day_events"] == 3


def test_bytes_stay_as_they_came(taking: Part) -> None:
    odd = [b"nul \x00 byte", b"\xff\xfe not UTF-8", b"", b"\r", "grüße 🌍".encode()]
    send(taking.settings, b"\n".join([*odd, b""]))
    until(lambda: len(spooled(taking.settings)) == len(odd))
    assert spooled(taking.settings) == odd


def test_a_ten_megabyte_line_is_cut_and_tagged_and_the_memory_stays_flat(taking: Part) -> None:
    send(taking.settings, b"warm up\n" * 100_000)
    until(lambda: taking.stats()["inputs"]["tcp"]["received"] == 100_000)
    assert taking.process is not None
    process = psutil.Process(taking.process.pid)
    before = process.memory_info().rss
    for _ in range(5):
        send(taking.settings, b"x" * (10 << 20) + b"\nshort\n")
    until(lambda: taking.stats()["inputs"]["tcp"]["received"] == 100_010)
    long = [line for line in spooled(taking.settings) if line.startswith(b"x")]
    assert [len(line) for line in long] == [taking.settings.max_event_bytes] * 5
    assert spooled(taking.settings).count(b"short") == 5
    assert ["_truncated"] in tags(taking.settings)
    counts = taking.stats()["inputs"]["tcp"]
    assert (counts["truncated"], counts["cut_bytes"]) == (5, 5 * (9 << 20))
    assert process.memory_info().rss - before < 48 << 20


def test_a_slow_client_and_one_that_vanishes_lose_nothing_that_came(taking: Part) -> None:
    slow = socket.create_connection((taking.settings.host, taking.settings.tcp_port))
    for byte in b"slow line\n":
        slow.send(bytes([byte]))
        time.sleep(0.005)
    vanishing = socket.create_connection((taking.settings.host, taking.settings.tcp_port))
    vanishing.sendall(b"whole\nhalf")
    time.sleep(0.1)
    vanishing.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset, no goodbye
    vanishing.close()
    until(lambda: len(spooled(taking.settings)) == 3)
    assert sorted(spooled(taking.settings)) == [b"half", b"slow line", b"whole"]
    slow.close()
    until(lambda: taking.stats()["inputs"]["tcp"]["connections"] == 0)


def test_a_datagram_holds_one_line_or_many(taking: Part) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"one", (taking.settings.host, taking.settings.udp_port))
        sender.sendto(b"two\nthree\n", (taking.settings.host, taking.settings.udp_port))
    until(lambda: len(spooled(taking.settings)) == 3)
    assert spooled(taking.settings) == [b"one", b"two", b"three"]
    until(lambda: taking.stats()["inputs"]["udp"]["received"] == 3)


def test_datagrams_that_the_kernel_had_no_room_for_are_counted(taking: Part) -> None:
    assert taking.process is not None
    taking.process.send_signal(signal.SIGSTOP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(3000):
            sender.sendto(b"z" * 8000, (taking.settings.host, taking.settings.udp_port))
    taking.process.send_signal(signal.SIGCONT)
    until(lambda: sum(taking.stats()["inputs"]["udp"][name] for name in ("received", "fallen_datagrams")) == 3000)
    assert taking.stats()["inputs"]["udp"]["fallen_datagrams"] > 0


def test_at_the_budget_tcp_waits_and_udp_is_counted_as_dropped(tmp_path) -> None:
    settings = settings_in(tmp_path, spool_budget_bytes=3 << 20, segment_seconds=0.1)
    with running(intake(settings)) as part:
        sender = socket.create_connection((settings.host, settings.tcp_port))
        sender.settimeout(0.5)
        sent = 0
        chunk = b"y" * 1023 + b"\n"
        try:
            while sent < 64 << 20:
                sent += sender.send(chunk * 64)
        except TimeoutError:
            pass
        assert sent < 32 << 20, "the sender was never made to wait"
        assert part.stats()["spool"]["senders_wait"]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.sendto(b"falls\nfalls too\n", (settings.host, settings.udp_port))
        until(lambda: part.stats()["inputs"]["udp"]["dropped"] == 2)
        taken = part.stats()["inputs"]["tcp"]["received"]
        # Delivery makes room: the sender goes on.
        for name in reader.names(settings.spool_dir):
            if reader.is_closed(settings.spool_dir, name):
                reader.discard(settings.spool_dir, name)
        until(lambda: part.stats()["inputs"]["tcp"]["received"] > taken)
        sender.close()


def test_what_the_kernel_took_before_sigterm_and_we_read_is_in_the_spool(tmp_path) -> None:
    settings = settings_in(tmp_path)
    part = intake(settings).start()
    send(settings, b"".join(b'{"n":%d}\n' % n for n in range(20_000)))
    until(lambda: part.stats()["inputs"]["tcp"]["received"] == 20_000)
    assert part.stop() == 0
    assert [json.loads(line)["n"] for line in spooled(settings)] == list(range(20_000))
    assert all(reader.is_closed(settings.spool_dir, name) for name in reader.names(settings.spool_dir))
    assert not settings.intake_socket.exists()


def test_a_port_in_use_is_one_clear_sentence(taking: Part, tmp_path) -> None:
    other = settings_in(tmp_path / "other", tcp_port=taking.settings.tcp_port)
    part = intake(other).start(wait=False)
    assert part.process is not None
    assert part.process.wait(20) == 1
    said = part.log.read_text()
    assert f"TCP port {other.tcp_port}" in said
    assert "Traceback" not in said
