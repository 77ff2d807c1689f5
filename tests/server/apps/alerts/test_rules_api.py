"""Rules through the API: made, changed, quietened, previewed, taken out as YAML and in again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.server.conftest import Caller

from elkvision.server.apps.accounts.models import AuditEntry
from elkvision.server.apps.alerts.models import Rule, Watch

DEFINITION = {
    "name": "errors of web",
    "query": "level:error service:web",
    "condition": {"kind": "threshold", "op": ">", "value": 5},
    "window": "5m",
    "labels": {"team": "shop"},
}


def made(caller: Caller, **given: Any) -> Any:
    answer = caller.post("/alerts/rules/", definition=DEFINITION | given)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_rule_is_made_and_the_watch_hears_of_it(bob: Caller, acme: Any) -> None:
    rule = made(bob)
    assert (rule["name"], rule["kind"], rule["severity"], rule["version"]) == ("errors of web", "threshold", "error", 1)
    assert rule["owner"] == "bob"
    assert rule["status"]["state"] == "new"
    assert rule["definition"]["every"] == "1m"
    assert Watch.objects.get(organisation=acme).wanted
    assert AuditEntry.objects.filter(organisation=acme, action="made the rule").exists()
    assert bob.get("/alerts/rules/").json()["results"] == [rule]


def test_a_mistake_says_where_it_is(bob: Caller) -> None:
    answer = bob.post("/alerts/rules/", definition=DEFINITION | {"window": "5 minutes"})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert list(error["fields"]) == ["window"]
    assert "30s, 5m, 1h" in error["hint"]
    condition = {"kind": "threshold", "op": "=>", "value": 5}
    answer = bob.post("/alerts/rules/preview/", definition=DEFINITION | {"condition": condition})
    assert list(answer.json()["error"]["fields"]) == ["condition.op"]


def test_names_are_taken_once(bob: Caller) -> None:
    made(bob)
    assert bob.post("/alerts/rules/", definition=DEFINITION).status_code == 409


def test_whoever_only_looks_changes_nothing(bob: Caller, vera: Caller) -> None:
    rule = made(bob)
    where = f"/alerts/rules/{rule['id']}/"
    assert vera.get(where).status_code == 200
    assert vera.post("/alerts/rules/", definition=DEFINITION).status_code == 403
    assert vera.patch(where, muted=True).status_code == 403
    assert vera.delete(where).status_code == 403
    assert vera.post("/alerts/rules/preview/", definition=DEFINITION).status_code == 200


def test_a_change_makes_a_version_that_can_be_brought_back(bob: Caller) -> None:
    rule = made(bob)
    where = f"/alerts/rules/{rule['id']}/"
    put(bob, where, definition=DEFINITION | {"severity": "critical"}, note="louder", based_on=1)
    assert bob.get(where).json()["version"] == 2
    assert put(bob, where, definition=DEFINITION, based_on=1, status=409)
    versions = bob.get(f"{where}versions/").json()["results"]
    assert [(each["number"], each["note"], each["created_by"]) for each in versions] == [
        (2, "louder", "bob"),
        (1, "", "bob"),
    ]
    bob.post(f"{where}bring-back/", version=1)
    assert bob.get(where).json()["severity"] == "error"
    assert bob.get(f"{where}versions/").json()["results"][0]["note"] == "version 1 brought back"
    put(bob, where, definition=DEFINITION)
    assert bob.get(where).json()["version"] == 3, "the same again is no version"


def put(caller: Caller, where: str, status: int = 200, **body: Any) -> Any:
    answer = caller._send("put", where, body)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_rule_is_muted_snoozed_given_away_and_switched_off(bob: Caller, alice_user: Any) -> None:
    where = f"/alerts/rules/{made(bob)['id']}/"
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    told = bob.patch(where, muted=True, snoozed_until=until, owner=alice_user.pk).json()
    assert (told["muted"], told["owner"], told["version"]) == (True, "alice", 1)
    assert told["snoozed_until"] is not None
    assert bob.patch(where, snoozed_until=None).json()["snoozed_until"] is None
    told = bob.patch(where, enabled=False).json()
    assert (told["enabled"], told["definition"]["enabled"]) == (False, False)
    assert bob.patch(where, owner=10_000).status_code == 400
    assert bob.delete(where).status_code == 204
    assert not Rule.objects.exists()


def test_a_preview_shows_when_it_would_have_fired(bob: Caller, store_logs: Any) -> None:
    store_logs.add("acme", *["it broke"] * 7, ago_s=3600, level="error", service="web")
    store_logs.add("globex", *["it broke"] * 70, ago_s=7200, level="error", service="web")
    answer = bob.post("/alerts/rules/preview/", definition=DEFINITION, from_="now-1d", to="now")
    proof = answer.json()
    assert proof["words"].startswith("It would have fired once in the last 24 hours") or proof["count"] == 1
    (firing,) = proof["firings"]
    assert firing["numbers"][0] == ["value", 7]
    assert firing["link"].startswith("/explorer/?q=")
    assert sum(count for _, count in proof["volume"]["points"]) == 7
    assert proof["threshold"] == 5
    assert bob.get("/alerts/rules/").json()["results"] == []


def test_rules_go_out_as_yaml_and_come_in_again(bob: Caller, charlie: Caller) -> None:
    made(bob)
    made(bob, name="others", group_by=["service"])
    yaml = bob.get("/alerts/rules/export/").json()["yaml"]
    assert "name: errors of web" in yaml
    done = charlie.post("/alerts/rules/import/", yaml=yaml).json()["rules"]
    assert [(each["name"], each["done"]) for each in done] == [("errors of web", "made"), ("others", "made")]
    again = charlie.post("/alerts/rules/import/", yaml=yaml.replace("shop", "till")).json()["rules"]
    assert [each["done"] for each in again] == ["changed", "changed"]
    assert charlie.post("/alerts/rules/import/", yaml=yaml, replace=False).status_code == 409
    assert charlie.get("/alerts/rules/export/").json()["yaml"] == yaml.replace("shop", "till")


def test_an_import_with_a_mistake_changes_nothing(bob: Caller) -> None:
    yaml = "rules:\n- name: good\n  condition: {kind: absence}\n- name: bad\n  condition: {kind: absense}\n"
    answer = bob.post("/alerts/rules/import/", yaml=yaml)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["rules[1].condition.kind"]
    assert bob.post("/alerts/rules/import/", yaml="rules: [").json()["error"]["message"].startswith("line 1")
    assert not Rule.objects.exists()
    told = bob.post("/alerts/rules/import/", yaml=yaml.replace("absense", "absence"), dry_run=True).json()
    assert [each["done"] for each in told["rules"]] == ["made", "made"]
    assert not Rule.objects.exists()


def test_tests_of_rules_are_run(bob: Caller) -> None:
    yaml = """
