"""A link shows one dashboard and nothing else, to whoever has it, until it expires or is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.server.apps.dashboards.test_dashboards import make
from tests.server.conftest import Caller, Logs, stranger

from elkvision.server.apps.accounts.models import AuditEntry
from elkvision.server.apps.dashboards.models import Share

PANELS = [
    {"kind": "top", "title": "By $service", "series": [{"q": "service:$service"}], "groups": ["service"]},
    {"kind": "number", "series": [{"q": "level:error"}]},
    {"kind": "line", "series": [{"q": "secretword level:>=loud"}]},
    {"kind": "logs", "series": [{"q": "service:$service"}]},
    {"kind": "heatmap"},
    {"kind": "text", "markdown": "For the office."},
]
VARIABLES = [{"name": "service", "field": "service", "default": ["web"]}]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def shared(caller: Caller, **more: Any) -> tuple[dict[str, Any], str]:
    made = make(caller, panels=PANELS, variables=VARIABLES, range={"from": "now-1h", "to": "now"})
    wish = {"expires_at": (timezone.now() + timedelta(days=1)).isoformat()} | more
    answer = caller.post(f"/dashboards/{made['id']}/shares/", **wish)
    assert answer.status_code == 201, answer.content
    share = answer.json()
    assert share["link"].startswith("http://testserver/shared/?token=")
    return share | {"dashboard": made["id"]}, share["link"].partition("token=")[2]


def test_a_stranger_sees_the_dashboard_and_its_numbers(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "web fails", service="web", level="error", attributes={"q": "theirs"})
    store_logs.add("acme", "api works", service="api", level="info")
    store_logs.add("globex", "theirs", service="web", level="error")
    _, token = shared(alice)
    shown = stranger().get(f"/shared/{token}/").json()
    assert shown["name"] == "Web"
    assert [panel["kind"] for panel in shown["panels"]] == ["top", "number", "line", "logs", "heatmap", "text"]
    assert [panel["groups"] for panel in shown["panels"]] == [["service"], [], [], [], [], []]
    top, number, line, logs, heat, _ = stranger().get(f"/shared/{token}/data/").json()["results"]
    assert top["title"] == "By web"
    assert top["rows"] == [{"keys": ["web"], "numbers": [1]}]
    assert number["figures"][0]["value"] == 1
    assert line["error"] == {"code": "query_error", "message": "This panel cannot be shown now."}
    assert [event["message"] for event in logs["events"]] == ["web fails"]
    assert logs["events"][0]["attributes"] == {"q": "theirs"}
    assert sum(cell["number"] for cell in heat["cells"]) == 2


def test_what_a_link_shows_cannot_be_used_to_ask_anything(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "web", service="web")
    store_logs.add("acme", "api", service="api")
    _, token = shared(alice)
    shown = stranger().get(f"/shared/{token}/")
    assert b"level:" not in shown.content
    assert b"secretword" not in shown.content
    plain = stranger().get(f"/shared/{token}/data/")
    assert b'"q"' not in plain.content
    assert b'"qs"' not in plain.content
    asked = stranger().get(f"/shared/{token}/data/", q="*", variables='{"service": []}', filter="x", from_="now-1y")
    assert asked.json()["results"][0]["rows"] == [{"keys": ["web"], "numbers": [1]}]
    for path in (f"/shared/{token}/", f"/shared/{token}/data/"):
        assert stranger().post(path, panels=PANELS).status_code == 405
        assert stranger().delete(path).status_code == 405
    assert stranger().post("/panels/data/", panels=PANELS).status_code == 401
    assert (
        stranger().client.get("/api/v1/logs/search/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    )


def test_a_link_ends_when_it_expires(alice: Caller) -> None:
    share, token = shared(alice)
    assert stranger().get(f"/shared/{token}/").status_code == 200
    Share.objects.filter(pk=share["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    for path in (f"/shared/{token}/", f"/shared/{token}/data/"):
        answer = stranger().get(path)
        assert answer.status_code == 404
        assert "expired" in answer.json()["error"]["message"]


def test_a_link_ends_when_it_is_taken_back(alice: Caller, charlie: Caller) -> None:
    share, token = shared(alice)
    path = f"/dashboards/{share['dashboard']}/shares/"
    assert charlie.delete(f"{path}{share['id']}/").status_code == 404
    assert [each["id"] for each in alice.get(path).json()["results"]] == [share["id"]]
    assert alice.delete(f"{path}{share['id']}/").status_code == 204
    assert stranger().get(f"/shared/{token}/data/").status_code == 404
    assert alice.get(path).json()["results"] == []
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"shared the dashboard", "took back a link to the dashboard"} <= actions


def test_a_link_is_not_kept_where_it_could_be_read(alice: Caller) -> None:
    share, token = shared(alice, label="for the board")
    kept = Share.objects.get(pk=share["id"])
    assert token not in str(vars(kept))
    listed = alice.get(f"/dashboards/{share['dashboard']}/shares/")
    assert token not in listed.content.decode()
    assert listed.json()["results"][0]["label"] == "for the board"


def test_a_link_may_have_a_range_and_values_of_its_own(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "api", service="api")
    store_logs.add("acme", "old", service="api", ago_s=3000)
    _, token = shared(alice, range={"from": "now-10m", "to": "now"}, variables={"service": ["api"]})
    top = stranger().get(f"/shared/{token}/data/").json()["results"][0]
    assert top["rows"] == [{"keys": ["api"], "numbers": [1]}]


def test_a_link_cannot_be_asked_for_ever_so_often(alice: Caller) -> None:
    _, token = shared(alice)
    answers = {stranger().get(f"/shared/{token}x/").status_code for _ in range(302)}
    assert answers == {404, 429}


def test_only_editors_share_and_only_into_the_future(vera: Caller, alice: Caller) -> None:
    made = make(alice)
    wish = {"expires_at": (timezone.now() + timedelta(days=1)).isoformat()}
    assert vera.post(f"/dashboards/{made['id']}/shares/", **wish).status_code == 403
    late = alice.post(f"/dashboards/{made['id']}/shares/", expires_at="2020-01-01T00:00:00Z")
    assert late.json()["error"]["message"] == "This link would have expired already."
