"""Searches that people keep, for themselves or for all, and the history that is each one's own."""

import uuid
from typing import Any

import pytest
from tests.server.conftest import Caller, program

from elkvision.server.apps.accounts.models import AuditEntry, Organisation
from elkvision.server.apps.searches import services
from elkvision.server.apps.searches.models import Remembered


def keep(caller: Caller, **more: Any) -> dict[str, Any]:
    answer = caller.post("/searches/", **({"name": "Failed payments", "q": "service:payments level:error"} | more))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def names(caller: Caller, **query: Any) -> list[str]:
    return [each["name"] for each in caller.get("/searches/", **query).json()["results"]]


def test_a_private_search_is_its_owners_alone(vera: Caller, alice: Caller, charlie: Caller) -> None:
    kept = keep(vera, columns=["@timestamp", "message"], tags=["pay"], favourite=True)
    assert (kept["shared"], kept["mine"], kept["favourite"], kept["range"]) == ("private", True, True, None)
    assert names(vera) == names(vera, tag="pay") == names(vera, favourite="true") == ["Failed payments"]
    assert names(vera, tag="other") == []
    for other in (alice, charlie):
        assert names(other) == []
        for method in ("get", "delete"):
            assert getattr(other, method)(f"/searches/{kept['id']}/").status_code == 404
        assert other.post(f"/searches/{kept['id']}/run/").status_code == 404
        assert other._send("put", f"/searches/{kept['id']}/favourite/", {"favourite": True}).status_code == 404


def test_what_is_shared_is_seen_by_all_and_changed_by_editors(bob: Caller, vera: Caller, charlie: Caller) -> None:
    assert vera.post("/searches/", name="x", shared="organisation").status_code == 403
    kept = keep(bob, shared="organisation")
    assert names(vera) == ["Failed payments"]
    assert names(charlie) == []
    path = f"/searches/{kept['id']}/"
    assert vera._send("put", path, {"name": "x"}).status_code == 403
    assert vera.delete(path).status_code == 403
    assert vera._send("put", f"{path}favourite/", {"favourite": True}).status_code == 204
    assert (vera.get(path).json()["favourite"], bob.get(path).json()["favourite"]) == (True, False)
    changed = bob._send("put", path, {"name": "Payments", "q": "service:payments", "shared": "organisation"})
    assert changed.json()["name"] == "Payments"
    assert bob.delete(path).status_code == 204
    actions = list(
        AuditEntry.objects.filter(subject__in=("Payments", "Failed payments")).values_list("action", flat=True)
    )
    assert actions == ["removed a search of all", "changed a search of all", "kept a search for all"]


def test_nobody_takes_a_search_of_all_away_by_making_it_private(alice: Caller, bob: Caller) -> None:
    kept = keep(bob, shared="organisation")
    answer = alice._send("put", f"/searches/{kept['id']}/", {"name": "x", "shared": "private"})
    assert (answer.status_code, answer.json()["error"]["message"]) == (403, "Only its owner can make a search private.")


def test_a_search_with_variables_is_a_template(alice: Caller) -> None:
    variables = [
        {"name": "service", "field": "service", "default": ["web"]},
        {"name": "slow", "values": ["100", "1000"], "multiple": False},
    ]
    kept = keep(alice, q="service:$service duration_ms:>$slow", variables=variables, range={"from": "now-1h"})
    run = alice.post(f"/searches/{kept['id']}/run/", variables={"slow": ["100"]}).json()
    assert run["q"] == "service:web duration_ms:{100 TO *}"
    assert run["range"] == {"from": "now-1h", "to": "now"}
    values = {"service": ['a" OR service:*', "b"], "slow": []}
    run = alice.post(f"/searches/{kept['id']}/run/", variables=values).json()
    assert run["q"] == 'service:"a\\" OR service:*" OR service:b'


def test_a_query_that_cannot_be_read_is_not_kept(alice: Caller) -> None:
    answer = alice.post("/searches/", name="x", q="a AND")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "query_error")


def test_history_is_ones_own_and_has_each_query_once(alice: Caller, bob: Caller, charlie: Caller) -> None:
    for q in ("level:error", "checkout", "level:error"):
        assert alice.post("/searches/history/", q=q, from_="now-1h", to="now").status_code == 204
    found = alice.get("/searches/history/").json()["results"]
    assert [(each["q"], each["times"]) for each in found] == [("level:error", 2), ("checkout", 1)]
    assert (found[0]["from"], found[0]["to"]) == ("now-1h", "now")
    assert bob.get("/searches/history/").json()["results"] == []
    assert bob.delete("/searches/history/").status_code == 204
    assert charlie.get("/searches/history/").json()["results"] == []
    assert len(alice.get("/searches/history/").json()["results"]) == 2
    assert alice.delete("/searches/history/").status_code == 204
    assert alice.get("/searches/history/").json()["results"] == []


def test_history_does_not_grow_for_ever(alice: Caller, bob: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_REMEMBERED", 5)
    bob.post("/searches/history/", q="bob's")
    for number in range(8):
        alice.post("/searches/history/", q=f"query {number}")
    assert Remembered.objects.filter(user__username="alice").count() == 5
    assert not Remembered.objects.filter(q="query 2").exists()
    assert Remembered.objects.filter(q="bob's").exists()


def test_a_program_sees_what_is_shared_and_has_nothing_of_its_own(alice: Caller, acme: Organisation) -> None:
    keep(alice, name="mine")
    keep(alice, name="ours", shared="organisation")
    reader, admin = program(acme, "read"), program(acme, "admin")
    assert names(reader) == ["ours"]
    assert reader.get("/searches/history/").status_code == 403
    assert admin.post("/searches/", name="x").status_code == 403
    assert admin.post("/searches/", name="x", shared="organisation").status_code == 201
    assert admin.get(f"/searches/{uuid.uuid4()}/").status_code == 404
