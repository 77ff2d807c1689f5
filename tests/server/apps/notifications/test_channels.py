"""Channels through the API: checked, encrypted, masked, tested, and each organisation's own."""

from pathlib import Path
from typing import Any

import pytest
from tests.fakes.receiver import Receiver
from tests.server.conftest import Caller

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import AuditEntry
from elkvision.server.apps.notifications import configuring, secrets
from elkvision.server.apps.notifications.kinds import KINDS
from elkvision.server.apps.notifications.models import Channel, Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback_allowed")]

SECRET = "T0/B0/a-long-secret"
SLACK = {"name": "ops", "kind": "slack", "config": {"url": f"https://hooks.slack.com/services/{SECRET}"}}


def test_a_secret_is_written_and_never_read_again(alice: Caller, house: Path) -> None:
    made = alice.post("/notifications/channels/", **SLACK)
    assert made.status_code == 201, made.content
    id = made.json()["id"]
    answers = [
        made,
        alice.get("/notifications/channels/"),
        alice.get(f"/notifications/channels/{id}/"),
        alice.patch(f"/notifications/channels/{id}/", name="operations"),
    ]
    for answer in answers:
        assert SECRET.encode() not in answer.content
    assert answers[-1].json()["secrets"] == {"url": "https://hooks.slack.com/•••"}
    assert answers[-1].json()["config"] == {}
    channel = Channel.objects.get()
    assert SECRET not in f"{channel.config} {channel.secrets}"
    assert SECRET not in str(list(AuditEntry.objects.values()))
    assert configuring.whole(channel, load())["url"].endswith(SECRET), "renaming it left the secret as it was"


def test_keys_can_be_changed_without_losing_what_they_encrypted(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, house: Path
) -> None:
    alice.post("/notifications/channels/", **SLACK)
    first = Channel.objects.get().secrets
    monkeypatch.setenv("ELKVISION_NOTIFY_KEY", "a new phrase")
    assert configuring.whole(Channel.objects.get(), load())["url"].endswith(SECRET)
    alice.patch(
        f"/notifications/channels/{Channel.objects.get().pk}/", config={"url": "https://hooks.slack.com/new-one"}
    )
    second = Channel.objects.get().secrets
    assert first.partition(":")[0] != second.partition(":")[0], "the newest key encrypts"
    monkeypatch.setenv("ELKVISION_NOTIFY_KEY", "the newest, a new phrase")
    assert secrets.opened(second, load()) == {"url": "https://hooks.slack.com/new-one"}
    monkeypatch.setenv("ELKVISION_NOTIFY_KEY", "another")
    with pytest.raises(secrets.Lost):
        secrets.opened(second, load())
    (shown,) = alice.get("/notifications/channels/").json()
    assert "not here any more" in shown["secrets"]["url"]
    tested = alice.post(f"/notifications/channels/{shown['id']}/test/").json()
    assert (tested["ok"], "encrypted" in tested["answer"]) == (False, True)
    filled = alice.patch(f"/notifications/channels/{shown['id']}/", config={"url": "https://hooks.slack.com/again"})
    assert filled.json()["secrets"] == {"url": "https://hooks.slack.com/•••"}
    with pytest.raises(secrets.Lost):
        secrets.opened(f"{Channel.objects.get().secrets[:-8]}AAAAAAA=", load())


@pytest.mark.parametrize(
    ("kind", "config", "field", "said"),
    [
        ("slack", {}, "config.url", "needed"),
        ("slack", {"url": 5}, "config.url", "a text"),
        ("slack", {"url": "https://x.test/", "nonsense": 1}, "config.nonsense", "no such field"),
        ("slack", {"url": "http://10.0.0.1/"}, "config.url", "not a public address"),
        ("slack", {"url": "http://hooks.test:22/"}, "config.url", "port 22"),
        ("slack", {"url": "mailto:x@y.test"}, "config.url", "begins with"),
        ("telegram", {"token": "x", "chat": "1", "thread": -1}, "config.thread", "whole number"),
        ("telegram", {"token": "x", "chat": "1", "thread": True}, "config.thread", "whole number"),
        ("webhook", {"url": "https://x.test/", "method": "DELETE"}, "config.method", "one of"),
        ("webhook", {"url": "https://x.test/", "template": "{"}, "template", "not JSON"),
        ("webhook", {"url": "https://x.test/", "template": '{"a": "{{ secret }}"}'}, "template", "no secret"),
        ("webhook", {"url": "https://x.test/", "template": '{"a": "{{ 7*7 }}"}'}, "template", "is no name"),
        ("webhook", {"url": "https://x.test/", "headers": {"Host": "y"}}, "config.headers", "cannot be a header"),
        ("webhook", {"url": "https://x.test/", "headers": {"X": "a\r\nB: c"}}, "config.headers", "plain text"),
        ("webhook", {"url": "https://x.test/", "headers": ["a"]}, "config.headers", "an object"),
        ("email", {"to": "nobody"}, "config.to", "not an e-mail address"),
    ],
)
def test_what_is_filled_in_is_checked_by_its_kind(
    kind: str, config: dict[str, Any], field: str, said: str, alice: Caller
) -> None:
    answer = alice.post("/notifications/channels/", name="x", kind=kind, config=config)
    assert answer.status_code == 400, answer.content
    error = answer.json()["error"]
    assert said in error["fields"][field][0]
    assert not Channel.objects.exists()


