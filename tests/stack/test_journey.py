"""What people do with the product, done with all of the stack: through nginx and TLS, to two gateways, by two webs."""

import json
import socket
import threading
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from tests.stack.people import EVER, PASSWORD, Person, browser, trust, until
from tools.stack.facts import GATEWAYS
from tools.stack.stack import Stack
from websockets.sync.client import connect

pytestmark = pytest.mark.stack


def test_somebody_who_is_invited_registers_and_logs_in(stack: Stack, alice: Person) -> None:
    tenant = alice.get("/auth/me/")["organisations"][0]["tenant"]
    link = alice.post(f"/organisations/{tenant}/invitations/", email="bob@acme.example", role="editor")["link"]
    assert link.startswith(f"{stack.url}/")
    token = link.rstrip("/").rpartition("/")[2].rpartition("=")[2]
    bob = Person(browser(stack, "127.0.0.2"))
    bob.get("/setup/")
    account = {"username": "bob", "email": "bob@acme.example", "password": PASSWORD}
    bob.post("/auth/register/", invitation=token, **account)
    bob.post("/auth/logout/")
    assert bob.browser.get("/auth/me/").status_code == 401
    bob.post("/auth/login/", login="bob", password=PASSWORD)
    assert [each["tenant"] for each in bob.get("/auth/me/")["organisations"]] == [tenant]
    (session,) = bob.get("/auth/sessions/")["results"]
    assert session["ip"] == "127.0.0.2", "not the proxy's address"
    assert all(cookie.secure for cookie in bob.browser.cookies.jar)


def test_a_lie_about_an_address_gets_nobody_around_the_limits(stack: Stack) -> None:
    """The proxy's limit is for one address; who names others is still that one."""
    statuses = []
    for number in range(16):
        told = {"X-Forwarded-For": f"198.51.100.{number}"}
        with browser(stack, "127.0.0.66", **told) as mallory:
            statuses.append(mallory.post("/auth/login/", json={"login": "alice", "password": "wrong"}).status_code)
    assert statuses[0] == 401
    assert statuses[-1] == 429
    with browser(stack, "127.0.0.67") as other:
        assert other.post("/auth/login/", json={"login": "nobody", "password": "wrong"}).status_code == 401


def test_logs_over_http_and_tcp_to_both_gateways_are_found_once(stack: Stack, alice: Person, key: str) -> None:
    with httpx.Client(verify=trust(stack), headers={"Authorization": f"Bearer {key}"}) as sender:
        for number in range(20):
            body = [{"message": f"over http {number} {n}", "service": "by-http"} for n in range(10)]
            assert sender.post(f"{stack.url}/ingest", json=body).json() == {"accepted": 10, "refused": []}
        assert (
            sender.post(f"{stack.url}/ingest", json=[], headers={"Authorization": "Bearer elk_wrong"}).status_code
            == 401
        )
    for gateway in GATEWAYS:
        lines = [json.dumps({"message": f"{gateway} {n}", "service": "by-tcp"}) + "\n" for n in range(100)]
        with socket.create_connection(("127.0.0.1", stack.facts.doors(gateway)["tcp"]), timeout=10) as line:
            line.sendall("".join(lines).encode())
    for service in ("by-http", "by-tcp"):
        until(lambda each=service: alice.count(f"service:{each}") == 200)  # type: ignore[misc]  # bound at once
    taken = {each: _received(stack, each) for each in GATEWAYS}
    assert all(count > 0 for count in taken.values()), f"one gateway took everything: {taken}"


def _received(stack: Stack, gateway: str) -> int:
    headers = {"Authorization": f"Bearer {stack.facts.secrets['internal_key']}"}
    url = f"http://127.0.0.1:{stack.facts.doors(gateway)['intake']}/stats"
    return int(httpx.get(url, headers=headers, trust_env=False).json()["inputs"]["http"]["received"])


def test_what_machines_say_to_rsyslog_is_found(stack: Stack, alice: Person) -> None:
    """By the file of deploy/rsyslog; it reads the old format and the new one."""
    said = b"<11>Nov 23 22:10:11 web01 by-rsyslog[42]: it broke\n<14>1 2026-11-23T22:10:11.003Z web02 by-rsyslog 7 - - it goes\n"
    with socket.create_connection(("127.0.0.1", stack.facts.ports["syslog"]), timeout=10) as line:
        line.sendall(said)
    until(lambda: alice.count("service:by-rsyslog") == 2)
    found = alice.get("/logs/search/", q="service:by-rsyslog", **EVER)["results"]
    assert {(event["host"], event["level"], event["message"]) for event in found} == {
        ("web01", "error", "it broke"),
        ("web02", "info", "it goes"),
    }


def test_a_repeat_with_a_name_adds_nothing_whichever_gateway_it_meets(stack: Stack, alice: Person, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "order 66"}
    for gateway in (*GATEWAYS, *GATEWAYS):
        url = f"http://127.0.0.1:{stack.facts.doors(gateway)['http']}/"
        answer = httpx.post(url, json={"message": "once", "service": "named"}, headers=headers)
        assert answer.json() == {"accepted": 1, "refused": []}
    until(lambda: alice.count("service:named"))
    time.sleep(2)
    assert alice.count("service:named") == 1


