"""What the command line asks of the server."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.server.conftest import PASSWORD, browser_of, stranger

from elkvision.core.tenancy import hash_key
from elkvision.server.apps.accounts.models import ApiKey, Organisation, User


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nsecond line\n")
    return path


@pytest.mark.django_db
def test_an_owner_is_made_once_and_the_command_may_be_repeated(password_file: Path) -> None:
    arguments = ("create_owner", "--email", "alice@acme.test", "--password-file", str(password_file))
    assert run(*arguments) == "The owner is alice <alice@acme.test>."
    assert "already" in run(*arguments)
    assert stranger().post("/auth/login/", login="alice", password=PASSWORD).status_code == 200
    assert Organisation.objects.get().tenant == "main"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"), [("\n", "is empty"), ("short\n", "harder to guess"), (None, "cannot be read")]
)
def test_a_password_that_cannot_be_used_is_said(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "password"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError, match=said):
        run("create_owner", "--email", "alice@acme.test", "--password-file", str(path))


def test_a_lost_password_is_replaced(alice_user: User, tmp_path: Path) -> None:
    browser = browser_of(alice_user)
    path = tmp_path / "new"
    path.write_text("a whole new phrase\n")
    assert "logged out everywhere" in run("reset_password", "ALICE@acme.test", "--password-file", str(path))
    assert browser.get("/auth/me/").status_code == 401
    assert stranger().post("/auth/login/", login="alice", password="a whole new phrase").status_code == 200
    path.write_text("short\n")
    with pytest.raises(CommandError, match="harder to guess"):
        run("reset_password", "alice", "--password-file", str(path))
    with pytest.raises(CommandError, match="Nobody is called zoe"):
        run("reset_password", "zoe", "--password-file", str(path))


def test_a_new_password_is_asked_twice(alice_user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["one phrase of mine", "another phrase", "one phrase of mine", "one phrase of mine"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    with pytest.raises(CommandError, match="not the same"):
        run("reset_password", "alice")
    assert "new password" in run("reset_password", "alice")


@pytest.mark.django_db(transaction=True)
def test_a_key_is_printed_and_published(acme: Organisation, house: Path) -> None:
    text = run("create_key", "cli", "--organisation", "acme", "--scopes", "ingest,read")
    assert ApiKey.objects.get().key_hash == hash_key(text)
    assert hash_key(text) in json.loads((house / "gateway.json").read_text())["keys"]
    assert run("publish_gateway") == "Version 2 is published."


def test_a_key_needs_an_organisation_and_scopes_that_there_are(acme: Organisation) -> None:
    with pytest.raises(CommandError, match="there is acme"):
        run("create_key", "cli", "--organisation", "nowhere")
    with pytest.raises(CommandError, match="no scope"):
        run("create_key", "cli", "--organisation", "acme", "--scopes", "root")
