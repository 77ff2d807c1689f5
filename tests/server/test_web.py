"""The one process that answers: Django, pages and sockets behind a real port."""

import asyncio
import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psutil
import pytest
import uvicorn
import websockets
from django.conf import settings as django_settings
from django.utils import timezone
from tests.server.conftest import Logs, program

from elkvision.core.errors import Overloaded
from elkvision.core.event import Event, event_id
from elkvision.core.settings import load
from elkvision.server import web
from elkvision.server.api import bounds
from elkvision.server.apps.accounts.models import ApiKey, Organisation
from elkvision.server.apps.accounts.services import keys
from elkvision.server.apps.logs import export
from elkvision.server.config import hosts
from elkvision.server.config.routing import build
from elkvision.server.realtime import consumers
from elkvision.server.realtime.consumers import LOOK_AGAIN_BEATS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url() -> Iterator[str]:
    """The application on a free port, in a thread of this process."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(), log_config=None, lifespan="off", ws="websockets-sansio"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def reader(acme: Organisation, url: str) -> Iterator[httpx.Client]:
    headers = program(acme, "read").headers
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=20) as client:
        yield client


@pytest.mark.parametrize(
    ("form", "kind"),
    [("ndjson", "application/x-ndjson"), ("json", "application/json"), ("csv", "text/csv"), ("text", "text/plain")],
)
def test_everything_that_matches_is_exported(reader: httpx.Client, store_logs: Logs, form: str, kind: str) -> None:
    store_logs.add("acme", *(f"line {n}" for n in range(2500)), level="info")
    store_logs.add("acme", "other")
    answer = reader.get("/logs/export/", params={"q": "line", "format": form, "count": "1"})
    assert answer.status_code == 200
    assert answer.headers["X-Elk-Total"] == "2500"
    assert answer.headers["content-type"].startswith(kind)
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.text
    if form == "json":
        messages = [each["message"] for each in json.loads(text)]
    elif form == "ndjson":
        messages = [json.loads(line)["message"] for line in text.splitlines()]
    elif form == "csv":
        messages = [row["message"] for row in csv.DictReader(io.StringIO(text))]
    else:
        messages = [line.split(" info ")[1] for line in text.splitlines()]
    assert messages == [f"line {n}" for n in range(2500)]


def test_an_export_of_nothing_is_still_whole(reader: httpx.Client) -> None:
    def text(form: str) -> str:
        return reader.get("/logs/export/", params={"format": form}).text

    assert json.loads(text("json")) == []
    assert text("ndjson") == text("text") == ""
    assert text("csv").startswith("id,@timestamp,")


def test_columns_are_chosen_and_formulas_do_not_run(reader: httpx.Client, store_logs: Logs) -> None:
    store_logs.add("acme", '=HYPERLINK("http://evil")', attributes={"user": {"name": "@SUM(1)", "balance": -5}})
    params = {"format": "csv", "columns": "message,user.name,attributes.user.balance,nothing"}
    rows = list(csv.reader(io.StringIO(reader.get("/logs/export/", params=params).text)))
    assert rows[0] == ["message", "user.name", "attributes.user.balance", "nothing"]
    assert rows[1] == ['\'=HYPERLINK("http://evil")', "'@SUM(1)", "-5", ""]
    chosen = reader.get("/logs/export/", params=params | {"format": "ndjson"}).json()
    assert chosen == {"message": '=HYPERLINK("http://evil")', "user.name": "@SUM(1)", "attributes.user.balance": -5}
    lines = reader.get("/logs/export/", params=params | {"format": "text"}).text
    assert lines == '=HYPERLINK("http://evil")\t@SUM(1)\t-5\t\n'


def test_what_is_wrong_is_said_before_the_stream_begins(reader: httpx.Client) -> None:
    answer = reader.get("/logs/export/", params={"q": "("})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "query_error"


class Endless:
    """A store whose export never ends, and that knows when it was closed."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = threading.Event()

    def export(self, *_: Any, **__: Any) -> Iterator[Sequence[Event]]:
        try:
            while True:
                self.given += 1
                yield [
                    {"id": event_id(1, 1, n), "@timestamp": 10**18, "message": "x" * 1000, "tags": [], "attributes": {}}
                    for n in range(1000)
                ]
        finally:
            self.closed.set()


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Endless:
    store = Endless()
    monkeypatch.setattr("elkvision.server.apps.logs.api.views.exporting.store", lambda: store)
    return store