def test_lines_are_watched_live_through_the_proxy_whichever_gateway_took_them(stack: Stack, key: str) -> None:
    url = f"{stack.url.replace('https', 'wss')}/ws/logs/stream/?token={key}&q=service:live"
    with ExitStack() as open_:
        # Several sockets, so that both webs have some.
        sockets = [open_.enter_context(connect(url, ssl=trust(stack), max_size=None)) for _ in range(4)]
        for each in sockets:
            while json.loads(each.recv(10))["type"] != "hello":
                continue
        for gateway in GATEWAYS:
            with socket.create_connection(("127.0.0.1", stack.facts.doors(gateway)["tcp"]), timeout=10) as line:
                line.sendall(json.dumps({"message": gateway, "service": "live"}).encode() + b"\n")
        for each in sockets:
            seen: set[str] = set()
            until_ = time.monotonic() + 30
            while seen != set(GATEWAYS) and time.monotonic() < until_:
                message = json.loads(each.recv(30))
                seen |= {event["message"] for event in message["data"]} if message["type"] == "new_logs" else set()
            assert seen == set(GATEWAYS)


def test_a_file_is_handed_in_to_one_web_and_read_by_any_worker(alice: Person) -> None:
    lines = b"".join(b'{"message":"line %d","service":"from-a-file"}\n' % number for number in range(5000))
    answer = alice.browser.post("/uploads/", files={"file": ("many.ndjson", lines)}, headers=alice.csrf)
    assert answer.status_code == 201, answer.text
    path = f"/uploads/{answer.json()['id']}/"
    until(
        lambda: alice.get(path)["status"] not in {"waiting", "queued", "processing", "running"},
        90,
        lambda: alice.get(path),
    )
    upload = alice.get(path)
    assert (upload["status"], upload["accepted"], upload["refused"]) == ("done", 5000, 0)
    until(lambda: alice.count("service:from-a-file") == 5000)


def test_an_alert_reaches_a_webhook_once_though_two_workers_watch(stack: Stack, alice: Person) -> None:
    heard: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        config = {"url": f"http://127.0.0.1:{server.server_port}/"}
        channel = alice.post("/notifications/channels/", name="hook", kind="webhook", config=config)
        alice.post("/alerts/policies/", name="all", channels=[channel["id"]], group_wait=0, group_interval=1)
        definition = {"name": "needle", "query": "needle", "condition": {"kind": "match"}}
        rule = alice.post("/alerts/rules/", definition=definition)
        until(lambda: alice.get(f"/alerts/rules/{rule['id']}/")["status"]["state"] == "inactive")
        for gateway in GATEWAYS:
            with socket.create_connection(("127.0.0.1", stack.facts.doors(gateway)["tcp"]), timeout=10) as line:
                line.sendall(b'{"message":"a needle in the hay"}\n')
        until(lambda: sum(len(each["lines"]) for each in heard) >= 2)
        time.sleep(3)
        server.shutdown()
    assert sum(len(each["lines"]) for each in heard) == 2
    assert all(stack.url in json.dumps(each) for each in heard), "links lead to the proxy"


def test_a_dashboard_shows_what_was_sent(alice: Person) -> None:
    panel = {"kind": "line", "title": "Lines", "series": [{"q": "service:by-tcp"}]}
    made = alice.post("/dashboards/", name="Stack", panels=[panel])
    kept = alice.get(f"/dashboards/{made['id']}/")
    answer = alice.post("/panels/data/", panels=kept["panels"], **{"from": "now-1h", "to": "now"})
    assert "error" not in answer["results"][0] or not answer["results"][0]["error"]
    assert "200" in json.dumps(answer["results"][0])


def test_every_process_is_watched(stack: Stack) -> None:
    url = f"http://127.0.0.1:{stack.facts.ports['prometheus']}/api/v1/query"

    def up() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for each in httpx.get(url, params={"query": "up"}, trust_env=False).json()["data"]["result"]:
            found.setdefault(each["metric"]["job"], []).append(each["value"][1])
        return found

    wanted = {f"elkvision-{part}": ["1", "1"] for part in ("web", "intake", "delivery", "worker", "beat")}
    until(lambda: wanted.items() <= up().items(), 90, up)


def test_what_alertmanager_knows_is_in_the_bell(stack: Stack, alice: Person) -> None:
    """By the routes of deploy/alertmanager, with an API key in a file."""
    (stack.folder / "alertmanager" / "key").write_text(alice.key("alerts"))
    alert = {
        "labels": {"alertname": "ElkVisionStoreSlow", "severity": "critical"},
        "annotations": {"summary": "It is slow, somebody says"},
    }
    url = f"http://127.0.0.1:{stack.facts.ports['alertmanager']}/api/v2/alerts"
    httpx.post(url, json=[alert], trust_env=False).raise_for_status()

    def told() -> list[str]:
        return [each["title"] for each in alice.get("/notifications/")["results"]]

    until(lambda: "It is slow, somebody says" in told(), 90, told)


def test_what_is_for_those_who_watch_is_not_for_the_world(stack: Stack) -> None:
    root = stack.url
    with browser(stack) as stranger, browser(stack, "127.0.0.3") as watcher:
        assert stranger.get(f"{root}/metrics").status_code == 403
        assert stranger.get(f"{root}/internal/gateway.json").status_code == 404
        assert "elkvision_" in watcher.get(f"{root}/metrics").text
        page = stranger.get(f"{root}/login")
    names = [name.lower() for name, _ in page.headers.multi_items()]
    assert sorted(set(names)) == sorted(names), "no header is there twice"
    assert "content-security-policy" in names
