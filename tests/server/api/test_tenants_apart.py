"""Every endpoint of the schema, knocked at by those who have no business there."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import yaml
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.utils import timezone
from tests.server.api.test_schema import OPEN
from tests.server.conftest import API, Caller, Logs, program, stranger

from elkvision.core import dead_letters
from elkvision.core.settings import load
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import ApiKey, Invitation, Organisation, Session, User
from elkvision.server.apps.accounts.services import keys, organisations
from elkvision.server.apps.alerts.models import Change, Incident, Policy, Rule, Silence
from elkvision.server.apps.alerts.services import routing as alert_routing
from elkvision.server.apps.alerts.services import rules as alert_rules
from elkvision.server.apps.dashboards import services as dashboards
from elkvision.server.apps.dashboards import sharing
from elkvision.server.apps.dashboards.models import Dashboard, Liking, Report, Share
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.models import Channel, Delivery, Notification, Preference
from elkvision.server.apps.notifications.services import channels, send, tell
from elkvision.server.apps.pipelines import services as pipelines
from elkvision.server.apps.pipelines.models import PipelineVersion, Reparse
from elkvision.server.apps.searches.models import Remembered, Search
from elkvision.server.apps.uploads.models import Upload

SECRET = "the acme secret"


@pytest.fixture(scope="session")
def operations(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, dict[str, Any]]]:
    path = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", "--file", str(path))
    paths = yaml.safe_load(path.read_text())["paths"]
    return [(where, method, each) for where, found in paths.items() for method, each in found.items()]


@pytest.fixture
def of_acme(acme: Organisation, alice_user: User, alice: Caller, store_logs: Logs) -> dict[str, object]:
    """One of everything, all of it Acme's and all of it speaking of the secret."""
    (event,) = store_logs.add("acme", SECRET, level="error", service=SECRET, source=SECRET, host=SECRET)
    key, _ = keys.create(acme, name=SECRET, scopes=["read"], by=alice_user)
    mine = acme.memberships.get(user=alice_user)
    invited, _ = organisations.invite(acme, email="dan@acme.test", role="viewer", by=mine, base_url="http://x")
    upload = Upload.objects.create(
        organisation=acme, created_by=alice_user, filename=SECRET, sha256="0" * 64, bytes=1, status="done"
    )
    pipeline = pipelines.create(
        acme, name=SECRET, text=f'filter {{ mutate {{ add_tag => ["{SECRET}"] }} }}', by=alice_user
    )
    now = timezone.now()
    reparse = Reparse.objects.create(
        organisation=acme, pipeline=pipeline, definition={"name": SECRET, "version": 1}, query=SECRET,
        start=now, end=now, stage="compared", chunks=1, next_chunk=1,
        counts=dict.fromkeys(
            ("events", "changed", "dropped", "made", "left_alone", "failures_before", "failures_after"), 0
        ),
    )  # fmt: skip
    channel = channels.create(
        acme, name=SECRET, kind="slack", config={"url": f"https://x.test/{SECRET}"}, by=alice_user
    )
    delivery = send(acme, channel, Message(title=SECRET), key="1")
    tell(acme, "alert", SECRET, body=SECRET, key="1")
    one = dead_letters.letter(id=event, received_ms=1, input="tcp", reason=SECRET, data=SECRET.encode())
    dead_letters.write(load().dead_letter_dir, TenantId("acme"), [one], budget=1 << 20)
    rule = alert_rules.create(
        acme, {"name": SECRET, "query": SECRET, "condition": {"kind": "absence"}}, by=alice_user, note=SECRET
    )
    alert = Incident.objects.create(
        organisation=acme, rule=rule, rule_name=SECRET, kind="absence", severity="error", key="x", query=SECRET,
        started_at=now, changed_at=now, opened_at=now, window_start=now, window_end=now, lines=[{"message": SECRET}],
    )  # fmt: skip
    Change.objects.create(
        rule=rule, incident=alert, version=1, state="firing", at=now, window_start=now, seen_at=now, words=SECRET
    )
    matchers = [{"label": "service", "op": "=", "value": SECRET}]
    policy = alert_routing.create_policy(acme, by=alice_user, name=SECRET, matchers=matchers)
    silence = alert_routing.create_silence(
        acme, by=alice_user, matchers=matchers, starts_at=now, ends_at=now + timedelta(days=1), comment=SECRET
    )
    kept = dict.fromkeys(("name", "description"), SECRET) | {
        "tags": [], "variables": [], "range": {"from": "now-1h", "to": "now"}, "refresh": 0, "panels": [],
    }  # fmt: skip
    dashboard = dashboards.create(acme, kept, by=alice_user)
    share, _ = sharing.share(
        dashboard, label=SECRET, expires_at=now + timedelta(days=1), range={}, variables={}, by=alice_user
    )
    report = Report.objects.create(dashboard=dashboard, name=SECRET, every="day")
    search = Search.objects.create(organisation=acme, owner=alice_user, name=SECRET, q=SECRET, shared="organisation")
    return {
        "/dashboards/{id}": dashboard.pk,
        "/versions/{number}": 1,
        "/templates/{key}": "no-such-template",
        "/shares/{share}": share.pk,
        "/reports/{report}": report.pk,
        "/searches/{id}": search.pk,
        "/shared/{token}": "no-such-token",
        "/alerts/rules/{id}": rule.pk,
        "/alerts/policies/{id}": policy.pk,
        "/alerts/silences/{id}": silence.pk,
        "/alerts/{id}": alert.pk,
        "/organisations/{tenant}": "acme",
        "/api-keys/{id}": key.pk,
        "/invitations/{id}": invited.pk,
        "/members/{user_id}": alice_user.pk,
        "/logs/{id}": event,
        "/uploads/{id}": upload.pk,
        "/pipelines/{id}": pipeline.pk,
        "/reparses/{id}": reparse.pk,
        "/channels/{id}": channel.pk,
        "/deliveries/{id}": delivery.pk,
        "/sessions/{id}": Session.objects.get(user=alice_user).pk,
        "/invitations/{token}": "no-such-token",
    }


