"""Pipelines of an organisation: saved only when they can run, kept version by version, and known to the gateway."""

import json
from typing import Any

import pytest
from tests.server.conftest import Caller, program

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import AuditEntry, Organisation
from elkvision.server.apps.accounts.services import keys
from elkvision.server.apps.pipelines import trying
from elkvision.server.apps.pipelines.models import Pipeline

SHOUT = 'filter { mutate { uppercase => ["message"] } }'
MARK = 'filter { mutate { add_tag => ["seen"] } }'


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run inside a transaction: what waits for its commit happens at once."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, *_, **__: do())


def made(caller: Caller, name: str = "web", text: str = SHOUT, **more: Any) -> dict[str, Any]:
    answer = caller.post("/pipelines/", name=name, text=text, **more)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]  # JSON


def published(tenant: str = "acme") -> list[dict[str, Any]]:
    return json.loads(load().snapshot_file.read_text())["pipelines"].get(tenant, [])  # type: ignore[no-any-return]  # JSON


def test_a_pipeline_that_is_made_is_published_to_the_gateway(bob: Caller) -> None:
    one = made(bob, condition='[service] == "shop"', inputs=["http"])
    assert (one["version"]["number"], one["enabled"], one["position"]) == (1, True, 0)
    (told,) = published()
    assert told == {
        "id": one["id"], "name": "web", "version": 1, "text": SHOUT,
        "condition": '[service] == "shop"', "inputs": ["http"], "keys": [],
    }  # fmt: skip
    assert AuditEntry.objects.filter(action="made the pipeline", subject="web").exists()


def test_a_text_that_cannot_run_is_refused_with_every_mistake_and_its_place(bob: Caller) -> None:
    answer = bob.post("/pipelines/", name="web", text="filter {\n  mutat { }\n  nothing { }\n}", condition="[a] = 1")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "pipeline_error"
    assert [(each["part"], each["line"], each["column"]) for each in error["problems"]] == [
        ("text", 2, 3),
        ("text", 3, 3),
        ("condition", 1, 5),
    ]
    assert "mutate" in error["problems"][0]["hint"]
    assert not Pipeline.objects.exists()


def test_another_text_makes_a_version_and_another_name_does_not(bob: Caller) -> None:
    one = made(bob)
    path = f"/pipelines/{one['id']}/"
    assert bob.patch(path, name="front").json()["version"]["number"] == 1
    changed = bob.patch(path, text=MARK, note="marks").json()
    assert (changed["version"]["number"], changed["version"]["note"], changed["version"]["created_by"]) == (
        2,
        "marks",
        "bob",
    )
    assert [(each["name"], each["version"]) for each in published()] == [("front", 2)]
    assert [each["number"] for each in bob.get(f"{path}versions/").json()["results"]] == [2, 1]


def test_the_same_text_again_is_no_new_version(bob: Caller) -> None:
    one = made(bob)
    assert bob.patch(f"/pipelines/{one['id']}/", text=SHOUT).json()["version"]["number"] == 1


def test_an_old_version_comes_back_as_the_newest(bob: Caller) -> None:
    one = made(bob)
    path = f"/pipelines/{one['id']}/"
    bob.patch(path, text=MARK)
    back = bob.post(f"{path}bring-back/", version=1).json()
    assert (back["version"]["number"], back["version"]["text"]) == (3, SHOUT)
    assert bob.post(f"{path}bring-back/", version=9).status_code == 400


def test_whoever_saves_over_a_version_not_seen_is_told(bob: Caller) -> None:
    one = made(bob)
    path = f"/pipelines/{one['id']}/"
    assert bob.patch(path, text=MARK, based_on=1).status_code == 200
    late = bob.patch(path, text="filter { }", based_on=1)
    assert late.status_code == 409
    assert "version 2" in late.json()["error"]["message"]


def test_pipelines_run_in_the_order_given(bob: Caller) -> None:
    first, second = made(bob, "first"), made(bob, "second")
    assert bob.post("/pipelines/order/", ids=[second["id"], first["id"]]).status_code == 204
    assert [each["name"] for each in published()] == ["second", "first"]
    assert [each["name"] for each in bob.get("/pipelines/").json()] == ["second", "first"]
    assert bob.post("/pipelines/order/", ids=[first["id"]]).status_code == 400


def test_one_that_is_switched_off_or_removed_is_not_run(bob: Caller) -> None:
    one, other = made(bob, "one"), made(bob, "other")
    bob.patch(f"/pipelines/{one['id']}/", enabled=False)
    assert [each["name"] for each in published()] == ["other"]
    assert bob.delete(f"/pipelines/{other['id']}/").status_code == 204
    assert published() == []