def test_each_kind_says_what_it_needs(vera: Caller) -> None:
    kinds = vera.get("/notifications/channels/kinds/").json()
    assert [each["name"] for each in kinds] == [
        "email", "slack", "teams", "discord", "telegram", "pagerduty", "opsgenie", "alertmanager", "webhook", "apprise",
    ]  # fmt: skip
    (address,) = next(each["form"] for each in kinds if each["name"] == "slack")
    assert (address["name"], address["type"], address["required"], address["secret"]) == ("url", "url", True, True)


def test_a_test_shows_the_true_answer(bob: Caller, alice: Caller, receiver: Receiver) -> None:
    config = {"url": f"{receiver.url}/T/B/very-secret"}
    id = alice.post("/notifications/channels/", name="ops", kind="slack", config=config).json()["id"]
    assert bob.post(f"/notifications/channels/{id}/test/").json() | {"took_ms": 0} == {
        "ok": True, "status": 200, "answer": "ok", "took_ms": 0,
    }  # fmt: skip
    assert "A test of ops" in receiver.got[0].body.decode()
    receiver.answer(403, b"invalid_token for /T/B/very-secret")
    told = bob.post(f"/notifications/channels/{id}/test/").json()
    assert (told["ok"], told["status"], told["answer"]) == (False, 403, "invalid_token for •••")
    listed = alice.get("/notifications/deliveries/", channel=id).json()["results"]
    assert [(each["state"], each["status"]) for each in listed] == [("test", "failed"), ("test", "sent")]
    assert alice.get("/notifications/channels/").json()[0]["last"]["status"] == "failed"


def test_a_test_closes_what_it_opened(alice: Caller, receiver: Receiver) -> None:
    config = {"key": "r" * 32, "url": receiver.url}
    id = alice.post("/notifications/channels/", name="pager", kind="pagerduty", config=config).json()["id"]
    assert alice.post(f"/notifications/channels/{id}/test/").json()["ok"]
    assert [got.json["event_action"] for got in receiver.got] == ["trigger", "resolve"]
    assert len({got.json["dedup_key"] for got in receiver.got}) == 1


def test_a_test_of_what_is_within_says_so(alice: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    config = {"url": f"http://localhost:{receiver.port}/"}
    id = alice.post("/notifications/channels/", name="x", kind="webhook", config=config).json()["id"]
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "")
    told = alice.post(f"/notifications/channels/{id}/test/").json()
    assert (told["ok"], "not a public address" in told["answer"]) == (False, True)
    assert receiver.got == []


def test_names_are_taken_once_in_an_organisation(alice: Caller, charlie: Caller) -> None:
    assert alice.post("/notifications/channels/", **SLACK).status_code == 201
    assert alice.post("/notifications/channels/", **SLACK).status_code == 409
    assert charlie.post("/notifications/channels/", **SLACK).status_code == 201


def test_only_admins_change_channels(alice: Caller, bob: Caller, vera: Caller) -> None:
    assert bob.post("/notifications/channels/", **SLACK).status_code == 403
    id = alice.post("/notifications/channels/", **SLACK).json()["id"]
    assert bob.patch(f"/notifications/channels/{id}/", name="x").status_code == 403
    assert vera.post(f"/notifications/channels/{id}/test/").status_code == 403
    assert vera.get("/notifications/channels/").status_code == 200


def test_a_failed_delivery_can_be_sent_again(alice: Caller, bob: Caller, receiver: Receiver) -> None:
    receiver.answer(500)
    id = alice.post("/notifications/channels/", name="x", kind="webhook", config={"url": receiver.url}).json()["id"]
    alice.post(f"/notifications/channels/{id}/test/")
    (one,) = alice.get("/notifications/deliveries/", status="failed").json()["results"]
    again = bob.post(f"/notifications/deliveries/{one['id']}/retry/")
    assert again.status_code == 200
    assert (again.json()["status"], again.json()["token"]) == ("waiting", one["token"])
    assert bob.post(f"/notifications/deliveries/{one['id']}/retry/").status_code == 409
    alice.delete(f"/notifications/channels/{id}/")
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.channel_name) == ("dropped", "x")
    assert bob.post(f"/notifications/deliveries/{one['id']}/retry/").status_code == 409


def test_every_kind_has_a_module_and_names_its_secrets() -> None:
    hidden = {name: {field.name for field in kind.fields if field.secret} for name, kind in KINDS.items()}
    assert all(hidden.values()), "there is no kind without a secret"