def filled(path: str, ids: dict[str, object]) -> str:
    for pattern, value in ids.items():
        path = path.replace(pattern, re.sub(r"\{.*\}", str(value), pattern))
    assert "{" not in path, f"{path}: this test does not know such an object yet; add it to `of_acme`"
    return path.removeprefix(API)


BODIES: dict[str, dict[str, Any]] = {
    "me_change": {"name": "x"},
    "password_change": {"current": "x", "new": "y"},
    "organisation_create": {"name": "x"},
    "organisation_change": {"name": "x"},
    "member_change": {"role": "viewer"},
    "quota_change": {"members": 1},
    "logs_retention_set": {"days": 1, "rules": []},
    "logs_retention_preview": {"days": 1, "rules": []},
    "invitation_create": {"email": "eve@evil.test", "role": "viewer"},
    "api_key_create": {"name": "x", "scopes": ["read"]},
    "pipeline_create": {"name": "x", "text": "filter { }"},
    "pipeline_change": {"text": "filter { }"},
    "pipeline_bring_back": {"version": 1},
    "pipelines_order": {"ids": []},
    "pipelines_check": {"text": "filter { }"},
    "pipelines_grok": {"pattern": "%{IP:ip}", "lines": ["x"]},
    "pipelines_suggest": {"line": "x"},
    "pipelines_try": {"text": "filter { }", "samples": ["x"]},
    "reparse_begin": {"pipeline": 1, "from": "now-1h", "to": "now"},
    "logs_delete": {"q": "", "from": "now-1y", "to": "now"},
    "alert_rule_create": {"definition": {"name": "x", "condition": {"kind": "absence"}}},
    "alert_rule_change": {"definition": {"name": "x", "condition": {"kind": "absence"}}},
    "alert_rule_adjust": {"muted": True},
    "alert_rule_bring_back": {"version": 1},
    "alert_rule_preview": {"definition": {"name": "x", "condition": {"kind": "absence"}}},
    "alert_rules_import": {"yaml": "rules: [{name: x, condition: {kind: absence}}]"},
    "alert_rules_test": {"yaml": "tests: []"},
    "alertmanager_webhook": {"version": "4", "alerts": []},
    "alert_assign": {"to": None},
    "alert_comment": {"text": "x"},
    "alert_snooze": {"until": None},
    "alert_silence_create": {
        "matchers": [{"label": "a", "op": "=", "value": "b"}],
        "starts_at": "2026-01-01T00:00:00Z",
        "ends_at": "2027-01-01T00:00:00Z",
    },
    "alert_policy_create": {"name": "x"},
    "alert_policy_change": {"name": "x"},
    "alert_policies_order": {"ids": []},
    "notifications_read": {"all": True},
    "notifications_preferences_set": {"alert": {"toast": False}},
    "channel_create": {"name": "x", "kind": "slack", "config": {"url": "https://x.test/"}},
    "channel_change": {"name": "x"},
    "logs_aggregate": {"groups": ["service", "message"], "buckets": 10},
    "panels_data": {"panels": [{"kind": "table", "groups": ["service", "message"]}, {"kind": "logs"}]},
    # What is wrong is told to those who may ask, before anything is made.
    "dashboard_pdf": {"orientation": "diagonal"},
    "dashboard_png": {"orientation": "diagonal"},
    "search_keep": {"name": "x"},
    "search_change": {"name": "x"},
    "search_favourite": {"favourite": True},
    "dashboard_favourite": {"favourite": True},
    "dashboards_order": {"ids": []},
    "analytics_anomalies_of_queries": {"queries": ["service:*"]},
}

