"""Who did what: told in their organisation, to its admins, and nowhere else."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from tests.server.conftest import PASSWORD, Caller, browser_of, person, program

from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.models import AuditEntry, Organisation, Role, User


def content(answer: Any) -> str:
    async def streamed() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    return async_to_sync(streamed)().decode()


def told(caller: Caller, **query: Any) -> list[tuple[str, str]]:
    answer = caller.get("/audit/", **query)
    assert answer.status_code == 200, answer.content
    return [(each["who"], each["action"]) for each in answer.json()["results"]]


def test_what_a_person_and_a_program_did_is_told_with_their_names(alice: Caller, acme: Organisation) -> None:
    alice.post("/api-keys/", name="shipper", scopes=["ingest"])
    program(acme, "admin").post("/api-keys/", name="another", scopes=["read"])
    alice.post("/api-keys/", name="third", scopes=["read"])
    assert told(alice) == [
        ("alice", "made the key"), ("key a program", "made the key"), ("", "made the key"), ("alice", "made the key"),
    ]  # fmt: skip
    first = alice.get("/audit/").json()["results"][-1]
    assert first["details"] == {"scopes": ["ingest"]}
    assert first["by"]["username"] == "alice"


def test_the_log_is_filtered_by_person_action_and_time(alice: Caller, acme: Organisation, alice_user: User) -> None:
    audit.record(None, "made the key", "by nobody", organisation=acme)
    old = AuditEntry.objects.create(organisation=acme, by=alice_user, action="changed", subject="acme")
    AuditEntry.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=3))
    assert told(alice, person=alice_user.pk) == [("alice", "changed")]
    assert told(alice, person="nobody") == [("", "made the key")]
    assert told(alice, action="changed") == [("alice", "changed")]
    assert told(alice, from_="now-1d") == [("", "made the key")]
    assert told(alice, to="now-1d") == [("alice", "changed")]
    chosen = alice.get("/audit/choices/").json()
    assert chosen["actions"] == ["changed", "made the key"]
    assert [each["username"] for each in chosen["people"]] == ["alice"]


@pytest.mark.parametrize("query", [{"person": "x"}, {"from_": "yesteryear"}, {"colour": "red"}])
def test_a_filter_that_makes_no_sense_is_refused(alice: Caller, query: dict[str, str]) -> None:
    assert alice.get("/audit/", **query).status_code == 400


def test_pages_follow_one_another_without_gap_or_repeat(alice: Caller, acme: Organisation) -> None:
    for n in range(7):
        audit.record(None, "did", n, organisation=acme)
    seen, cursor = [], None
    while True:
        page = alice.get("/audit/", limit=3, **({"cursor": cursor} if cursor else {})).json()
        seen += [each["subject"] for each in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [str(n) for n in reversed(range(7))]


def test_a_file_of_it_has_every_entry_and_no_formula(alice: Caller, acme: Organisation) -> None:
    audit.record(None, "did", "=HYPERLINK(1)", organisation=acme, note="-1+2")
    AuditEntry.objects.bulk_create(AuditEntry(organisation=acme, action="did", subject=str(n)) for n in range(2100))
    answer = alice.get("/audit/export/", format="csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(content(answer))))
    assert len(rows) == 2102
    assert rows[0]["action"] == "exported the audit log"
    assert rows[-1]["subject"] == "'=HYPERLINK(1)"
    assert json.loads(rows[-1]["details"]) == {"note": "-1+2"}
    lines = [json.loads(line) for line in content(alice.get("/audit/export/", format="ndjson")).splitlines()]
    assert len(lines) == 2103
    assert lines[-1]["subject"] == "=HYPERLINK(1)"


def test_it_is_for_admins(acme: Organisation, bob: Caller, vera: Caller) -> None:
    for path in ("/audit/", "/audit/choices/", "/audit/export/"):
        assert bob.get(path).status_code == 403
        assert vera.get(path).status_code == 403
        assert program(acme, "read").get(path).status_code == 403


def test_one_organisation_never_reads_what_was_done_in_another(
    alice: Caller, charlie: Caller, acme: Organisation, globex: Organisation
) -> None:
    audit.record(None, "did", "an acme thing", organisation=acme)
    assert told(charlie) == []
    assert "acme" not in content(charlie.get("/audit/export/", format="csv")).replace("audit log", "")
    dan = person("dan", globex, Role.ADMIN)
    assert charlie.get("/audit/", person=dan.pk).json()["results"] == []


def test_what_is_done_to_ones_own_account_is_told_in_each_of_ones_organisations(
    acme: Organisation, globex: Organisation, alice: Caller, charlie: Caller
) -> None:
    bob = person("bob", acme, Role.EDITOR)
    his = browser_of(bob)
    his.patch("/auth/me/", name="Bob B.", preferences={"theme": "dark"})
    his.patch("/auth/me/", preferences={"theme": "light"})
    his.post("/auth/password/", current=PASSWORD, new="another horse battery")
    assert told(alice) == [("bob", "changed the password of"), ("bob", "changed the profile of")]
    assert told(charlie) == []