def test_a_name_is_taken_once(bob: Caller) -> None:
    made(bob)
    assert bob.post("/pipelines/", name="web", text=MARK).status_code == 409
    other = made(bob, "other")
    assert bob.patch(f"/pipelines/{other['id']}/", name="web").status_code == 409


def test_a_key_of_another_organisation_cannot_be_named(bob: Caller, globex: Organisation) -> None:
    theirs, _ = keys.create(globex, name="theirs", scopes=["ingest"], by=None)
    assert bob.post("/pipelines/", name="web", text=SHOUT, keys=[theirs.pk]).status_code == 400


def test_viewers_and_reading_programs_look_and_change_nothing(bob: Caller, vera: Caller, acme: Organisation) -> None:
    one = made(bob)
    reader = program(acme, "read")
    for caller in (vera, reader):
        assert caller.get("/pipelines/").status_code == 200
        assert caller.post("/pipelines/", name="mine", text=SHOUT).status_code == 403
        assert caller.patch(f"/pipelines/{one['id']}/", text=MARK).status_code == 403
        assert caller.post("/pipelines/try/", text=SHOUT, samples=["a"]).status_code == 200
    assert program(acme, "ingest").get("/pipelines/").status_code == 403


def test_a_try_shows_what_each_filter_made_and_keeps_nothing(bob: Caller) -> None:
    text = 'filter {\n  json { source => "message" }\n  mutate { rename => { "a" => "b" } }\n}'
    told = bob.post("/pipelines/try/", text=text, samples=['x{"a":1}', '["no object"]', "plain"]).json()
    assert told["problems"] == []
    first = told["tried"][0]
    assert [(step["filter"], step["line"]) for step in first["steps"]] == [("json", 2), ("mutate", 3)]
    assert "_jsonparsefailure" in first["documents"][0]["tags"]
    assert not Pipeline.objects.exists()


def test_a_sample_that_is_dropped_has_no_document(bob: Caller) -> None:
    told = bob.post("/pipelines/try/", text="filter { drop { } }", samples=["a"]).json()
    assert told["tried"][0]["documents"] == []
    assert told["tried"][0]["steps"][0]["events"] == []


def test_a_try_says_which_samples_it_had_no_time_for(bob: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "BUDGET_SECONDS", -1.0)
    told = bob.post("/pipelines/try/", text=SHOUT, samples=["a"]).json()
    assert [each["left_out"] for each in told["tried"]] == [True]


def test_a_text_can_be_checked_without_being_kept(bob: Caller) -> None:
    assert bob.post("/pipelines/check/", text=SHOUT).json() == {"problems": [], "warnings": []}
    told = bob.post("/pipelines/check/", text="input { file { path => '/x' } } filter { }").json()
    assert told["problems"] == []
    assert "no counterpart" in told["warnings"][0]["message"]


def test_a_pipeline_reads_no_file_of_the_machine(bob: Caller) -> None:
    text = 'filter { translate { source => "a" target => "b" dictionary_path => "/etc/passwd" } }'
    answer = bob.post("/pipelines/", name="nosy", text=text)
    assert answer.status_code == 400
    assert "root:" not in answer.content.decode()


def test_what_can_be_written_is_told(vera: Caller) -> None:
    told = vera.get("/pipelines/reference/").json()
    assert {"mutate", "json", "drop"} <= {each["name"] for each in told["filters"]}
    assert "add_field" in {each["name"] for each in told["everywhere"]}
    assert "ruby" in {each["name"] for each in told["refused"]}


def test_raw_lines_are_kept_unless_the_organisation_says_not(alice: Caller) -> None:
    made(alice)
    settings = json.loads(load().snapshot_file.read_text())
    assert settings["tenants"]["acme"]["keep_raw"] is True
    assert alice.patch("/organisations/acme/", keep_raw=False).status_code == 200
    assert json.loads(load().snapshot_file.read_text())["tenants"]["acme"]["keep_raw"] is False


def test_a_pattern_can_be_looked_at_on_lines_and_suggested_for_one(vera: Caller) -> None:
    looked = vera.post("/pipelines/grok/", pattern="%{IP:ip} %{WORD:verb}", lines=["10.0.0.1 GET", "no"]).json()[
        "looked"
    ]
    assert [each["matched"] for each in looked] == [True, False]
    assert looked[0]["taken"][1] == {"field": "verb", "start": 9, "end": 12, "value": "GET"}
    told = vera.post("/pipelines/suggest/", line="10.0.0.1 took 5 ms").json()["suggestions"]
    assert "%{IP:ip}" in told[-1]["pattern"]
