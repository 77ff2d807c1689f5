"""The second step of a login: an app's codes, each taken once; recovery codes; organisations that require it."""

import base64
import hashlib
import hmac
import struct
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.db import connection
from tests.server.conftest import PASSWORD, Caller, browser_of, person, program, stranger

from elkvision.server.apps.accounts.models import (
    Attempts,
    AuditEntry,
    Organisation,
    RecoveryCode,
    Role,
    SecondFactor,
    Session,
    User,
)
from elkvision.server.apps.accounts.services import two_factor


class App:
    """An authenticator as RFC 6238 has it, written down here a second time."""

    def __init__(self, secret: str) -> None:
        self.key = base64.b32decode(secret)

    def code(self, later: int = 0) -> str:
        step = int(two_factor.time.time()) // 30 + later
        mac = hmac.digest(self.key, struct.pack(">Q", step), hashlib.sha1)
        at = mac[-1] & 15
        return f"{(int.from_bytes(mac[at : at + 4]) & 0x7FFFFFFF) % 10**6:06}"


def turn_on(caller: Caller) -> tuple[App, list[str]]:
    begun = caller.post("/auth/two-factor/begin/", password=PASSWORD)
    assert begun.status_code == 201, begun.content
    app = App(begun.json()["secret"])
    confirmed = caller.post("/auth/two-factor/confirm/", code=app.code(-1))
    assert confirmed.status_code == 201, confirmed.content
    return app, confirmed.json()["recovery_codes"]


def first_step(name: str = "alice") -> tuple[Caller, Any]:
    caller = stranger()
    caller.get("/setup/")
    return caller, caller.post("/auth/login/", login=name, password=PASSWORD)


def second_step(caller: Caller, answer: Any, code: str) -> Any:
    assert answer.status_code == 202, answer.content
    return caller.post("/auth/login/code/", ticket=answer.json()["ticket"], code=code)


