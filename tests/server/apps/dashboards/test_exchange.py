"""Dashboards as files, and those to begin with."""

from tests.server.apps.dashboards.test_dashboards import make
from tests.server.conftest import Caller


def test_what_was_exported_is_imported_elsewhere(alice: Caller, charlie: Caller) -> None:
    made = make(alice, tags=["web"], variables=[{"name": "service", "field": "service"}])
    file = alice.get(f"/dashboards/{made['id']}/export/").json()
    assert (file["format"], file["format_version"]) == ("elkvision.dashboard", 1)
    there = charlie.post("/dashboards/import/", **file)
    assert there.status_code == 201, there.content
    for field in ("name", "tags", "variables", "range", "refresh", "panels"):
        assert there.json()[field] == made[field]
    again = charlie.post("/dashboards/import/", **file).json()
    assert again["name"] == "Web 2"


def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(alice: Caller) -> None:
    file = alice.get(f"/dashboards/{make(alice)['id']}/export/").json()
    broken = file["dashboard"] | {"panels": [{"kind": "cake"}]}
    for wrong, said in (
        ({"panels": []}, "This is no dashboard of ours."),
        (file | {"format_version": 2}, "This file is of format version 2; version 1 is read here."),
        (file | {"dashboard": []}, 'The file has no "dashboard".'),
        (file | {"dashboard": broken}, 'panels.0.kind: "cake" is not a valid choice.'),
    ):
        answer = alice.post("/dashboards/import/", **wrong)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == said
    assert alice.send("/dashboards/import/", b"[1]", "application/json").status_code == 400


def test_no_panel_of_a_template_is_empty_with_the_demos_logs(alice: Caller, shop: None) -> None:
    listed = alice.get("/dashboards/templates/").json()["results"]
    assert [each["name"] for each in listed] == ["Web server", "Application errors", "Security", "Volume and cost"]
    for each in listed:
        made = alice.post(f"/dashboards/templates/{each['key']}/")
        assert made.status_code == 201, made.content
        dashboard = made.json()
        answer = alice.post(
            "/panels/data/",
            panels=dashboard["panels"],
            from_="now-1h",
            to="now",
            variables={v["name"]: [] for v in dashboard["variables"]},
        )
        for panel in answer.json()["results"]:
            said = f"{each['name']}: {panel['title']}"
            assert panel["error"] is None, said
            assert panel["title"] in _MAY_BE_EMPTY or _filled(panel), said


def test_a_template_without_any_logs_has_all_of_its_panels(alice: Caller) -> None:
    made = alice.post("/dashboards/templates/web-server/", name="Ours").json()
    assert made["name"] == "Ours"
    assert {"Bytes sent", "How long it takes"} <= {panel["title"] for panel in made["panels"]}
    assert alice.post("/dashboards/templates/cake/").status_code == 404


#: The shop has no burglars, and every other panel has something.
_MAY_BE_EMPTY = {"Attempts to get in"}


def _filled(panel: dict) -> bool:
    if panel["kind"] == "number":
        return any(figure["value"] for figure in panel["figures"])
    marks = panel.get("series") or panel.get("rows") or panel.get("cells") or panel.get("events")
    return bool(marks)