rules:
- {name: errors, query: "level:error", condition: {kind: threshold, op: ">", value: 2}, window: 1m}
tests:
- name: three errors fire
  logs: [{at: 30s, log: {level: error, message: broken}, times: 3}]
  expect: [{at: 2m, rule: errors, firing: [{}]}]
- name: two do not
  logs: [{at: 30s, log: {level: error, message: broken}, times: 2}]
  expect: [{at: 2m, rule: errors, firing: [{}]}]
"""
    told = bob.post("/alerts/rules/test/", yaml=yaml).json()
    assert [each["passed"] for each in told["tests"]] == [True, False], told
    assert told["tests"][1]["differences"]
    assert bob.post("/alerts/rules/test/", yaml=yaml.replace("times: 3", "times: 90000")).status_code == 400


def test_rules_are_found_by_name_state_and_kind(bob: Caller, watch: Any, make_rule: Callable[..., Any]) -> None:
    made(bob)
    made(bob, name="absent", condition={"kind": "absence"}, severity="info")
    names = lambda **query: [each["name"] for each in bob.get("/alerts/rules/", **query).json()["results"]]  # noqa: E731
    assert names(q="ERRORS") == ["errors of web"]
    assert names(kind="absence") == ["absent"]
    assert names(severity="info") == ["absent"]
    assert names(state="firing") == []
