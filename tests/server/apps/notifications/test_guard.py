"""Nobody makes the server knock at what only it can reach: each trick, with real sockets."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest
from tests.fakes.receiver import Receiver

from elkvision.core.settings import load
from elkvision.server.apps.notifications.outside import web
from elkvision.server.apps.notifications.outside.guard import MAIL_PORTS, Barred, Guard, NotFound, is_public
from elkvision.server.apps.notifications.outside.web import Call, NoAnswer


class Resolver:
    """Answers in turn, and keeps what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "169.254.1.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "203.0.113.9",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    ],
)  # fmt: skip
def test_an_address_of_within_is_barred(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(Barred):
        Guard(resolve=Resolver([address])).addresses("a.example.org", 443)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_an_address_of_the_internet_is_let_through(address: str) -> None:
    assert Guard(resolve=Resolver([address])).addresses("a.example.org", 443) == [address]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://017700000001/",
        "http://localhost/", "http://LOCALHOST:8000/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://[fe80::1%25lo]/", "http://user@127.0.0.1/", "http://example.org@127.0.0.1/", "http://127.0.0.1.:80/",
        "file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1:6379/_x", "unix:///run/x.sock", "//127.0.0.1/",
        "http:///x", "http://exa mple.org:x/", "http://example.org:99999/", "http://[::1/", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_a_url_in_disguise_goes_nowhere(url: str) -> None:
    with pytest.raises((Barred, NoAnswer)) as refused:
        web.ask(Call(url), Guard())
    assert isinstance(refused.value, Barred) or "no address" in str(refused.value)


def test_a_name_with_one_barred_address_is_barred() -> None:
    with pytest.raises(Barred, match=r"10\.0\.0\.7"):
        Guard(resolve=Resolver(["93.184.216.34", "10.0.0.7"])).addresses("a.example.org", 443)


@pytest.mark.parametrize("port", [22, 23, 53, 110, 135, 445, 993])
def test_ports_of_other_services_are_barred(port: int) -> None:
    guard = Guard(resolve=Resolver(["93.184.216.34"]))
    with pytest.raises(Barred, match="port"):
        guard.addresses("a.example.org", port)
    with pytest.raises(Barred, match="port"):
        guard.look(f"https://a.example.org:{port}/")
    with pytest.raises(Barred, match="port"):
        guard.addresses("a.example.org", 25)
    assert guard.addresses("a.example.org", 25, ports=MAIL_PORTS)


def test_a_name_that_changes_its_mind_is_looked_up_once(receiver: Receiver) -> None:
    """DNS rebinding: first an address that is let through, then one of within."""
    resolver = Resolver(["127.0.0.1"], ["127.0.0.2"])
    answer = web.ask(Call(f"http://rebind.example.org:{receiver.port}/x"), Guard(("127.0.0.1",), resolve=resolver))
    assert answer.status == 200
    assert resolver.asked == ["rebind.example.org"]
    assert receiver.got[0].headers["host"] == f"rebind.example.org:{receiver.port}", "the name is what the server sees"
    with pytest.raises(Barred):
        web.ask(Call(f"http://rebind.example.org:{receiver.port}/x"), Guard(("127.0.0.1",), resolve=resolver))
    assert len(receiver.got) == 1


def test_a_redirect_to_within_is_not_followed(receiver: Receiver) -> None:
    receiver.answer(302, b"", Location=f"http://127.0.0.1:{receiver.port}/secret")
    guard = Guard((f"hook.example.org:{receiver.port}",), resolve=Resolver(["127.0.0.1"]))
    answer = web.ask(Call(f"http://hook.example.org:{receiver.port}/x"), guard)
    assert answer.status == 302
    assert [got.path for got in receiver.got] == ["/x"]


def test_proxies_of_the_environment_are_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        assert web.ask(Call(receiver.url), Guard(("127.0.0.1",))).status == 200


def test_the_administrator_lets_networks_names_and_ports_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", " 10.1.0.0/16, hooks.internal:81 ,*.lan,fd00::/8,not/a/net")
    resolved = Guard.of(load()).allow
    assert Guard(resolved, resolve=Resolver(["10.1.2.3"])).addresses("any.example.org", 443)
    assert Guard(resolved, resolve=Resolver(["::ffff:10.1.2.3"])).addresses("any.example.org", 443)
    assert Guard(resolved, resolve=Resolver(["fd00::7"])).addresses("any.example.org", 443)
    assert Guard(resolved, resolve=Resolver(["192.168.0.9"])).addresses("hooks.internal", 81)
    assert Guard(resolved, resolve=Resolver(["192.168.0.9"])).addresses("mail.lan", 22)
    for host, port, address in (("any.example.org", 443, "10.2.0.1"), ("hooks.internal", 443, "192.168.0.9"),
                                ("evillan", 443, "192.168.0.9"), ("x", 443, "::ffff:10.2.0.1")):  # fmt: skip
        with pytest.raises(Barred):
            Guard(resolved, resolve=Resolver([address])).addresses(host, port)


def test_a_name_that_means_nothing_is_said_so() -> None:
    with pytest.raises(NotFound):
        Guard(resolve=Resolver([])).addresses("a.example.org", 443)
    with pytest.raises(NoAnswer, match="no address"):
        web.ask(Call("http://no-such-name.invalid/"), Guard())


@contextmanager
def _speaking(*parts: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that says these parts, with pauses, and never ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            try:
                for part in parts:
                    connection.sendall(part)
                    stop.wait(pause)
                stop.wait(30)
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        stop.set()
        listening.close()
        thread.join(5)


def test_an_answer_without_end_is_cut() -> None:
    with _speaking(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *([b"1000\r\n" + b"x" * 4096 + b"\r\n"] * 50)
    ) as url:
        answer = web.ask(Call(url), Guard(("127.0.0.1",)), seconds=20)
    assert len(answer.text) == web.LONGEST


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes within any patience for one; the whole has a deadline."""
    began = time.monotonic()
    with (
        _speaking(*[bytes([each]) for each in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 500], pause=0.1) as url,
        pytest.raises(NoAnswer, match="did not answer within 1 s"),
    ):
        web.ask(Call(url), Guard(("127.0.0.1",)), seconds=1)
    assert time.monotonic() - began < 20


def test_what_is_no_http_is_an_answer_that_there_was_none() -> None:
    with _speaking(b"SSH-2.0-OpenSSH_9.6\r\n\r\n") as url, pytest.raises(NoAnswer):
        web.ask(Call(url), Guard(("127.0.0.1",)), seconds=10)
