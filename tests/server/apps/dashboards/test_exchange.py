"""Dashboards as files, and those to begin with."""

import time

from tests.server.apps.dashboards.test_dashboards import make
from tests.server.conftest import Caller

from elkvision.core.clock import now_ms
from elkvision.core.event import event_id
from elkvision.pipeline.normalise import normalise_line
from elkvision.server.apps.logs import selectors as logs
from elkvision.store.contract import EventBatch
from elkvision.supervisor.shop.traffic import Traffic


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


def test_no_panel_of_a_template_is_empty_with_the_demos_logs(alice: Caller, acme: object) -> None:
    _shop("acme")
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


#: The shop has no burglars, and few whose card is declined: this seed has three of them.
_MAY_BE_EMPTY = {"Attempts to get in"}


def _filled(panel: dict) -> bool:
    if panel["kind"] == "number":
        return any(figure["value"] for figure in panel["figures"])
    marks = panel.get("series") or panel.get("rows") or panel.get("cells") or panel.get("events")
    return bool(marks)


def _shop(tenant: str) -> None:
    """A round of the demo's traffic, over the last half of an hour."""
    began = time.time() - 1800
    traffic = Traffic(rate=4, round_seconds=1700, start=began, seed=6)
    # On-call speaks when a phase begins, which is looked for from time to time.
    lines = [line for at in range(0, 1800, 10) for line in traffic.until(began + at)]
    made = [
        normalise_line(
            line, id=event_id(now_ms(), 9, number), tenant=tenant, received_ms=now_ms(), input="tcp", defaults={}
        )
        for number, line in enumerate(lines)
    ]
    logs.store().append(EventBatch("shop", made))
