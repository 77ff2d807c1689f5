"""Getting in: the first owner, registration, login, and what a stranger can learn (nothing)."""

import json
import statistics
import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.server.conftest import API, PASSWORD, Caller, browser_of, link_token, stranger

from elkvision.server.apps.accounts import mail
from elkvision.server.apps.accounts.models import AuditEntry, Organisation, Session, User

OWNER = {"username": "alice", "email": "alice@acme.test", "password": PASSWORD, "organisation": "Acme"}


@pytest.mark.django_db
def test_a_fresh_installation_says_that_it_needs_an_owner_and_gives_the_csrf_cookie() -> None:
    answer = stranger().get("/setup/")
    assert answer.json() == {
        "needs_owner": True,
        "open_registration": False,
        "single_sign_on": None,
        "version": "0.1.0",
        "ports": {"tcp": 5000, "udp": 5000, "http": 8080, "beats": 5044},
    }
    assert "csrftoken" in answer.cookies


@pytest.mark.django_db
def test_the_first_owner_is_logged_in_and_owns_the_main_organisation() -> None:
    caller = stranger()
    made = caller.post("/setup/", **OWNER)
    assert made.status_code == 201
    assert made.json()["organisations"] == [{"tenant": "main", "name": "Acme", "role": "owner"}]
    assert caller.get("/auth/me/").json()["username"] == "alice"
    assert stranger().get("/setup/").json()["needs_owner"] is False
    assert AuditEntry.objects.filter(action="set up").exists()


@pytest.mark.django_db
def test_a_second_owner_is_refused() -> None:
    stranger().post("/setup/", **OWNER)
    again = stranger().post("/setup/", **(OWNER | {"username": "mallory", "email": "m@evil.test"}))
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "conflict"


@pytest.mark.django_db(transaction=True)
def test_of_two_first_owners_at_once_one_wins() -> None:
    answers: list[int] = []
    both_there = threading.Barrier(2)

    def knock(name: str) -> None:
        caller = stranger()
        both_there.wait()
        answers.append(caller.post("/setup/", **(OWNER | {"username": name, "email": f"{name}@acme.test"})).status_code)
        connection.close()

    threads = [threading.Thread(target=knock, args=(name,)) for name in ("alice", "mallory")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409]
    assert User.objects.count() == Organisation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "alice@acme"}, "password"),
        ({"email": "no address"}, "email"),
        ({"username": "a b"}, "username"),
        ({"username": "eve@acme.test"}, "username"),
        ({"is_active": True}, "is_active"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, Any], field: str) -> None:
    answer = stranger().post("/setup/", **(OWNER | change))
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
    assert not User.objects.exists()


def test_login_takes_username_or_address_in_any_case(alice_user: User) -> None:
    for login in ("alice", "ALICE", "Alice@Acme.test"):
        answer = stranger().post("/auth/login/", login=login, password=PASSWORD)
        assert answer.status_code == 200
        assert answer.json()["id"] == alice_user.pk


