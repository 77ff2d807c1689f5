"""The proxy's configuration in a real nginx, before servers that tell what reached them."""

import json
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websockets.sync.client as sockets
from tests.deploy.proxy import Proxy, certificates, free_port, headers_seen, open_folder, proxy
from tests.deploy.upstream import Upstream, upstreams
from tools.servers.nginx import Nginx

MODULES = ("/usr/lib/nginx/modules", "/etc/nginx/modules")
#: Where the machine has nginx's module.
BROTLI = any(Path(folder, "ngx_http_brotli_static_module.so").exists() for folder in MODULES)
UI = {
    "index.html": "<!doctype html>",
    "_next/static/app.js": "plain",
    "_next/static/app.js.gz": "packed by gzip",
    "_next/static/app.js.br": "packed by brotli",
}
#: Anything on loopback may send from all of these.
STRANGER, BALANCER, WATCHER = "127.0.0.1", "127.0.0.2", "127.0.0.3"


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def web() -> Iterator[Upstream]:
    with upstreams("web") as (one,):
        yield one


@pytest.fixture(scope="module")
def intake() -> Iterator[Upstream]:
    with upstreams("intake") as (one,):
        yield one


@pytest.fixture(scope="module")
def before(web: Upstream, intake: Upstream) -> Iterator[Proxy]:
    with open_folder() as folder:
        yield from _before(folder, web, intake)


def _before(folder: Path, web: Upstream, intake: Upstream) -> Iterator[Proxy]:
    for name, text in UI.items():
        (folder / "ui" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "ui" / name).write_text(text)
    (folder / "acme" / ".well-known" / "acme-challenge").mkdir(parents=True)
    (folder / "acme" / ".well-known" / "acme-challenge" / "token").write_text("certbot's")
    given = {"TRUSTED": BALANCER, "WATCHERS": WATCHER, "UI": str(folder / "ui"), "ACME": str(folder / "acme")}
    with proxy(folder, [web], [intake], **given, FLOWER=web.address) as running:
        yield running


def test_http_leads_to_https_and_certbot_finds_its_challenge(before: Proxy) -> None:
    answer = httpx.get(f"http://localhost:{before.http}/explorer?q=a%20b")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{before.url}/explorer?q=a%20b")
    challenge = httpx.get(f"http://localhost:{before.http}/.well-known/acme-challenge/token")
    assert challenge.text == "certbot's"


def test_http_2_is_spoken(before: Proxy) -> None:
    assert before.curl("--http2", "-o", "/dev/null", "-w", "%{http_version}", f"{before.url}/api/v1/x") == "2"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_is_of_today(before: Proxy, version: ssl.TLSVersion) -> None:
    trust = before.trust
    trust.minimum_version = trust.maximum_version = version
    assert httpx.get(f"{before.url}/api/v1/x", verify=trust).status_code == 200


def test_tls_of_yesterday_is_refused(before: Proxy) -> None:
    trust = before.trust
    trust.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        trust.minimum_version = trust.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{before.url}/api/v1/x", verify=trust)


def test_each_header_is_said_once_and_the_version_not_at_all(before: Proxy) -> None:
    with before.client() as browser:
        passed, own = browser.get("/api/v1/x"), browser.get("/internal/gateway.json")
    for answer in (passed, own):
        names = [name.lower() for name, _ in answer.headers.multi_items()]
        assert sorted(set(names)) == sorted(names)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Server"] == "nginx"


def test_a_stranger_s_word_about_where_he_is_does_not_reach_the_server(before: Proxy) -> None:
    lies = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host"), "198.51.100.1")
    with before.client(STRANGER) as browser:
        seen = headers_seen(browser.get("/api/v1/x", headers=lies | {"X-Forwarded-Proto": "http"}))
    assert "198.51.100.1" not in json.dumps(seen)
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == (STRANGER, "https")
    assert seen["host"] == f"localhost:{before.https}"


def test_a_balancer_is_believed(before: Proxy) -> None:
    said = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "http"}
    with before.client(BALANCER) as browser:
        answer = browser.get("/api/v1/x", headers=said)
    seen = headers_seen(answer)
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("203.0.113.9", "http")
    assert "Strict-Transport-Security" not in answer.headers


def test_what_is_between_the_parts_is_not_for_the_world(before: Proxy, web: Upstream) -> None:
    web.asked.clear()
    with before.client(STRANGER) as stranger:
        said = {
            path: stranger.get(path) for path in ("/metrics", "/nginx/status", "/flower/", "/internal/gateway.json")
        }
    assert [answer.status_code for answer in said.values()] == [403, 403, 403, 404]
    assert all(answer.json()["error"]["code"] in {"forbidden", "not_found"} for answer in said.values())
    assert web.asked == []
    with before.client(WATCHER) as watcher:
        assert watcher.get("/metrics").json()["path"] == "/metrics"
        assert watcher.get("/flower/").json()["path"] == "/flower/"
        assert "Active connections" in watcher.get("/nginx/status").text
        assert watcher.get("/internal/gateway.json").status_code == 404