def test_a_code_of_the_test_vectors_is_what_the_standard_says(alice_user: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(two_factor, "time", SimpleNamespace(time=lambda: 59.0))
    assert App(base64.b32encode(b"12345678901234567890").decode()).code() == "287082"


def test_a_password_alone_lets_nobody_in_any_more(alice: Caller) -> None:
    app, _ = turn_on(alice)
    caller, answer = first_step()
    assert answer.status_code == 202
    assert set(answer.json()) == {"ticket"}
    assert caller.get("/auth/me/").status_code == 401
    assert second_step(caller, answer, app.code()).json()["username"] == "alice"
    assert caller.get("/auth/me/").status_code == 200


@pytest.mark.parametrize("written", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_with_gaps(alice: Caller, written: str) -> None:
    app, _ = turn_on(alice)
    code = app.code()
    assert second_step(*first_step(), written.format(code[:3], code[3:])).status_code == 200


def test_no_code_is_taken_twice_nor_an_older_one_after_it(alice: Caller) -> None:
    app, _ = turn_on(alice)
    code, before = app.code(1), app.code()
    assert second_step(*first_step(), code).status_code == 200
    for stale in (code, before):
        refused = second_step(*first_step(), stale)
        assert refused.status_code == 400
        assert "code" in refused.json()["error"]["fields"]


def test_codes_of_other_times_are_wrong(alice: Caller) -> None:
    app, _ = turn_on(alice)
    for later in (-9, 9):
        assert second_step(*first_step(), app.code(later)).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_with_one_code_at_once_one_gets_in(alice: Caller) -> None:
    app, _ = turn_on(alice)
    code, both = app.code(), threading.Barrier(2)
    user, answers = User.objects.get(), []

    def knock() -> None:
        both.wait()
        answers.append(two_factor.check(user, code))
        connection.close()

    threads = [threading.Thread(target=knock) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [False, True]


def test_a_recovery_code_works_once(alice: Caller) -> None:
    _, codes = turn_on(alice)
    assert len(set(codes)) == 10
    assert second_step(*first_step(), codes[0].upper()).status_code == 200
    assert second_step(*first_step(), codes[0]).status_code == 400
    assert alice.get("/auth/two-factor/").json()["recovery_codes_left"] == 9
    assert AuditEntry.objects.filter(action="used a recovery code of").exists()


def test_what_is_kept_tells_neither_secret_nor_codes(alice: Caller) -> None:
    app, codes = turn_on(alice)
    kept = SecondFactor.objects.get().secret
    assert base64.b32encode(app.key).decode() not in kept
    assert app.key.hex() not in kept
    hashes = "".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(code.replace("-", "") in hashes for code in codes)
    told = str(list(AuditEntry.objects.values("details", "subject")))
    assert codes[0] not in told


def test_ten_wrong_codes_are_enough_wherever_they_come_from(alice: Caller) -> None:
    app, _ = turn_on(alice)
    caller, answer = first_step()
    for n in range(10):
        assert second_step(caller, answer, f"{n:06}").status_code in {400, 200}
    stopped = second_step(caller, answer, app.code())
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    caller.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert second_step(caller, answer, app.code()).status_code == 429
    Attempts.objects.all().delete()
    assert second_step(caller, answer, app.code()).status_code == 200


def test_a_ticket_ends_with_its_login_with_another_password_and_with_time(
    alice: Caller, alice_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, codes = turn_on(alice)
    caller, answer = first_step()
    assert second_step(caller, answer, codes[0]).status_code == 200
    assert second_step(stranger(), answer, codes[1]).status_code in {401, 403}
    caller, answer = first_step()
    assert second_step(caller, answer, app.code()).status_code == 200
    assert caller.post("/auth/login/code/", ticket=answer.json()["ticket"], code=codes[2]).status_code == 401
    caller, answer = first_step()
    monkeypatch.setattr(signing.time, "time", lambda: time.time_ns() / 1e9 + 301)
    assert second_step(caller, answer, codes[3]).status_code == 401


@pytest.mark.parametrize("ticket", ["", "x", "WzEsImEiXQ:x:y"])
@pytest.mark.django_db
def test_a_ticket_that_is_none_is_refused(ticket: str) -> None:
    caller = stranger()
    caller.get("/setup/")
    assert caller.post("/auth/login/code/", ticket=ticket, code="000000").status_code in {400, 401}


def test_it_counts_only_once_a_code_was_confirmed(alice: Caller) -> None:
    begun = alice.post("/auth/two-factor/begin/", password=PASSWORD).json()
    assert begun["picture"].startswith("<svg")
    assert begun["secret"] in begun["uri"]
    assert first_step()[1].status_code == 200
    assert alice.post("/auth/two-factor/confirm/", code="abc").status_code == 400
    assert alice.get("/auth/two-factor/").json()["enabled"] is False


def test_beginning_needs_the_password(alice: Caller) -> None:
    refused = alice.post("/auth/two-factor/begin/", password="guess")
    assert refused.status_code == 400
    assert "password" in refused.json()["error"]["fields"]


def test_turning_it_off_needs_password_and_code(alice: Caller) -> None:
    app, _ = turn_on(alice)
    assert alice.post("/auth/two-factor/begin/", password=PASSWORD).status_code == 409
    assert alice.post("/auth/two-factor/off/", password="guess", code=app.code()).status_code == 400
    assert alice.post("/auth/two-factor/off/", password=PASSWORD, code="000000").status_code == 400
    assert alice.post("/auth/two-factor/off/", password=PASSWORD, code=app.code(1)).status_code == 204
    assert first_step()[1].status_code == 200
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_new_recovery_codes_end_the_old_ones(alice: Caller) -> None:
    app, old = turn_on(alice)
    fresh = alice.post("/auth/two-factor/recovery-codes/", password=PASSWORD, code=app.code()).json()["recovery_codes"]
    assert second_step(*first_step(), old[0]).status_code == 400
    assert second_step(*first_step(), fresh[0]).status_code == 200


def test_who_has_the_machine_lets_somebody_in_again(alice: Caller, capsys: pytest.CaptureFixture[str]) -> None:
    turn_on(alice)
    call_command("reset_2fa", "alice")
    assert "password alone" in capsys.readouterr().out
    assert not Session.objects.exists()
    assert first_step()[1].status_code == 200
    with pytest.raises(CommandError, match="no two-factor"):
        call_command("reset_2fa", "alice")
    with pytest.raises(CommandError, match="Nobody"):
        call_command("reset_2fa", "mallory")


def test_an_organisation_that_requires_it_shows_nothing_to_who_has_none(
    alice: Caller, acme: Organisation, globex: Organisation
) -> None:
    bob_user = person("bob", acme, Role.ADMIN)
    bob = browser_of(bob_user)
    assert alice.patch("/organisations/acme/", require_two_factor=True).status_code == 409, "she has none herself"
    turn_on(alice)
    assert alice.patch("/organisations/acme/", require_two_factor=True).json()["require_two_factor"] is True
    assert alice.get("/logs/search/").status_code == 200
    assert bob.get("/auth/me/").json()["locked"] == ["acme"]
    for path in ("/logs/search/", "/api-keys/", "/organisations/acme/", "/organisations/acme/members/", "/audit/"):
        refused = bob.get(path)
        assert refused.status_code == 403, path
        assert refused.json()["error"]["code"] == "two_factor_required"
    assert bob.get("/notifications/").status_code == 404
    assert bob.get("/auth/two-factor/").json()["required_by"] == ["Acme"]
    assert program(acme, "read").get("/logs/search/").status_code == 200
    app, _ = turn_on(bob)
    assert bob.get("/auth/me/").json()["locked"] == []
    assert bob.get("/logs/search/").status_code == 200
    off = bob.post("/auth/two-factor/off/", password=PASSWORD, code=app.code(1))
    assert off.status_code == 409
    assert "Acme" in off.json()["error"]["message"]
