"""A Prometheus Alertmanager tells us what it knows, and the real amtool reads what fires here."""

import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from tests.server.conftest import Caller, program

from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.alerts.models import Incident
from elkvision.server.apps.alerts.services import rules
from elkvision.server.apps.notifications.models import Notification


def webhook(*alerts: dict[str, Any]) -> dict[str, Any]:
    """As Alertmanager 0.25 sends it."""
    return {
        "version": "4", "groupKey": '{}:{alertname="DiskFills"}', "truncatedAlerts": 0, "status": "firing",
        "receiver": "elkvision", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
        "externalURL": "http://alertmanager:9093", "alerts": list(alerts),
    }  # fmt: skip


def alert(status: str = "firing", begun: str = "2026-03-01T10:00:00.123456789Z", **labels: str) -> dict[str, Any]:
    return {
        "status": status,
        "labels": {"alertname": "DiskFills", "severity": "critical", "instance": "db-1"} | labels,
        "annotations": {"summary": "5% of the disk is free.", "description": "It fills.",
                        "runbook_url": "http://localhost:3000/docs/runbooks/DiskFills/"},
        "startsAt": begun, "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus:9090/graph?g0.expr=up", "fingerprint": "9d5e1f0a8c7b6a54",
    }  # fmt: skip


@pytest.fixture
def alertmanager(acme: Organisation) -> Caller:
    return program(acme, "alerts")


def bell(user: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).order_by("id").values_list("title", "severity"))


def test_what_it_tells_is_in_the_bell_once(alertmanager: Caller, alice_user: User) -> None:
    assert alertmanager.post("/alertmanager/", **webhook(alert())).json() == {"told": 1}
    assert alertmanager.post("/alertmanager/", **webhook(alert())).json() == {"told": 0}
    (news,) = Notification.objects.filter(user=alice_user)
    assert (news.title, news.severity, news.kind) == ("5% of the disk is free.", "critical", "alert")
    assert news.link == "/docs/runbooks/DiskFills/"
    assert news.body.splitlines() == [
        "It fills.", "DiskFills (instance=db-1, severity=critical)", "http://prometheus:9090/graph?g0.expr=up",
    ]  # fmt: skip


def test_that_it_is_over_is_told_once_too_and_a_new_one_anew(alertmanager: Caller, alice_user: User) -> None:
    for each in (alert(), alert("resolved"), alert("resolved"), alert(begun="2026-03-02T10:00:00Z")):
        assert alertmanager.post("/alertmanager/", **webhook(each)).status_code == 200
    assert bell(alice_user) == [
        ("5% of the disk is free.", "critical"),
        ("Over: 5% of the disk is free.", "info"),
        ("5% of the disk is free.", "critical"),
    ]


def test_another_organisation_is_told_nothing(alertmanager: Caller, charlie: Caller) -> None:
    alertmanager.post("/alertmanager/", **webhook(alert()))
    assert bell(User.objects.get(username="charlie")) == []


@pytest.mark.parametrize("scope", ["read", "ingest"])
def test_a_key_for_something_else_may_not_tell(acme: Organisation, scope: str) -> None:
    assert program(acme, scope).post("/alertmanager/", **webhook(alert())).status_code == 403


def test_its_key_opens_nothing_else(alertmanager: Caller) -> None:
    for path in ("/logs/search/", "/alerts/", "/alertmanager/api/v2/alerts"):
        assert alertmanager.get(path).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": "3", "alerts": []},
        webhook({"status": "firing"}),
        webhook(alert("odd")),
        webhook(alert(begun="soon")),
    ],
)
def test_what_is_no_webhook_is_refused_in_a_sentence(alertmanager: Caller, body: dict[str, Any]) -> None:
    answer = alertmanager.post("/alertmanager/", **body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_an_address_of_others_is_no_link(alertmanager: Caller, alice_user: User) -> None:
    odd = alert()
    odd["annotations"] |= {"runbook_url": "javascript:alert(1)"}
    alertmanager.post("/alertmanager/", **webhook(odd))
    assert Notification.objects.get(user=alice_user).link == ""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """The API on a port, for programs of others."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/alertmanager"
    server.shutdown()
    server.server_close()


def fires(acme: Organisation, name: str, by: User, **more: Any) -> Incident:
    definition = {"name": name, "query": "", "condition": {"kind": "absence"}}
    rule = rules.create(acme, definition, by=by, note="")
    at = datetime(2026, 3, 1, 10, tzinfo=UTC)
    return Incident.objects.create(
        organisation=acme, rule=rule, rule_name=name, kind="absence", severity="error", key="x", started_at=at,
        changed_at=at, opened_at=at, window_start=at, window_end=at, words="Nothing came.",
        labels={"service": "shop", "rule": name}, **more,
    )  # fmt: skip


def test_amtool_reads_what_fires(address: str, acme: Organisation, alice_user: User, tmp_path: Path) -> None:
    fires(acme, "no orders", alice_user)
    fires(acme, "asleep", alice_user, snoozed_until=timezone.now() + timezone.timedelta(hours=1))
    fires(acme, "was", alice_user, firing=False)
    key = program(acme, "read").headers["Authorization"].removeprefix("Bearer ")
    (tmp_path / "key").write_text(key)
    config = tmp_path / "http.yml"
    config.write_text(f"authorization: {{credentials_file: {tmp_path / 'key'}}}\n")

    def asked(*words: str) -> dict[str, Any]:
        tool = ["amtool", f"--alertmanager.url={address}", f"--http.config.file={config}", "-o", "json"]
        told = subprocess.run([*tool, "alert", "query", *words], capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        return {each["labels"]["alertname"]: each for each in json.loads(told.stdout)}

    assert set(asked()) == {"no orders"}
    assert set(asked('alertname=~"no.*"', "service=shop")) == {"no orders"}
    assert asked('service!="shop"') == {}
    found = asked("--silenced") | asked("--active")
    assert set(found) == {"no orders", "asleep"}
    assert found["no orders"]["labels"] | {"service": "shop", "organisation": "acme"} == found["no orders"]["labels"]
    assert found["no orders"]["annotations"]["summary"] == "Nothing came."
    assert [found[name]["status"]["state"] for name in ("no orders", "asleep")] == ["active", "suppressed"]
