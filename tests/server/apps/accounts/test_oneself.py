"""One's own account: profile, password, and the browsers that are logged in."""

from tests.server.conftest import PASSWORD, Caller, browser_of, stranger

from elkvision.server.apps.accounts import seen
from elkvision.server.apps.accounts.models import Session, User

NEW = "an entirely different phrase"


def test_a_profile_and_preferences_are_changed(alice: Caller) -> None:
    changed = alice.patch("/auth/me/", name="Alice A.", preferences={"theme": "dark"})
    assert changed.status_code == 200
    assert alice.get("/auth/me/").json()["preferences"] == {"theme": "dark"}
    assert alice.get("/auth/me/").json()["name"] == "Alice A."


def test_nobody_takes_a_name_that_another_has(alice: Caller, bob: Caller) -> None:
    assert bob.patch("/auth/me/", username="Alice").status_code == 400
    assert bob.patch("/auth/me/", email="ALICE@acme.test").status_code == 400
    assert bob.get("/auth/me/").json()["username"] == "bob"


def test_preferences_have_an_end(alice: Caller) -> None:
    assert alice.patch("/auth/me/", preferences={"x": "y" * 70_000}).status_code == 400


def test_a_changed_password_ends_every_other_session(alice_user: User, alice: Caller) -> None:
    elsewhere = browser_of(alice_user)
    assert alice.post("/auth/password/", current="wrong", new=NEW).status_code == 400
    assert alice.post("/auth/password/", current=PASSWORD, new=NEW).status_code == 204
    assert alice.get("/auth/me/").status_code == 200
    assert elsewhere.get("/auth/me/").status_code == 401
    assert stranger().post("/auth/login/", login="alice", password=NEW).status_code == 200
    mine = alice.get("/auth/sessions/").json()["results"]
    assert sum(each["current"] for each in mine) == 1


def test_sessions_are_seen_and_ended_one_by_one(alice_user: User, alice: Caller) -> None:
    elsewhere = browser_of(alice_user)
    sessions = alice.get("/auth/sessions/").json()["results"]
    assert len(sessions) == 2
    assert {"id", "current", "ip", "user_agent", "created_at", "last_seen_at"} == set(sessions[0])
    other = next(each for each in sessions if not each["current"])
    assert alice.delete(f"/auth/sessions/{other['id']}/").status_code == 204
    assert elsewhere.get("/auth/me/").status_code == 401
    assert alice.get("/auth/me/").status_code == 200


def test_last_seen_is_written_in_batches(alice: Caller) -> None:
    seen.write()
    before = Session.objects.get().last_seen_at
    alice.get("/auth/me/")
    assert Session.objects.get().last_seen_at == before
    seen.write()
    assert Session.objects.get().last_seen_at > before


def test_an_api_key_is_no_person(alice: Caller) -> None:
    key = alice.post("/api-keys/", name="k", scopes=["admin"]).json()["key"]
    program = stranger()
    program.headers["X-API-Key"] = key
    assert program.get("/auth/me/").status_code == 403
    assert program.get("/organisations/").status_code == 403
