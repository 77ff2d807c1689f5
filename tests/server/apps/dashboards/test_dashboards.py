"""Dashboards: made, changed one after another, brought back, liked."""

from typing import Any

from tests.server.conftest import Caller

from elkvision.server.apps.accounts.models import AuditEntry

PANEL = {"kind": "line", "title": "Errors", "series": [{"q": "level:error"}]}


def make(caller: Caller, **more: Any) -> dict[str, Any]:
    answer = caller.post("/dashboards/", **({"name": "Web", "panels": [PANEL]} | more))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def put(caller: Caller, path: str, body: dict[str, Any]) -> Any:
    return caller._send("put", path, body)


def test_what_was_made_is_found_again(bob: Caller, vera: Caller) -> None:
    made = make(bob, tags=["web", "web"], variables=[{"name": "service", "field": "service"}])
    assert made["version"] == 1
    assert made["panels"][0]["id"] == "p1"
    assert made["panels"][0]["layout"] == {"x": 0, "y": 0, "w": 6, "h": 8}
    assert made["tags"] == ["web"]
    found = vera.get(f"/dashboards/{made['id']}/").json()
    assert found == made
    (listed,) = vera.get("/dashboards/", tag="web").json()["results"]
    assert (listed["name"], listed["panel_count"], listed["created_by"]) == ("Web", 1, "bob")
    assert vera.get("/dashboards/", tag="else").json()["results"] == []
    assert vera.post("/dashboards/", name="x").status_code == 403


def test_who_comes_second_is_told_and_changes_nothing(alice: Caller, bob: Caller) -> None:
    made = make(alice)
    shape = {field: made[field] for field in ("description", "tags", "variables", "range", "refresh", "panels")}
    path = f"/dashboards/{made['id']}/"
    changed = put(bob, path, shape | {"name": "Bob's", "version": 1, "note": "better"})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["version"], changed.json()["updated_by"]) == (2, "bob")
    late = put(alice, path, shape | {"name": "Alice's", "version": 1})
    assert late.status_code == 409
    assert late.json()["error"]["message"] == "bob changed Bob's meanwhile: version 2 is there."
    assert alice.get(path).json()["name"] == "Bob's"
    actions = list(AuditEntry.objects.values_list("action", flat=True)[:2])
    assert actions == ["changed the dashboard", "made the dashboard"]


def test_an_old_version_is_looked_at_and_brought_back(alice: Caller) -> None:
    made = make(alice)
    path = f"/dashboards/{made['id']}/"
    assert put(alice, path, {"name": "Empty", "version": 1}).status_code == 200
    versions = alice.get(f"{path}versions/").json()["results"]
    assert [(each["number"], each["name"]) for each in versions] == [(2, "Empty"), (1, "Web")]
    was = alice.get(f"{path}versions/1/").json()
    assert was["panels"] == made["panels"]
    back = alice.post(f"{path}restore/", version=1).json()
    assert (back["version"], back["name"], back["panels"]) == (3, "Web", made["panels"])
    assert alice.post(f"{path}restore/", version=9).json()["error"]["message"] == "Web has no version 9."


def test_a_copy_has_a_name_of_its_own(alice: Caller) -> None:
    made = make(alice)
    first = alice.post(f"/dashboards/{made['id']}/duplicate/").json()
    second = alice.post(f"/dashboards/{made['id']}/duplicate/").json()
    assert [first["name"], second["name"]] == ["Web (copy)", "Web (copy) 2"]
    assert first["panels"] == made["panels"]
    taken = alice.post(f"/dashboards/{made['id']}/duplicate/", name="Web")
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "conflict")


def test_favourites_and_order_are_each_persons_own(alice: Caller, vera: Caller) -> None:
    ids = [make(alice, name=name)["id"] for name in ("A", "B", "C")]
    assert put(vera, f"/dashboards/{ids[2]}/favourite/", {"favourite": True}).status_code == 204
    assert vera.post("/dashboards/order/", ids=[ids[2], ids[0]]).status_code == 204
    of_vera = vera.get("/dashboards/").json()["results"]
    assert [(each["name"], each["favourite"]) for each in of_vera] == [("C", True), ("A", False), ("B", False)]
    of_alice = alice.get("/dashboards/").json()["results"]
    assert [(each["name"], each["favourite"]) for each in of_alice] == [("A", False), ("B", False), ("C", False)]
    assert vera.post("/dashboards/order/", ids=[999_999]).status_code == 400


def test_charlie_of_globex_finds_no_dashboard_of_acmes(alice: Caller, charlie: Caller) -> None:
    made = make(alice)
    assert charlie.get("/dashboards/").json()["results"] == []
    for method, path in (("get", ""), ("put", ""), ("delete", ""), ("post", "duplicate/"), ("post", "restore/")):
        body = {"name": "x", "version": 1} if method == "put" else {"version": 1} if path == "restore/" else {}
        answer = (
            charlie.get(f"/dashboards/{made['id']}/{path}")
            if method == "get"
            else charlie._send(method, f"/dashboards/{made['id']}/{path}", body)
        )
        assert answer.status_code == 404, f"{method} {path}"
    assert charlie.post("/dashboards/order/", ids=[made["id"]]).status_code == 400
    make(charlie)


def test_a_dashboard_that_contradicts_itself_is_refused(alice: Caller) -> None:
    for body, said in (
        ({"variables": [{"name": "a b", "field": "x"}]}, "variables.0.name: Use letters, digits and _, and begin with"),
        ({"variables": [{"name": "a", "field": "x"}] * 2}, "variables: There are two variables named a."),
        ({"variables": [{"name": "a"}]}, "A variable has a field whose values it takes, or values of its own."),
        ({"panels": [PANEL | {"layout": {"x": 8, "y": 0, "w": 6, "h": 4}}]}, "A panel ends within the twelve columns."),
        ({"refresh": 3}, '"3" is not a valid choice.'),
    ):
        answer = alice.post("/dashboards/", name="x", **body)
        assert answer.status_code == 400
        assert said in answer.json()["error"]["message"]
