"""Handing in where there are several gateways: another one is tried only where nothing can be there twice."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from tests.gateway.running import free_ports

from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.settings import Settings
from elkvision.server.gateway.handing import Intake
from elkvision.server.gateway.places import places

KEY = "an-internal-key-that-nobody-can-guess"


class Gateway:
    """Answers `status`, or hangs up once it has read everything (`status` 0)."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[str] = []
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                mine.heard.append(self.headers["Authorization"])
                if not mine.status:
                    self.close_connection = True
                    return
                body = json.dumps({"accepted": 1, "refused": []}).encode()
                self.send_response(mine.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def pair() -> Iterator[list[Gateway]]:
    both = [Gateway(), Gateway()]
    yield both
    for each in both:
        each.stop()


def hand_in(*urls: str, **headers: str) -> httpx.Response:
    with Intake(Settings(intake_url=",".join(urls), internal_key=KEY), timeout=10) as intake:
        return intake.hand_in(b"{}\n", tenant="acme", input="api", defaults={}, headers=headers)


def heard(pair: list[Gateway]) -> int:
    return sum(len(each.heard) for each in pair)


def test_one_of_them_takes_it_and_is_shown_the_key(pair: list[Gateway]) -> None:
    for _ in range(20):
        assert hand_in(pair[0].url, pair[1].url).status_code == 200
    assert heard(pair) == 20
    assert all(each.heard for each in pair), "twenty of twenty went to one"
    assert {key for each in pair for key in each.heard} == {f"Bearer {KEY}"}


def test_one_where_nobody_listens_is_passed_over(pair: list[Gateway]) -> None:
    nobody = f"http://127.0.0.1:{free_ports(1)[0]}"
    assert [hand_in(nobody, pair[0].url).status_code for _ in range(8)] == [200] * 8
    with pytest.raises(Unavailable, match="nothing was taken"):
        hand_in(nobody)


@pytest.mark.parametrize("status", [429, 503])
def test_one_that_takes_nothing_now_is_passed_over(pair: list[Gateway], status: int) -> None:
    pair[0].status = status
    assert [hand_in(*(each.url for each in pair)).status_code for _ in range(8)] == [200] * 8
    pair[1].status = status
    assert hand_in(*(each.url for each in pair)).status_code == status


def test_one_that_leaves_may_have_taken_it_and_nobody_else_is_asked(pair: list[Gateway]) -> None:
    for each in pair:
        each.status = 0
    with pytest.raises(Unavailable, match="it may have taken the logs"):
        hand_in(*(each.url for each in pair))
    assert heard(pair) == 1


def test_what_has_a_name_is_given_to_the_next_one(pair: list[Gateway]) -> None:
    pair[0].status = 0
    answers = [hand_in(*(each.url for each in pair), **{"Idempotency-Key": str(n)}).status_code for n in range(8)]
    assert answers == [200] * 8


def test_places_need_the_key_and_a_port() -> None:
    with pytest.raises(BadRequest, match="ELKVISION_INTAKE_URL needs ELKVISION_INTERNAL_KEY"):
        places(Settings(intake_url="http://gateway:9411"), "intake")
    for url in ("gateway:9411", "http://gateway", "http://gateway:many", "tcp://gateway:1"):
        with pytest.raises(BadRequest, match="names no gateway"):
            places(Settings(intake_url=url, internal_key=KEY), "intake")


def test_a_name_with_several_addresses_is_several_gateways(monkeypatch: pytest.MonkeyPatch) -> None:
    from elkvision.server.gateway import places as places_module

    def addresses(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        found = ["10.0.0.2", "10.0.0.1", "10.0.0.1"]
        return [(places_module.socket.AF_INET, 1, 6, "", (each, 9411)) for each in found]

    monkeypatch.setattr(places_module.socket, "getaddrinfo", addresses)
    settings = Settings(intake_url="http://gateways:9411, https://east:443", internal_key=KEY)
    found = [(each.where, each.base_url) for each in places(settings, "intake")]
    assert found == [
        ("10.0.0.1:9411", "http://10.0.0.1:9411"),
        ("10.0.0.2:9411", "http://10.0.0.2:9411"),
        ("east:443", "https://east:443"),
    ]
