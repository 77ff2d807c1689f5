"""Organisations, members and roles."""

import json
from pathlib import Path

import pytest
from tests.server.conftest import Caller, browser_of, person, program

from elkvision.server.apps.accounts.models import Departed, Membership, Organisation, Role, User


def test_a_new_organisation_is_owned_by_whoever_made_it(alice: Caller) -> None:
    made = alice.post("/organisations/", name="Ökonomie & Söhne!")
    assert made.status_code == 201
    assert made.json()["role"] == "owner"
    assert made.json()["tenant"] == "konomie-s-hne"
    again = alice.post("/organisations/", name="Ökonomie & Söhne!").json()["tenant"]
    assert again.startswith("konomie-s-hne-")
    assert len(alice.get("/organisations/").json()["results"]) == 3


def test_an_owner_changes_name_retention_and_zone(alice: Caller, house: Path) -> None:
    changed = alice.patch("/organisations/acme/", name="Acme Ltd", retention_days=7, timezone="Europe/Berlin")
    assert changed.status_code == 200
    shown = alice.get("/organisations/acme/").json()
    assert (shown["name"], shown["retention_days"], shown["timezone"]) == ("Acme Ltd", 7, "Europe/Berlin")
    assert alice.patch("/organisations/acme/", timezone="Mars/Olympus").status_code == 400


def test_lesser_members_look_and_do_not_touch(alice: Caller, bob: Caller, vera: Caller) -> None:
    for lesser in (bob, vera):
        assert lesser.get("/organisations/acme/").status_code == 200
        assert len(lesser.get("/organisations/acme/members/").json()["results"]) == 3
        assert lesser.patch("/organisations/acme/", name="Mine").status_code == 403
        assert lesser.delete("/organisations/acme/").status_code == 403
        assert lesser.get("/organisations/acme/invitations/").status_code == 403
        assert lesser.post("/organisations/acme/invitations/", email="x@y.test", role="viewer").status_code == 403
        assert lesser.get("/api-keys/").status_code == 403
        assert lesser.post("/api-keys/", name="k", scopes=["admin"]).status_code == 403


def test_the_last_owner_stays(alice: Caller, alice_user: User) -> None:
    me = f"/organisations/acme/members/{alice_user.pk}/"
    assert alice.patch(me, role="admin").status_code == 409
    assert alice.delete(me).status_code == 409


def test_roles_are_given_by_whoever_outranks(acme: Organisation, alice: Caller, alice_user: User) -> None:
    carol = person("carol", acme, Role.ADMIN)
    bob = person("bob", acme, Role.EDITOR)
    admin = browser_of(carol)
    assert admin.patch(f"/organisations/acme/members/{bob.pk}/", role="admin").status_code == 200
    assert admin.patch(f"/organisations/acme/members/{bob.pk}/", role="owner").status_code == 403
    assert admin.patch(f"/organisations/acme/members/{alice_user.pk}/", role="viewer").status_code == 403
    assert admin.delete(f"/organisations/acme/members/{alice_user.pk}/").status_code == 403
    assert alice.patch(f"/organisations/acme/members/{carol.pk}/", role="owner").status_code == 200
    assert alice.delete(f"/organisations/acme/members/{alice_user.pk}/").status_code == 204
    assert alice.get("/organisations/acme/").status_code == 404


def test_anybody_may_leave(bob: Caller) -> None:
    me = bob.get("/auth/me/").json()["id"]
    assert bob.delete(f"/organisations/acme/members/{me}/").status_code == 204
    answer = bob.get("/logs/search/")
    assert answer.status_code == 404
    assert "no organisation" in answer.json()["error"]["message"]


def test_a_member_is_not_invited_again(alice: Caller, bob: Caller) -> None:
    assert alice.post("/organisations/acme/invitations/", email="BOB@acme.test", role="viewer").status_code == 409


def test_a_withdrawn_invitation_is_worth_nothing(alice: Caller) -> None:
    made = alice.post("/organisations/acme/invitations/", email="dan@acme.test", role="viewer").json()
    assert alice.delete(f"/organisations/acme/invitations/{made['id']}/").status_code == 204
    assert alice.get("/organisations/acme/invitations/").json()["results"] == []


def test_who_was_removed_or_lowered_keeps_no_invitation_to_come_back_by(acme: Organisation, alice: Caller) -> None:
    carol, dave = person("carol", acme, Role.ADMIN), person("dave", acme, Role.OWNER)
    invitations = "/organisations/acme/invitations/"

    def left() -> set[str]:
        return {each["email"] for each in alice.get(invitations).json()["results"]}

    browser_of(carol).post(invitations, email="carol2@acme.test", role="admin")
    browser_of(dave).post(invitations, email="dave2@acme.test", role="owner")
    browser_of(dave).post(invitations, email="dan@acme.test", role="viewer")
    alice.post(invitations, email="erin@acme.test", role="admin")
    assert alice.delete(f"/organisations/acme/members/{carol.pk}/").status_code == 204
    assert alice.patch(f"/organisations/acme/members/{dave.pk}/", role="admin").status_code == 200
    assert left() == {"dan@acme.test", "erin@acme.test"}
    assert alice.patch(f"/organisations/acme/members/{dave.pk}/", role="viewer").status_code == 200
    assert left() == {"erin@acme.test"}


def test_the_organisation_that_listeners_belong_to_stays(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELKVISION_LISTENER_TENANT", "acme")
    answer = alice.delete("/organisations/acme/")
    assert answer.status_code == 409
    assert "ELKVISION_LISTENER_TENANT" in answer.json()["error"]["hint"]
    assert alice.get("/organisations/acme/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_deleted_organisation_takes_its_keys_along_and_its_name_stays_unused(
    acme: Organisation, alice: Caller, house: Path
) -> None:
    shipper = program(acme, "ingest", "read")
    assert alice.delete("/organisations/acme/").status_code == 204
    assert shipper.get("/logs/search/").status_code == 401
    assert json.loads((house / "gateway.json").read_text())["keys"] == {}
    assert Departed.objects.filter(tenant="acme").exists()
    assert alice.post("/organisations/", name="Acme").json()["tenant"] != "acme"
    assert Membership.objects.count() == 1
