"""API keys: shown once, limited by scope, revocable, and known to the gateway."""

import asyncio
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.server.conftest import Caller, program

from elkvision.core.settings import load
from elkvision.server.apps.accounts import gateway, seen, tasks
from elkvision.server.apps.accounts.models import ApiKey, Attempts, AuditEntry, Invitation, Organisation
from elkvision.server.apps.accounts.services import keys


def test_a_key_is_shown_once_and_only_its_hash_is_kept(alice: Caller) -> None:
    made = alice.post("/api-keys/", name="shipper", scopes=["ingest"])
    assert made.status_code == 201
    text = made.json()["key"]
    assert text.startswith("elk_")
    assert len(text) == 47
    (listed,) = alice.get("/api-keys/").json()["results"]
    assert "key" not in listed
    assert listed["prefix"] == text[:8]
    assert listed["created_by"] == "alice"
    assert ApiKey.objects.get().key_hash == hashlib.sha256(text.encode()).hexdigest()
    assert AuditEntry.objects.filter(action="made the key").exists()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": "", "scopes": ["read"]}, "name"),
        ({"name": "k", "scopes": []}, "scopes"),
        ({"name": "k", "scopes": ["root"]}, "scopes.0"),
        ({"name": "k", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(alice: Caller, wish: dict[str, object], field: str) -> None:
    answer = alice.post("/api-keys/", **wish)
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]


def test_scopes_limit_what_a_key_may_do(acme: Organisation) -> None:
    ingest, read, admin = (program(acme, scope) for scope in ("ingest", "read", "admin"))
    assert [each.get("/logs/search/").status_code for each in (ingest, read, admin)] == [403, 200, 200]
    assert [each.get("/api-keys/").status_code for each in (ingest, read, admin)] == [403, 403, 200]
    wish = {"q": "x", "from_": "now-1h", "to": "now"}
    assert [each.post("/logs/delete/", **wish).status_code for each in (ingest, read, admin)] == [403, 403, 200]
    # 503: let in, but there is no intake in this test.
    posted = [each.send("/logs/", "{}", "application/json").status_code for each in (ingest, read, admin)]
    assert posted == [503, 403, 503]


def test_a_key_opens_only_its_own_organisation(acme: Organisation, globex: Organisation) -> None:
    reader = program(acme, "read")
    reader.headers["X-Organisation"] = "globex"
    assert reader.get("/logs/search/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["elk_nobodys", "something else", "", "elk_" + "x" * 5000])
def test_a_wrong_key_is_refused_even_beside_a_good_cookie(alice: Caller, text: str) -> None:
    alice.headers["Authorization"] = f"Bearer {text}"
    assert alice.get("/logs/search/").status_code == 401


def test_an_expired_key_is_refused(acme: Organisation) -> None:
    caller = program(acme, "read")
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert caller.get("/logs/search/").status_code == 401


def test_last_use_is_noted_from_our_doors_and_from_intake(acme: Organisation) -> None:
    caller = program(acme, "read")
    caller.get("/logs/search/")
    seen.write()
    key = ApiKey.objects.get()
    assert key.last_used_at is not None
    keys.note_use({key.pk: 1000})
    assert ApiKey.objects.get().last_used_at == key.last_used_at, "an older use does not count"
    keys.note_use({key.pk: 4_000_000_000_000})
    assert ApiKey.objects.get().last_used_at == datetime.fromtimestamp(4_000_000_000, UTC)


@pytest.mark.django_db(transaction=True)
def test_the_gateway_hears_of_every_change(acme: Organisation, alice: Caller, house: Path) -> None:
    def published() -> dict[str, object]:
        found: dict[str, object] = json.loads((house / "gateway.json").read_text())
        return found

    made = alice.post("/api-keys/", name="shipper", scopes=["ingest"]).json()
    first = published()
    digest = hashlib.sha256(made["key"].encode()).hexdigest()
    assert first["keys"] == {digest: {"id": made["id"], "tenant": "acme", "scopes": ["ingest"]}}
    assert first["tenants"] == {"acme": {"timezone": "UTC", "keep_raw": True}}
    assert (house / "gateway.json").stat().st_mode & 0o777 == 0o600
    assert alice.delete(f"/api-keys/{made['id']}/").status_code == 204
    second = published()
    assert second["keys"] == {}
    assert second["version"] == first["version"] + 1  # type: ignore[operator]  # JSON says it is a number
    assert alice.get("/api-keys/").json()["results"] == []
    assert alice.delete(f"/api-keys/{made['id']}/").status_code == 404
    alice.patch("/organisations/acme/", timezone="Asia/Tokyo")
    assert published()["tenants"] == {"acme": {"timezone": "Asia/Tokyo", "keep_raw": True}}


@pytest.mark.django_db(transaction=True)
def test_snapshots_published_at_once_end_with_the_newest(acme: Organisation, house: Path) -> None:
    versions: list[int] = []

    def publish() -> None:
        versions.extend(gateway.publish() for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(versions) == list(range(1, 21))
    assert json.loads((house / "gateway.json").read_text())["version"] == 20


def test_use_that_intake_saw_is_collected(acme: Organisation, house: Path) -> None:
    program(acme, "ingest")
    key = ApiKey.objects.get()
    body = json.dumps({"keys": {str(key.pk): 1_700_000_000_000}}).encode()
    with _socket_answering(load().intake_socket, body):
        tasks.note_key_use()
    assert ApiKey.objects.get().last_used_at == datetime.fromtimestamp(1_700_000_000, UTC)
    tasks.note_key_use()  # intake is away: nothing happens


def test_a_key_that_has_expired_leaves_the_gateway_within_a_minute(acme: Organisation, house: Path) -> None:
    program(acme, "ingest")
    tasks.note_key_use()
    first = json.loads((house / "gateway.json").read_text())
    assert len(first["keys"]) == 1
    tasks.note_key_use()
    assert json.loads((house / "gateway.json").read_text()) == first, "nothing changed, nothing is published"
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    tasks.note_key_use()
    assert json.loads((house / "gateway.json").read_text())["keys"] == {}


def test_what_has_expired_is_cleared(acme: Organisation, alice: Caller, house: Path) -> None:
    past = timezone.now() - timedelta(minutes=1)
    alice.post("/organisations/acme/invitations/", email="dan@acme.test", role="viewer")
    Invitation.objects.update(expires_at=past)
    Attempts.objects.update(window_ends=past)
    tasks.clear_expired()
    assert not Invitation.objects.exists()
    assert not Attempts.objects.exists()
    assert alice.get("/auth/me/").status_code == 200


class _socket_answering:
    """A tiny HTTP server on a Unix socket that gives everybody the same answer."""

    def __init__(self, path: Path, body: bytes) -> None:
        self._path, self._body = path, body

    def __enter__(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(self._body), self._body))
            writer.close()

        async def serve() -> None:
            await asyncio.start_unix_server(answer, self._path)
            started.set()

        self._loop.create_task(serve())
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        assert started.wait(5)

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._path.unlink()


def test_a_key_as_x_api_key_works_too(acme: Organisation) -> None:
    caller = program(acme, "read")
    text = caller.headers.pop("Authorization").removeprefix("Bearer ")
    assert Client().get("/api/v1/logs/search/", headers={"X-API-Key": text}).status_code == 200