def test_nobody_becomes_a_watcher_by_saying_so(before: Proxy) -> None:
    with before.client(STRANGER, headers={"X-Forwarded-For": WATCHER}) as stranger:
        assert stranger.get("/metrics").status_code == 403


@pytest.mark.parametrize(
    ("accepted", "text"),
    [("identity", "plain"), ("gzip", "packed by gzip"), ("br", "packed by brotli" if BROTLI else "plain")],
)
def test_files_of_the_ui_are_sent_as_they_were_packed(before: Proxy, accepted: str, text: str) -> None:
    """curl unpacks nothing unless it is told to."""
    url = f"{before.url}/_next/static/app.js"
    assert before.curl("-H", f"Accept-Encoding: {accepted}", url) == text
    headers = before.curl("-I", "-H", f"Accept-Encoding: {accepted}", url).lower()
    assert "cache-control: public, max-age=31536000, immutable" in headers
    assert "vary: accept-encoding" in headers
    assert "x-content-type-options: nosniff" in headers


def test_files_of_an_older_ui_are_asked_of_the_server(before: Proxy) -> None:
    with before.client() as browser:
        assert browser.get("/_next/static/older.js").json()["path"] == "/_next/static/older.js"
        assert browser.get("/_next/static/../../../../etc/passwd").json()["name"] == "web"


@pytest.mark.parametrize("path", ["/ws/logs/stream/", "/loki/api/v1/tail"])
def test_a_socket_is_upgraded_and_stays(before: Proxy, path: str) -> None:
    with sockets.connect(f"wss://localhost:{before.https}{path}", ssl=before.trust) as socket:
        seen = json.loads(socket.recv(10))
        assert seen["x-forwarded-for"] == "127.0.0.1"
        for number in range(100):
            socket.send(str(number))
            assert socket.recv(10) == str(number)


def test_an_export_comes_while_it_is_made(before: Proxy, web: Upstream) -> None:
    with before.client() as browser, browser.stream("GET", "/api/v1/logs/export/") as answer:
        lines = answer.iter_lines()
        assert next(lines) == '{"n":0}'
        web.is_seen.set()
        assert next(lines) == '{"seen":true}', "the first line waited for the last"


