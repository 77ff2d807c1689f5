"""Whatever apprise knows, in a process of its own that is guarded below every connection."""

import pytest
from tests.fakes.receiver import Receiver
from tests.server.apps.notifications.conftest import Make
from tests.server.apps.notifications.test_kinds import sent

from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.notifications.message import Message

pytestmark = pytest.mark.django_db


def test_a_message_goes_out_by_an_apprise_address(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make("apprise", url=f"json://127.0.0.1:{receiver.port}/topic")
    outcome = sent(channel, message)
    assert outcome.ok, outcome.answer
    (got,) = receiver.got
    assert got.json["title"] == "Firing, error: Checkout fails <often>"
    assert "errors: 412" in got.json["message"]
    assert got.json["type"] == "failure"
    receiver.answer(503)
    outcome = sent(channel, message, title="again")
    assert (outcome.ok, outcome.passing) == (False, True)
    assert "503" in outcome.answer


def test_it_is_guarded_too(make: Make, receiver: Receiver, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = make("apprise", url=f"json://localhost:{receiver.port}/topic")
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "")
    outcome = sent(channel, message)
    assert (outcome.ok, outcome.passing) == (False, False)
    assert "not a public address" in outcome.answer
    assert receiver.got == []


def test_a_redirect_to_within_is_barred(
    make: Make, receiver: Receiver, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes by another address of the same machine, that nobody let through."""
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "127.0.0.1/32")
    receiver.answer(307, b"", Location=f"http://127.0.0.2:{receiver.port}/secret")
    outcome = sent(make("apprise", url=f"json://127.0.0.1:{receiver.port}/topic"), message)
    assert not outcome.ok
    assert "127.0.0.2" in outcome.answer
    assert [got.path for got in receiver.got] == ["/topic"]


@pytest.mark.parametrize(
    "url",
    ["syslog://", "dbus://", "macosx://", "windows://", "gnome://", "nonsense", "http://example.org/", "nosuch://x"],
)
def test_what_speaks_to_the_servers_own_machine_is_refused(url: str, make: Make) -> None:
    with pytest.raises(Invalid) as error:
        make("apprise", url=url)
    assert "config.url" in error.value.fields