def test_who_leaves_an_export_ends_the_stores_work_and_memory_stays_flat(
    reader: httpx.Client, endless: Endless
) -> None:
    process, taken = psutil.Process(), 0
    with reader.stream("GET", "/logs/export/") as answer:
        early = 0
        for piece in answer.iter_bytes():
            taken += len(piece)
            if not early and taken > 20_000_000:
                early = process.memory_info().rss
            if taken > 120_000_000:
                break
        grown = process.memory_info().rss - early
    assert endless.closed.wait(5), "the query goes on although nobody listens"
    assert grown < 40_000_000
    given = endless.given
    time.sleep(0.1)
    assert endless.given == given


def test_so_many_exports_at_once_and_every_seat_is_given_back(reader: httpx.Client, endless: Endless) -> None:
    for _ in range(export.AT_ONCE * 20):
        with reader.stream("GET", "/logs/export/") as answer:
            next(answer.iter_bytes())
            assert answer.status_code == 200
        deadline = time.monotonic() + 5
        while export._seats._value < export.AT_ONCE and time.monotonic() < deadline:
            time.sleep(0.01)
    seats = [export.Export(lambda: endless.export(), "ndjson", (), "globex") for _ in range(export.OF_EACH)]
    with pytest.raises(Overloaded):
        export.Export(lambda: endless.export(), "ndjson", (), "globex")
    with reader.stream("GET", "/logs/export/") as answer:
        assert answer.status_code == 200, "Globex does not keep Acme from its own logs"
        next(answer.iter_bytes())
    deadline = time.monotonic() + 5
    while export._seats._value < 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    seats.append(export.Export(lambda: endless.export(), "ndjson", (), "umbrella"))
    assert reader.get("/logs/export/").status_code == 429
    for each in seats:
        each.close()
        each.close()
    with reader.stream("GET", "/logs/export/") as answer:
        assert answer.status_code == 200