def test_an_upload_goes_through_as_it_comes(before: Proxy, web: Upstream) -> None:
    """A hundred megabytes: the server has most of them before the last is sent, and nginx's folder has none."""
    piece, pieces = b"x" * (1 << 20), 100
    halfway, largest = threading.Event(), [0]

    def body() -> Iterator[bytes]:
        for number in range(pieces):
            yield piece
            if number == pieces // 2:
                until = time.monotonic() + 20
                while web.taken < (pieces // 2 - 16) * len(piece) and time.monotonic() < until:
                    time.sleep(0.01)
                if web.taken >= (pieces // 2 - 16) * len(piece):
                    halfway.set()
            largest[0] = max(largest[0], before.kept())

    with before.client() as browser:
        answer = browser.post("/api/v1/uploads/", content=body(), headers={"Content-Length": str(pieces * len(piece))})
    assert answer.status_code == 200
    assert (web.taken, halfway.is_set(), largest) == (pieces * len(piece), True, [0])


def test_so_does_one_over_http_2(before: Proxy, web: Upstream, tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as large:
        large.truncate(100 << 20)
    url = f"{before.url}/api/v1/uploads/"
    words = ["curl", "-sS", "--http2", "--cacert", str(before.ca), "--data-binary", f"@{file}", "-o", "/dev/null"]
    kept = 0
    with subprocess.Popen(
        [*words, "-w", "%{http_version} %{http_code}", url], stdout=subprocess.PIPE, text=True
    ) as curl:
        while curl.poll() is None:
            kept = max(kept, before.kept())
            time.sleep(0.005)
        assert curl.stdout is not None
        assert curl.stdout.read() == "2 200"
    assert (web.taken, kept) == (100 << 20, 0)


def test_another_body_is_bounded_and_the_no_is_json(before: Proxy) -> None:
    with before.client() as browser:
        answer = browser.post("/api/v1/alerts/rules/", content=b"x" * (33 << 20))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/ingest", "/ingest/"])
def test_logs_go_to_the_gateway_s_own_door(before: Proxy, path: str) -> None:
    with before.client() as sender:
        said = sender.post(path, content=b"{}").json()
    assert (said["name"], said["method"], said["path"]) == ("intake", "POST", "/")


def test_too_many_tries_are_told_so_in_json(folder: Path, web: Upstream, intake: Upstream) -> None:
    with proxy(folder, [web], [intake], ENTRY_RATE="1r/m", INGEST_RATE="1r/m") as strict, strict.client() as browser:
        login = [browser.post("/api/v1/auth/login/", content=b"{}") for _ in range(14)]
        looking = [browser.get("/api/v1/setup/").status_code for _ in range(20)]
        sent = [browser.post("/ingest", content=b"{}").status_code for _ in range(260)]
        with strict.client("127.0.0.9") as other:
            assert other.post("/api/v1/auth/login/", content=b"{}").status_code == 200
    assert [answer.status_code for answer in login] == [200] * 11 + [429] * 3
    assert login[-1].json()["error"]["code"] == "too_many"
    assert int(login[-1].headers["Retry-After"]) > 0
    assert set(looking) == {200}, "looking is not trying"
    assert sent[:200] == [200] * 200
    assert 429 in sent[200:]


def test_a_web_that_is_gone_is_not_missed(folder: Path) -> None:
    with upstreams("one", "two", "three") as webs, proxy(folder, webs) as before, before.client() as browser:
        names = {browser.get("/api/v1/x").json()["name"] for _ in range(30)}
        assert names == {"one", "two", "three"}
        webs[0].stop()
        answers = [browser.post("/api/v1/x", content=b"{}") for _ in range(60)]
        assert {answer.status_code for answer in answers} == {200}
        assert {answer.json()["name"] for answer in answers} == {"two", "three"}


def test_where_nobody_answers_programs_get_json_and_people_a_page(folder: Path) -> None:
    with upstreams("web") as (web,), proxy(folder, [web]) as before, before.client() as browser:
        web.stop()
        api, page, logs = browser.get("/api/v1/x"), browser.get("/explorer"), browser.post("/ingest", content=b"{}")
    assert [answer.status_code for answer in (api, page, logs)] == [503] * 3
    assert api.json()["error"]["code"] == logs.json()["error"]["code"] == "unavailable"
    assert page.headers["Content-Type"].startswith("text/html")
    assert "One moment" in page.text


def test_a_repeat_of_a_named_request_meets_the_gateway_that_knows_it(folder: Path) -> None:
    with upstreams("one", "two") as gateways, proxy(folder, gateways) as before, before.client() as sender:
        names = {
            key: {sender.post("/ingest", headers={"Idempotency-Key": key}).json()["name"] for _ in range(4)}
            for key in map(str, range(20))
        }
        anybody = {sender.post("/ingest").json()["name"] for _ in range(40)}
    assert {len(each) for each in names.values()} == {1}
    assert len(set.union(*names.values())) == len(anybody) == 2


def test_a_reload_refuses_nobody(folder: Path) -> None:
    with upstreams("one", "two") as (one, two), proxy(folder, [one]) as before:
        seen: list[str] = []
        until = time.monotonic() + 30
        while "two" not in seen and time.monotonic() < until:
            with before.client() as browser:
                seen.append(browser.get("/api/v1/x").raise_for_status().json()["name"])
            if len(seen) == 20:
                before.nginx.reload(WEB=two.address)
    assert (seen[0], seen[-1]) == ("one", "two")


VARIANTS = {
    "plain": {"CERTIFICATE": "", "KEY": ""},
    "one name, looked up at each request": {"WEB": "backend:8000", "INTAKE": "gateway:8080", "RESOLVER": "127.0.0.11"},
    "Flower behind a name that is looked up": {"RESOLVER": "127.0.0.11", "FLOWER": "flower:5555"},
    "everything": {
        "TRUSTED": "10.0.0.0/8, 2001:db8::/32", "WATCHERS": "10.0.0.0/8,::1", "NAME": "logs.example.com logs.example.org",
        "MAX_BODY": "64m", "MAX_UPLOAD": "2g", "PUBLIC_PORT": "443", "ACCESS_LOG": "off", "HTTPS": "[::1]:8443",
    },
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_nginx_takes_every_variant(folder: Path, variant: str) -> None:
    _, certificate, key = certificates(folder)
    given = {
        "CERTIFICATE": str(certificate),
        "KEY": str(key),
        "HTTP": f"127.0.0.1:{free_port()}",
        "HTTPS": f"127.0.0.1:{free_port()}",
    }
    Nginx(folder / "nginx", given | VARIANTS[variant]).configure()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (
            {"CERTIFICATE": "/nowhere.pem", "KEY": "/nowhere.key"},
            "ELKVISION_PROXY_CERTIFICATE: /nowhere.pem cannot be read",
        ),
        ({"UI": "/nowhere"}, "no index.html in /nowhere"),
        ({"NAME": "x; include /etc/passwd"}, "has one of"),
    ],
)
def test_what_cannot_be_configured_is_said(folder: Path, given: dict[str, str], why: str) -> None:
    with pytest.raises(RuntimeError, match=why):
        Nginx(folder / "nginx", given).configure()