#: Questions whose words are too many for a URL.
ASKED_BY_POST = {
    "alert_rule_preview",
    "alert_rules_test",
    "pipelines_check",
    "pipelines_try",
    "pipelines_grok",
    "pipelines_suggest",
    "logs_aggregate",
    "panels_data",
    "dashboard_pdf",
    "dashboard_png",
    "search_run",
    "analytics_anomalies_of_queries",
    "analytics_patterns",
}

QUERIES = {"logs_values": {"field": "service"}, "logs_field_statistics": {"field": "service"}}


def knock(caller: Caller, method: str, path: str, operation: dict[str, Any]) -> Any:
    name = operation["operationId"]
    query = "&".join(f"{key}={value}" for key, value in QUERIES.get(name, {}).items())
    full = f"{API}{path}?{query}" if query else API + path
    body = json.dumps(BODIES.get(name, {}))
    call = getattr(caller.client, method)
    headers = caller._all({})
    if method == "get":
        return call(full, headers=headers)
    return call(full, body, content_type="application/json", headers=headers)


def state() -> list[object]:
    """All that Charlie must not have changed."""
    return [
        list(Organisation.objects.filter(tenant="acme").values()),
        list(ApiKey.objects.filter(organisation__tenant="acme").values("id", "revoked_at")),
        list(Invitation.objects.filter(organisation__tenant="acme").values("id", "accepted_at")),
        list(Reparse.objects.filter(organisation__tenant="acme").values()),
        list(Rule.objects.filter(organisation__tenant="acme").values()),
        list(Incident.objects.filter(organisation__tenant="acme").values()),
        list(Policy.objects.filter(organisation__tenant="acme").values()),
        list(Silence.objects.filter(organisation__tenant="acme").values()),
        list(Dashboard.objects.filter(organisation__tenant="acme").values()),
        list(Share.objects.filter(dashboard__organisation__tenant="acme").values()),
        list(Report.objects.filter(dashboard__organisation__tenant="acme").values()),
        list(Search.objects.filter(organisation__tenant="acme", shared="organisation").values()),
        list(Liking.objects.filter(user__username="alice").values()),
        list(Remembered.objects.filter(user__username="alice").values()),
        list(PipelineVersion.objects.filter(pipeline__organisation__tenant="acme").values()),
        list(Channel.objects.filter(organisation__tenant="acme").values()),
        list(Delivery.objects.filter(organisation__tenant="acme").values()),
        list(Notification.objects.filter(user__username="alice").values()),
        list(Preference.objects.filter(user__username="alice").values()),
        list(Upload.objects.filter(organisation__tenant="acme").values("id", "status")),
        list(Session.objects.filter(user__username="alice").values("id")),
        list(User.objects.filter(username="alice").values("id", "name", "password")),
    ]


