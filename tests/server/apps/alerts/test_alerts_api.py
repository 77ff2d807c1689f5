"""Alerts through the API: who looks after them, what happened to them, how long it took."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.server.apps.alerts.conftest import House, at
from tests.server.conftest import Caller

from elkvision.server.apps.alerts.models import Change, Incident
from elkvision.server.apps.alerts.services import keeping


@pytest.fixture
def alert(watch: House, make_rule: Callable[..., Any], add: Callable[..., None]) -> str:
    """The address of one that fires."""
    make_rule(group_by=["service"], runbook="https://acme.test/runbook", severity="critical")
    watch.look(at(1))
    add(at(1, 30), 3, service="web")
    watch.look(at(2))
    return f"/alerts/{Incident.objects.get().pk}/"


def test_an_alert_shows_what_it_is_about(alert: str, vera: Caller) -> None:
    listed = vera.get("/alerts/", state="open").json()
    (one,) = listed["results"]
    assert listed["counts"] == {"firing": 1, "acknowledged": 0, "snoozed": 0, "open": 1, "resolved": 0}
    assert (one["title"], one["state"], one["severity"]) == ("errors: web", "firing", "critical")
    assert one["group"] == {"service": "web"}
    assert one["labels"] == {"alertname": "errors", "severity": "critical", "service": "web"}
    assert one["annotations"] == {"runbook": "https://acme.test/runbook"}
    assert one["numbers"][0] == ["value", 3]
    assert one["link"].startswith("/explorer/?q=")
    whole = vera.get(alert).json()
    assert len(whole["lines"]) == 3
    assert len(whole["chart"]["points"]) == 60
    assert [each["reason"] for each in whole["timeline"]] == ["fired"]


def test_people_look_after_an_alert(alert: str, bob: Caller, vera: Caller, alice_user: Any) -> None:
    assert vera.post(f"{alert}acknowledge/").status_code == 403
    told = bob.post(f"{alert}acknowledge/", text="I am on it").json()
    assert (told["state"], told["acknowledged_by"]["username"]) == ("acknowledged", "bob")
    assert bob.post(f"{alert}acknowledge/").status_code == 409
    assert bob.post(f"{alert}assign/", to=alice_user.pk).json()["assignee"]["username"] == "alice"
    assert bob.post(f"{alert}assign/", to=10_000).status_code == 400
    bob.post(f"{alert}comment/", text="the disk")
    assert (
        bob.post(f"{alert}snooze/", until=(timezone.now() + timedelta(hours=1)).isoformat()).json()["state"]
        == "snoozed"
    )
    assert bob.get("/alerts/").json()["counts"]["snoozed"] == 1
    bob.post(f"{alert}snooze/", until=None)
    told = bob.post(f"{alert}resolve/", text="mended").json()
    assert (told["state"], told["resolved_by"]["username"]) == ("resolved", "bob")
    assert bob.post(f"{alert}resolve/").status_code == 409
    assert [(each["reason"], each["by"], each["text"]) for each in told["timeline"]][1:4] == [
        ("acknowledged", "bob", "I am on it"),
        ("assigned", "bob", "alice"),
        ("commented", "bob", "the disk"),
    ]
    assert bob.get("/alerts/", assignee=alice_user.pk, state="resolved").json()["results"] != []


def test_how_long_it_took(alert: str, bob: Caller) -> None:
    one = Incident.objects.get()
    opened = timezone.now() - timedelta(hours=1)
    Incident.objects.filter(pk=one.pk).update(
        opened_at=opened, acknowledged_at=opened + timedelta(minutes=2), closed_at=opened + timedelta(minutes=30),
        firing=False,
    )  # fmt: skip
    told = bob.get("/alerts/statistics/").json()
    assert (told["total"], told["to_acknowledge"], told["to_resolve"]) == (1, 120.0, 1800.0)
    assert (told["by_rule"][0]["rule_name"], told["by_rule"][0]["to_resolve"]) == ("errors", 1800.0)
    assert told["by_severity"][0]["severity"] == "critical"
    assert told["by_day"][0]["day"] == opened.date().isoformat()
    empty = bob.get("/alerts/statistics/", from_="now-5m").json()
    assert (empty["total"], empty["to_resolve"]) == (0, None)


def test_one_that_was_resolved_by_hand_comes_again_only_when_it_fires_anew(
    alert: str, bob: Caller, watch: House, add: Callable[..., None]
) -> None:
    bob.post(f"{alert}resolve/")
    add(at(2, 30), 3, service="web")
    watch.look(at(3))
    assert Incident.objects.count() == 1
    watch.look(at(4))
    add(at(4, 30), 3, service="web")
    watch.look(at(5))
    assert Incident.objects.filter(firing=True).count() == 1
    assert Incident.objects.count() == 2


def test_history_keeps_each_change_with_its_numbers_and_query(alert: str, bob: Caller, watch: House) -> None:
    watch.look(at(3))
    rule = Incident.objects.get().rule_id
    changes = bob.get(f"/alerts/rules/{rule}/history/").json()["results"]
    assert [each["state"] for each in changes] == ["resolved", "firing"]
    assert changes[1]["numbers"] == [["value", 3], ["threshold", 2]]
    assert changes[1]["query"] == "level:error service:web"
    assert changes[1]["words"] == "3 lines in 1 m; the rule is for more than 2"
    assert changes[1]["alert"] == Incident.objects.get().pk


def test_what_is_long_over_is_forgotten(alert: str, watch: House) -> None:
    watch.look(at(3))
    now = timezone.now()
    Change.objects.update(seen_at=now - timedelta(days=91))
    Incident.objects.update(closed_at=now - timedelta(days=399))
    assert keeping.forget_old(now) == 2
    Incident.objects.update(closed_at=now - timedelta(days=401))
    keeping.forget_old(now)
    assert not Incident.objects.exists()


def test_removing_a_rule_ends_its_alerts_and_keeps_them(alert: str, bob: Caller) -> None:
    rule = Incident.objects.get().rule_id
    bob.delete(f"/alerts/rules/{rule}/")
    told = bob.get(alert).json()
    assert (told["state"], told["rule"], told["rule_name"]) == ("resolved", None, "errors")


def test_silences_and_policies_are_checked(bob: Caller, vera: Caller, charlie: Caller, channel: Any) -> None:
    starts, ends = timezone.now(), timezone.now() + timedelta(hours=1)
    matchers = [{"label": "service", "op": "=~", "value": "web|shop"}]
    silence = bob.post("/alerts/silences/", matchers=matchers, starts_at=starts.isoformat(), ends_at=ends.isoformat())
    assert silence.status_code == 201
    assert bob.delete(f"/alerts/silences/{silence.json()['id']}/").status_code == 204
    assert bob.delete(f"/alerts/silences/{silence.json()['id']}/").status_code == 409
    wrong = {"starts_at": ends.isoformat(), "ends_at": starts.isoformat(), "matchers": matchers}
    assert bob.post("/alerts/silences/", **wrong).status_code == 400
    broken = {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    answer = bob.post("/alerts/silences/", **broken, matchers=[{"label": "a", "op": "=~", "value": "("}])
    assert "cannot be read" in answer.json()["error"]["message"]

    policy = bob.post("/alerts/policies/", name="web", matchers=matchers, channels=[channel.pk])
    assert policy.status_code == 201, policy.content
    where = f"/alerts/policies/{policy.json()['id']}/"
    steps = [{"after": 600, "channels": [channel.pk]}, {"after": 300, "people": []}]
    told = bob.patch(where, escalation=steps).json()
    assert [each["after"] for each in told["escalation"]] == [300, 600]
    assert charlie.post("/alerts/policies/", name="theirs", channels=[channel.pk]).status_code == 400
    assert vera.patch(where, enabled=False).status_code == 403
    other = bob.post("/alerts/policies/", name="rest").json()["id"]
    assert bob.post("/alerts/policies/order/", ids=[other]).status_code == 400
    assert bob.post("/alerts/policies/order/", ids=[other, policy.json()["id"]]).status_code == 204
    assert [each["name"] for each in bob.get("/alerts/policies/").json()["results"]] == ["rest", "web"]
    assert bob.delete(where).status_code == 204
