"""A gateway's settings over the network: fetched when they changed, kept when the web is away."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from tests.gateway.running import ACME_KEY, Part, intake, running, settings_in, until

from elkvision.core.errors import BadRequest
from elkvision.core.settings import Settings
from elkvision.core.tenancy import hash_key
from elkvision.gateway.fetching import Fetching, fetching

KEY = "an-internal-key-that-nobody-can-guess"


class Web:
    """Gives settings as the web does. `statuses` is what it answered."""

    def __init__(self) -> None:
        self.version = 1
        self.body = b""
        self.statuses: list[int] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, tag = web.body or web.settings(), f'"{web.version}"'
                known = self.headers.get("If-None-Match") == tag
                status = 304 if known else 200 if self.headers["Authorization"] == f"Bearer {KEY}" else 401
                web.statuses.append(status)
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", str(len(body) if status == 200 else 0))
                self.end_headers()
                if status == 200:
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/internal/gateway.json"

    def settings(self) -> bytes:
        keys = {hash_key(ACME_KEY): {"id": 1, "tenant": "acme", "scopes": ["ingest"]}}
        return json.dumps({"version": self.version, "keys": keys, "tenants": {}}).encode()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.stop()


def version(file: Path) -> int:
    return int(json.loads(file.read_bytes())["version"])


async def test_they_come_once_and_again_when_they_changed(web: Web, tmp_path: Path) -> None:
    file = tmp_path / "gateway.json"
    ours = Fetching(web.url, KEY, file)
    for _ in range(3):
        await ours.look()
    assert web.statuses == [200, 304, 304]
    assert version(file) == 1
    web.version = 2
    await ours.look()
    assert (version(file), ours.problem) == (2, None)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"version":"x"}'])
async def test_what_are_no_settings_changes_nothing(web: Web, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "gateway.json"
    ours = Fetching(web.url, KEY, file)
    await ours.look()
    web.version, web.body = 2, body
    await ours.look()
    assert version(file) == 1
    assert ours.problem == "what came are no settings"


async def test_a_key_that_the_web_does_not_take_is_said(web: Web, tmp_path: Path) -> None:
    ours = Fetching(web.url, "another-key-of-at-least-32-characters", tmp_path / "gateway.json")
    await ours.look()
    assert "401" in (ours.problem or "")
    assert not (tmp_path / "gateway.json").exists()


def test_it_is_refused_without_a_key_and_for_what_is_no_address(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="ELKVISION_SETTINGS_URL needs ELKVISION_INTERNAL_KEY"):
        fetching(Settings(data_dir=tmp_path, settings_url="http://web/x", internal_key="short"))
    with pytest.raises(BadRequest, match="is no address of the web"):
        fetching(Settings(data_dir=tmp_path, settings_url="web:8000", internal_key=KEY))


def test_an_intake_runs_on_and_starts_again_without_the_web(web: Web, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, settings_url=web.url, internal_key=KEY)
    settings.snapshot_file.unlink()
    with running(intake(settings)) as part:
        assert post(settings) == 200
        web.stop()
        until(lambda: part.stats()["settings"]["problem"])
        assert post(settings) == 200
    with running(intake(settings)):
        assert post(settings) == 200
        assert post(settings, "elk_nobody") == 401


def test_an_intake_that_has_never_had_settings_asks_senders_to_come_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, settings_url="http://127.0.0.1:9/gateway.json", internal_key=KEY)
    settings.snapshot_file.unlink()
    with running(intake(settings)):
        assert post(settings) == 503


def post(settings: Settings, key: str = ACME_KEY) -> int:
    url = f"http://127.0.0.1:{settings.http_port}/"
    return httpx.post(url, content="hello", headers={"Authorization": f"Bearer {key}"}, timeout=20).status_code


def test_who_is_not_known_makes_it_look_at_once(web: Web, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, settings_url=web.url, internal_key=KEY)
    part: Part
    with running(intake(settings)) as part:
        until(lambda: part.stats()["settings"]["fetched_ms"])
        before = len(web.statuses)
        assert post(settings, "elk_nobody") == 401
        assert len(web.statuses) > before