def content(answer: Any) -> bytes:
    async def streamed() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    return async_to_sync(streamed)() if answer.streaming else answer.content


def test_charlie_of_globex_finds_nothing_of_acme(
    operations: list[tuple[str, str, dict[str, Any]]], of_acme: dict[str, object], charlie: Caller
) -> None:
    before = state()
    for path, method, operation in operations:
        if operation["operationId"] in OPEN or operation["operationId"] == "logout":
            continue
        where = filled(path, of_acme)
        answer = knock(charlie, method, where, operation)
        said = f"{method} {where}: {answer.status_code}"
        assert SECRET.encode() not in content(answer), said
        if "{" in path:
            assert answer.status_code == 404, said
        charlie.headers["X-Organisation"] = "acme"
        assert knock(charlie, method, where, operation).status_code == 404, f"{said}, naming Acme"
        charlie.headers.pop("X-Organisation")
    assert state() == before


def test_a_stranger_is_asked_who_they_are_everywhere(
    operations: list[tuple[str, str, dict[str, Any]]], of_acme: dict[str, object]
) -> None:
    before = state()
    for path, method, operation in operations:
        if operation["operationId"] in OPEN:
            continue
        answer = knock(stranger(), method, filled(path, of_acme), operation)
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
        assert answer.json()["error"]["code"] == "not_authenticated"
    assert state() == before


def test_a_viewer_changes_nothing(
    operations: list[tuple[str, str, dict[str, Any]]], of_acme: dict[str, object], vera: Caller
) -> None:
    before = state()
    own = {"me_change", "password_change", "logout", "organisation_create", "invitation_accept", "session_end"}
    own |= ASKED_BY_POST | {"notifications_read", "notifications_preferences_set"}
    own |= {"search_keep", "search_favourite", "search_remember", "search_forget"}
    own |= {"dashboard_favourite", "dashboards_order"}
    own |= {"two_factor_begin", "two_factor_confirm", "two_factor_recovery_codes", "two_factor_off"}
    for path, method, operation in operations:
        if method == "get" or operation["operationId"] in OPEN | own:
            continue
        answer = knock(vera, method, filled(path, of_acme), operation)
        assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
    assert state() == before


def test_each_scope_opens_only_its_own_doors(
    operations: list[tuple[str, str, dict[str, Any]]], of_acme: dict[str, object], acme: Organisation
) -> None:
    callers = {scope: program(acme, scope) for scope in ("ingest", "read")}
    for path, method, operation in operations:
        if operation["operationId"] in OPEN:
            continue
        for scope, caller in callers.items():
            status = knock(caller, method, filled(path, of_acme), operation).status_code
            name = operation["operationId"]
            let_in = _is_ingest(name, method) if scope == "ingest" else _is_read(path, name, method)
            assert (status != 403) == let_in, f"{scope}: {method} {path}: {status}"


def _is_ingest(name: str, method: str) -> bool:
    return name == "logs_ingest" or ("uploads" in name and method != "get")


def _is_read(path: str, name: str, method: str) -> bool:
    if name in ASKED_BY_POST:
        return True
    if path.endswith(("/notifications/", "/notifications/preferences/", "/searches/history/")):
        return False  # a person's
    return method == "get" and any(
        part in path
        for part in (
            "/notifications/",
            "/logs/",
            "/uploads/",
            "/api/v2/alerts",
            "/system/",
            "/pipelines/",
            "/reparses/",
            "/dashboards/",
            "/searches/",
            "/alerts/",
            "/analytics/",
        )
    )


def test_what_is_nobodys_is_not_found_either(alice: Caller) -> None:
    for path in (f"/uploads/{uuid.uuid4()}/", "/api-keys/99999999999999999999/", f"/logs/{'f' * 32}/", "/logs/x/"):
        answer = alice.get(path)
        assert answer.status_code in {404, 405}, path
