"""Whoever may no longer see has their sockets closed: every web process hears of it on the live bus."""

import json
from collections.abc import Iterator

import pytest
import redis
from tests.server.conftest import PASSWORD, Caller, browser_of, person, program

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.accounts.selectors import identify_socket, session_name
from elkvision.server.realtime.hub import RENEW, STRANGER, Connection, Hub

pytestmark = pytest.mark.django_db(transaction=True)


class Heard:
    def __init__(self, pubsub: "redis.client.PubSub") -> None:
        self._pubsub = pubsub

    def all(self) -> list[dict[str, object]]:
        found = []
        while (message := self._pubsub.get_message(timeout=0.2)) is not None:
            if message["type"] == "message":
                found.append(json.loads(message["data"]))
        return found


@pytest.fixture
def heard(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setenv("ELKVISION_REDIS_URL", redis_url)
    with redis.Redis.from_url(redis_url) as client, client.pubsub() as pubsub:
        pubsub.subscribe("sessions:closed")
        pubsub.get_message(timeout=1)
        yield Heard(pubsub)


def test_logging_out_closes_the_browsers_sockets(alice_user: User, heard: Heard) -> None:
    alice = browser_of(alice_user)
    key = alice.client.session.session_key
    assert key is not None
    alice.post("/auth/logout/")
    assert heard.all() == [{"user": alice_user.pk, "session": session_name(key)}]


def test_a_revoked_key_closes_its_sockets(alice: Caller, heard: Heard) -> None:
    made = alice.post("/api-keys/", name="k", scopes=["read"]).json()
    alice.delete(f"/api-keys/{made['id']}/")
    assert heard.all() == [{"key": made["id"]}]


def test_a_removed_member_and_a_changed_password_close_sockets(
    acme: Organisation, alice: Caller, alice_user: User, heard: Heard
) -> None:
    bob = person("bob", acme, "editor")
    alice.delete(f"/organisations/acme/members/{bob.pk}/")
    assert heard.all() == [{"user": bob.pk, "tenant": "acme"}]
    elsewhere = browser_of(alice_user).client.session.session_key
    assert elsewhere is not None
    alice.post("/auth/password/", current=PASSWORD, new="another long phrase")
    assert heard.all() == [{"user": alice_user.pk, "session": session_name(elsewhere)}]


def test_another_role_asks_the_sockets_to_come_back(acme: Organisation, alice: Caller, heard: Heard) -> None:
    bob = person("bob", acme, "editor")
    alice.patch(f"/organisations/acme/members/{bob.pk}/", role="viewer")
    assert heard.all() == [{"user": bob.pk, "tenant": "acme", "renew": True}]


@pytest.mark.parametrize(("ending", "code"), [({}, STRANGER), ({"renew": True}, RENEW)])
async def test_who_is_to_come_back_is_told_otherwise_than_a_stranger(ending: dict[str, object], code: int) -> None:
    closed: list[int] = []
    connection = Connection("acme", 7, None, None, closed.append)
    hub = Hub(load())
    hub._connections.add(connection)
    hub._end({"user": 8, "tenant": "acme", **ending})
    assert closed == []
    hub._end({"user": 7, "tenant": "acme", **ending})
    assert closed == [code]


def socket_of(caller: Caller, **query: str) -> object:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in caller.client.cookies.items())
    return identify_socket({"headers": [(b"cookie", cookies.encode())]}, query)


def test_a_socket_knows_who_opens_it(acme: Organisation, globex: Organisation, alice: Caller) -> None:
    text = program(acme, "read").headers["Authorization"].removeprefix("Bearer ")
    shipper = program(acme, "ingest").headers["Authorization"].removeprefix("Bearer ")
    by_cookie = socket_of(alice)
    assert by_cookie is not None
    assert (by_cookie.tenant, by_cookie.key_id) == ("acme", None)  # type: ignore[attr-defined]  # a Caller
    assert socket_of(alice, organisation="globex") is None
    assert identify_socket({"headers": []}, {"token": text}).tenant == "acme"  # type: ignore[union-attr]
    assert identify_socket({"headers": [], "subprotocols": [f"elk.token.{text}"]}, {}) is not None
    assert identify_socket({"headers": []}, {"token": text, "organisation": "globex"}) is None
    assert identify_socket({"headers": []}, {"token": shipper}) is None, "it may not read"
    assert identify_socket({"headers": []}, {"token": "elk_nobodys"}) is None
    assert identify_socket({"headers": []}, {}) is None
    assert identify_socket({"headers": [(b"cookie", b"elkvision_session=forged")]}, {}) is None