def test_session_cookies_are_out_of_reach_of_scripts(alice: Caller) -> None:
    cookie = alice.client.cookies["elkvision_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(alice_user: User) -> None:
    wrong = stranger().post("/auth/login/", login="alice", password="not this one")
    unknown = stranger().post("/auth/login/", login="nobody", password="not this one")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_an_unknown_name_takes_as_long_as_a_wrong_password(alice_user: User) -> None:
    def seconds(login: str) -> float:
        from elkvision.server.apps.accounts.services import people

        # Of the processor, which others who use the machine do not change.
        began = time.process_time()
        people.check_password(login, "not this one")
        return time.process_time() - began

    known = statistics.median(seconds("alice") for _ in range(9))
    unknown = statistics.median(seconds("nobody") for _ in range(9))
    assert 0.5 < unknown / known < 2


def test_after_ten_wrong_passwords_one_waits(alice_user: User) -> None:
    answers = [stranger().post("/auth/login/", login="alice", password=f"wrong {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 300
    assert answers[-1].json()["error"]["code"] == "too_many"
    right = stranger().post("/auth/login/", login="alice", password=PASSWORD)
    assert right.status_code == 429, "the right password does not open it either, or guessing would go on"


def test_one_address_cannot_try_many_names(alice_user: User) -> None:
    answers = [stranger().post("/auth/login/", login=f"name{n}", password="x").status_code for n in range(51)]
    assert answers == [401] * 50 + [429]


def test_nobody_escapes_the_limits_by_naming_other_addresses(alice_user: User) -> None:
    def attempt(number: int) -> int:
        body = json.dumps({"login": "alice", "password": f"wrong {number}"})
        told = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9", "X-Forwarded-Proto": "https"}
        return Client(headers=told).post(f"{API}/auth/login/", body, content_type="application/json").status_code

    assert [attempt(number) for number in range(11)] == [401] * 10 + [429]


def test_somebody_who_is_not_active_does_not_get_in(alice_user: User) -> None:
    alice_user.is_active = False
    alice_user.save()
    assert stranger().post("/auth/login/", login="alice", password=PASSWORD).status_code == 401


def test_a_change_without_the_csrf_token_is_refused(alice: Caller) -> None:
    alice.client.cookies.pop("csrftoken")
    answer = alice.post("/auth/logout/")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["error"]["message"]
    assert alice.get("/auth/me/").status_code == 200


def test_logging_out_ends_the_session(alice: Caller) -> None:
    assert alice.post("/auth/logout/").status_code == 204
    assert alice.get("/auth/me/").status_code == 401
    assert not Session.objects.exists()


def test_registration_is_by_invitation_unless_it_is_open(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = {"username": "bob", "email": "bob@home.test", "password": PASSWORD}
    assert stranger().post("/auth/register/", **bob).status_code == 403
    monkeypatch.setenv("ELKVISION_OPEN_REGISTRATION", "true")
    caller = stranger()
    assert caller.get("/setup/").json()["open_registration"] is True
    made = caller.post("/auth/register/", **bob)
    assert made.status_code == 201
    assert made.json()["organisations"] == [{"tenant": "bob-s-logs", "name": "bob's logs", "role": "owner"}]
    again = stranger().post("/auth/register/", **(bob | {"username": "BOB", "email": "other@home.test"}))
    assert again.status_code == 400
    assert "fields" not in again.json()["error"], "which of the two is taken is not said"


def test_an_invitation_makes_a_member_once(alice: Caller) -> None:
    made = alice.post("/organisations/acme/invitations/", email="bob@acme.test", role="editor")
    assert made.status_code == 201
    token = link_token(made.json()["link"])
    assert "link" not in alice.get("/organisations/acme/invitations/").json()["results"][0]
    assert stranger().get(f"/invitations/{token}/").json()["organisation"] == "Acme"
    bob = stranger()
    wish = {"username": "bob", "email": "bob@acme.test", "password": PASSWORD, "invitation": token}
    joined = bob.post("/auth/register/", **wish)
    assert joined.json()["organisations"] == [{"tenant": "acme", "name": "Acme", "role": "editor"}]
    assert stranger().get(f"/invitations/{token}/").status_code == 404
    eve = stranger().post("/auth/register/", **(wish | {"username": "eve", "email": "eve@evil.test"}))
    assert eve.status_code == 400


def test_somebody_with_an_account_accepts_an_invitation(alice: Caller, charlie: Caller) -> None:
    link = alice.post("/organisations/acme/invitations/", email="charlie@globex.test", role="viewer").json()["link"]
    accepted = charlie.post(f"/invitations/{link_token(link)}/")
    assert (accepted.json()["tenant"], accepted.json()["role"]) == ("acme", "viewer")
    tenants = [each["tenant"] for each in charlie.get("/auth/me/").json()["organisations"]]
    assert tenants == ["globex", "acme"]


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setattr(mail, "send", lambda *letter: sent.append(letter) or True)
    return sent


def test_a_lost_password_is_replaced_by_a_mailed_link_once(
    alice_user: User, letters: list[tuple[str, str, str]]
) -> None:
    elsewhere = browser_of(alice_user)
    assert stranger().post("/auth/password-reset/", email="ALICE@acme.test").status_code == 204
    ((to, _, text),) = letters
    assert to == "alice@acme.test"
    query = text.split("?", 1)[1].split()[0]
    uid, token = (part.split("=")[1] for part in query.split("&"))
    weak = stranger().post("/auth/password-reset/confirm/", uid=uid, token=token, new="short")
    assert "new" in weak.json()["error"]["fields"]
    wish = {"uid": uid, "token": token, "new": "a brand new secret phrase"}
    assert stranger().post("/auth/password-reset/confirm/", **wish).status_code == 204
    assert stranger().post("/auth/password-reset/confirm/", **wish).status_code == 400
    assert stranger().post("/auth/login/", login="alice", password=wish["new"]).status_code == 200
    assert elsewhere.get("/auth/me/").status_code == 401


def test_asking_for_a_reset_tells_nobody_who_has_an_account(
    alice_user: User, letters: list[tuple[str, str, str]]
) -> None:
    def timed(email: str) -> tuple[int, float]:
        began = time.perf_counter()
        status = stranger().post("/auth/password-reset/", email=email).status_code
        return status, time.perf_counter() - began

    (status, known), (other, unknown) = timed("alice@acme.test"), timed("nobody@acme.test")
    assert status == other == 204
    assert abs(known - unknown) < 0.1
    assert len(letters) == 1


def test_a_slow_mail_server_does_not_tell_it_either(alice_user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    sent: list[str] = []

    def slow(to: str, *_: str) -> bool:
        assert answered.wait(10)
        sent.append(to)
        return True

    monkeypatch.setattr(mail, "send", slow)
    assert stranger().post("/auth/password-reset/", email="alice@acme.test").status_code == 204
    answered.set()
    for thread in threading.enumerate():
        if thread.name == "letter":
            thread.join()
    assert sent == ["alice@acme.test"]


@pytest.mark.django_db
@pytest.mark.parametrize("uid", ["", "x", "MQ", "////", "99999999999999999999"])
def test_a_forged_reset_link_is_no_way_in(uid: str) -> None:
    answer = stranger().post("/auth/password-reset/confirm/", uid=uid, token="x-y", new="a brand new secret phrase")
    assert answer.status_code == 400


def test_without_mail_the_log_says_what_works_instead(caplog: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert mail.send("alice@acme.test", "hello", "text") is False
    assert "elkvision users reset-password" in capsys.readouterr().out
