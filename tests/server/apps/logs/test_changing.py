"""What goes in, what is thrown out, and what could not be kept."""

import base64
import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.server.conftest import Caller, Logs, program

from elkvision.core import dead_letters
from elkvision.core.event import event_id
from elkvision.core.settings import load
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import AuditEntry, Departed, Organisation
from elkvision.server.apps.logs import services, tasks


class Intake(socketserver.ThreadingUnixStreamServer):
    """Stands for intake: keeps what it was asked and gives the answer it was told to."""

    asked: list[tuple[dict[str, str], bytes]]
    answer: tuple[int, dict[str, str], bytes]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Intake

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers.items()), body))
        status, headers, text = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def address_string(self) -> str:
        return "unix"

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def intake(house: Path) -> Iterator[Intake]:
    path = load().intake_socket
    path.parent.mkdir(parents=True)
    server = Intake(str(path), _Handler)
    server.asked = []
    server.answer = (200, {"Content-Type": "application/json"}, b'{"accepted": 1, "refused": []}')
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_logs_are_handed_to_intake_as_they_came(acme: Organisation, intake: Intake) -> None:
    shipper = program(acme, "ingest")
    answer = shipper.send(
        "/logs/", b"\x1f\x8bzipped", "application/x-ndjson", **{"Content-Encoding": "gzip", "Idempotency-Key": "once"}
    )
    assert answer.status_code == 200
    assert answer.json() == {"accepted": 1, "refused": []}
    ((headers, body),) = intake.asked
    assert body == b"\x1f\x8bzipped"
    assert headers["X-Elk-Tenant"] == "acme"
    assert headers["X-Elk-Input"] == "api"
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Idempotency-Key"] == "once"
    assert json.loads(headers["X-Elk-Defaults"]) == {}


def test_any_name_of_a_message_is_passed_on_and_times_are_read_in_the_organisations_zone(
    acme: Organisation, intake: Intake
) -> None:
    Organisation.objects.filter(pk=acme.pk).update(timezone="Europe/Berlin")
    answer = program(acme, "ingest").send("/logs/", b"x", "text/plain", **{"Idempotency-Key": "größe 7"})
    assert answer.status_code == 200
    ((headers, _),) = intake.asked
    assert headers["Idempotency-Key"] == "größe 7"
    assert json.loads(headers["X-Elk-Defaults"]) == {"timezone": "Europe/Berlin"}
    assert "Authorization" not in headers


def test_nobody_names_another_tenant(acme: Organisation, intake: Intake) -> None:
    shipper = program(acme, "ingest")
    shipper.headers["X-Elk-Tenant"] = "globex"
    shipper.send("/logs/", "{}", "application/json")
    assert intake.asked[0][0]["X-Elk-Tenant"] == "acme"


def test_intakes_no_is_given_on(acme: Organisation, intake: Intake) -> None:
    intake.answer = (429, {"Retry-After": "3", "Content-Type": "application/json"}, b'{"error": {}}')
    answer = program(acme, "ingest").send("/logs/", "{}", "text/plain")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3"


def test_a_body_over_the_limit_is_refused(acme: Organisation, monkeypatch: pytest.MonkeyPatch, intake: Intake) -> None:
    monkeypatch.setenv("ELKVISION_MAX_BODY_BYTES", "10")
    answer = program(acme, "ingest").send("/logs/", "x" * 11, "text/plain")
    assert answer.status_code == 413
    assert intake.asked == []


def test_without_intake_nothing_is_taken_and_that_is_said(acme: Organisation) -> None:
    answer = program(acme, "ingest").send("/logs/", "{}", "application/json")
    assert answer.status_code == 503
    assert "nothing was taken" in answer.json()["error"]["message"]


def test_what_matches_is_deleted_and_who_did_it_is_kept(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "secret 1", "secret 2", "keep me")
    store_logs.add("globex", "secret 3")
    assert alice.post("/logs/delete/", q="secret").status_code == 400, "a range is always said"
    assert alice.post("/logs/delete/", q="secret", from_="now-1h", to="now").json() == {"deleted": 2}
    assert alice.get("/logs/count/").json()["count"] == 1
    entry = AuditEntry.objects.get(action="deleted logs")
    assert entry.details["deleted"] == 2
    from elkvision.server.apps.logs.selectors import span, store

    assert store().count(TenantId("globex"), span("secret", "now-1h", "now")) == 1


def test_each_organisation_keeps_its_logs_as_long_as_it_says(
    acme: Organisation, globex: Organisation, store_logs: Logs
) -> None:
    for tenant in ("acme", "globex", "gone"):
        store_logs.add(tenant, "old", ago_s=10 * 86_400)
        store_logs.add(tenant, "new")
    acme.retention_days, globex.retention_days = 7, 0
    acme.save()
    globex.save()
    Departed.objects.create(tenant="gone")
    one = dead_letters.letter(id=event_id(1, 1, 1), received_ms=1, input="tcp", reason="odd", data=b"odd")
    for tenant in ("gone", "globex"):
        dead_letters.write(load().dead_letter_dir, TenantId(tenant), [one], budget=1 << 20)
    tasks.forget_old()
    from elkvision.server.apps.logs.selectors import span, store

    always = span("", "now-1y".replace("1y", "300d"), "now")
    counts = {tenant: store().count(TenantId(tenant), always) for tenant in ("acme", "globex", "gone")}
    assert counts == {"acme": 1, "globex": 2, "gone": 0}
    assert [path.name for path in load().dead_letter_dir.iterdir()] == ["globex"]
    assert Departed.objects.get().forgotten_at is None, "what was on its way is looked for once more"
    services.forget_old(timezone.now() + timedelta(hours=2))
    assert Departed.objects.get().forgotten_at is not None


def test_a_log_stays_for_all_of_the_day_that_it_came_on(acme: Organisation, store_logs: Logs) -> None:
    acme.retention_days = 7
    acme.save()
    now = timezone.now().replace(hour=15)
    before_midnight = (now - now.replace(hour=0, minute=0, second=0)).total_seconds()
    sent = (timezone.now() - now).total_seconds() + 7 * 86_400
    store_logs.add("acme", "that morning", ago_s=int(sent + before_midnight - 60))
    store_logs.add("acme", "the night before", ago_s=int(sent + before_midnight + 60))
    services.forget_old(now)
    from elkvision.server.apps.logs.selectors import span, store

    found = store().search(TenantId("acme"), span("", "now-30d", "now+1d"))
    assert [event["message"] for event in found.events] == ["that morning"]


def test_dead_letters_are_read_newest_first_and_paged(acme: Organisation, alice: Caller, house: Path) -> None:
    letters = [
        dead_letters.letter(
            id=event_id(1000 + n, 1, n), received_ms=1000 + n, input="tcp", reason="too large", data=b"\xff line %d" % n
        )
        for n in range(5)
    ]
    dead_letters.write(house / "dead", TenantId("acme"), letters, budget=1 << 20)
    first = alice.get("/dead-letters/", limit=2).json()
    assert [each["text"] for each in first["results"]] == ["\ufffd line 4", "\ufffd line 3"]
    assert base64.b64decode(first["results"][0]["bytes"]) == b"\xff line 4"
    rest = alice.get("/dead-letters/", limit=3, cursor=first["next"]).json()
    assert len(rest["results"]) == 3
    assert rest["next"] is None
    assert json.dumps(rest["results"][0]["received_at"]) == '"1970-01-01T00:00:01.002Z"'