def test_a_slow_question_holds_up_nobody_else(reader: httpx.Client, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    release = threading.Event()

    class Slow:
        def count(self, *_: Any) -> int:
            release.wait(10)
            return 1

    monkeypatch.setattr("elkvision.server.apps.logs.api.views.asking.store", Slow)
    asking = threading.Thread(target=lambda: reader.get("/logs/count/"))
    asking.start()
    began = time.monotonic()
    for _ in range(5):
        assert httpx.get(f"{url}/live").status_code == 200
    assert time.monotonic() - began < 3
    release.set()
    asking.join()


def test_another_host_name_is_refused(url: str) -> None:
    for path in ("/", "/api/v1/setup/", "/live"):
        answer = httpx.get(url + path, headers={"Host": "rebound.evil.test"})
        assert answer.status_code == 400, path
        assert "ELKVISION_ALLOWED_HOSTS" in answer.json()["error"]["hint"]


def test_answers_carry_the_headers_that_keep_browsers_safe(url: str) -> None:
    headers = httpx.get(f"{url}/api/v1/setup/").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_api_page_is_clean_of_inline_scripts(url: str) -> None:
    page = httpx.get(f"{url}/api/docs/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    from elkvision.server.config.csp import script_hashes

    assert script_hashes(page.content) == []
    for part in page.text.split('src="')[1:]:
        address = part.split('"')[0].replace("&amp;", "&")
        assert address.startswith("/")
        assert httpx.get(url + address).status_code == 200
    assert httpx.get(f"{url}/api/schema/").text.startswith("openapi: 3")
    assert httpx.get(f"{url}/api/schema/?format=json").json()["openapi"].startswith("3")


def test_a_body_that_is_too_large_is_refused_before_it_is_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELKVISION_MAX_BODY_BYTES", "100000")
    address = f"{url}/api/v1/auth/login/"
    kind = {"Content-Type": "application/json"}
    assert httpx.post(address, content=b"{}", headers=kind).status_code == 400
    told = httpx.post(address, content=b" " * 100_001, headers=kind)
    assert told.status_code == 413
    assert "100,000 bytes" in told.json()["error"]["message"]
    untold = httpx.post(address, content=iter([b" " * 60_000] * 2), headers=kind)
    assert untold.status_code == 413


def test_an_upload_may_be_as_large_as_the_disk_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds.shutil, "disk_usage", lambda _: SimpleNamespace(free=9 << 30))
    assert bounds.most_bytes("/api/v1/uploads/", known=True) == 4 << 30
    assert bounds.most_bytes("/api/v1/logs/", known=True) == load().max_body_bytes


def test_a_large_file_is_only_read_of_somebody_who_may_hand_in_files(
    acme: Organisation, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELKVISION_MAX_BODY_BYTES", "100000")

    def hand_in(**headers: str) -> httpx.Response:
        return httpx.post(f"{url}/api/v1/uploads/", files={"file": ("a.log", b"line\n" * 40_000)}, headers=headers)

    assert hand_in().status_code == 401
    assert hand_in(**program(acme, "read").headers).status_code == 403
    assert hand_in(**program(acme, "ingest").headers).status_code == 201
    untold = httpx.post(f"{url}/api/v1/uploads/", content=iter([b" " * 60_000] * 2))
    assert untold.status_code == 413


def test_what_is_nowhere_is_said_as_json_under_api(url: str) -> None:
    answer = httpx.get(f"{url}/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_a_socket_from_another_site_is_refused(url: str) -> None:
    address = url.replace("http", "ws") + "/ws/logs/stream/"
    for headers in ({"Origin": "https://evil.test"}, {"Host": "evil.test"}):
        with pytest.raises(websockets.exceptions.InvalidStatus):
            await websockets.connect(address, additional_headers=headers)
    async with websockets.connect(address, origin=url) as stranger:  # type: ignore[arg-type]  # any text is sent
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            await stranger.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001
    with pytest.raises(websockets.exceptions.InvalidStatus):
        await websockets.connect(url.replace("http", "ws") + "/ws/nothing/")


async def test_a_socket_ends_with_its_key_although_nobody_tells_it(
    acme: Organisation, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.05)
    made, text = await asyncio.to_thread(keys.create, acme, name="k", scopes=["read"], by=None)
    address = f"{url.replace('http', 'ws')}/ws/notifications/?token={text}"
    async with websockets.connect(address) as reader:
        for _ in range(LOOK_AGAIN_BEATS + 1):
            assert json.loads(await asyncio.wait_for(reader.recv(), 5))["type"] == "heartbeat"
        gone = timezone.now() - timedelta(seconds=1)
        await asyncio.to_thread(ApiKey.objects.filter(pk=made.pk).update, expires_at=gone)
        async with asyncio.timeout(5):
            await reader.wait_closed()


def test_host_names_come_from_settings() -> None:
    house = load({}, host="192.0.2.7", allowed_hosts="https://logs.example.org, other.example.org:8443")
    assert hosts.allowed(house)[:4] == ["localhost", "127.0.0.1", "[::1]", "192.0.2.7"]
    assert "logs.example.org" in hosts.allowed(house)
    assert hosts.trusted_origins(house) == ["https://logs.example.org"]
    everywhere = hosts.allowed(load({}, host="0.0.0.0"))
    assert socket.gethostname().lower() in everywhere
    assert "*" not in everywhere
    assert "testserver" in django_settings.ALLOWED_HOSTS


def test_a_port_in_use_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", None)  # the process chooses another, and others run after this test
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("ELKVISION_WEB_PORT", str(other.getsockname()[1]))
        with pytest.raises(OSError, match="in use"):
            web.listen(load())
        assert web.main() == 1


def test_the_process_starts_publishes_its_keys_and_ends(tmp_path: Path) -> None:
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    port = bound.getsockname()[1]
    bound.close()
    data = tmp_path / "real"
    environment = os.environ | {
        "ELKVISION_DATA_DIR": str(data),
        "ELKVISION_STORE": "memory://",
        "ELKVISION_WEB_PORT": str(port),
    }
    run = [sys.executable, "-m", "elkvision.server.manage"]
    subprocess.run([*run, "migrate", "-v", "0"], env=environment, check=True)
    assert (data / "secret.key").stat().st_mode & 0o777 == 0o600
    process = subprocess.Popen([sys.executable, "-m", "elkvision.server.web"], env=environment)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/ready").json() == {"status": "ready"}
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        assert json.loads((data / "gateway.json").read_text())["version"] == 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
