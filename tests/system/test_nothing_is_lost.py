"""Twenty times `kill -9`, of any part, under load: each acknowledged event is found once, no other one twice.

The senders never send again, so what was not acknowledged may be there once or not at all.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.gateway.running import Part, delivery, intake, manage, settings_in, store, until, valkey, web
from tests.system.sending import Sender

from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Span
from elkvision.store.registry import open_store

pytestmark = pytest.mark.system

KILLS = 20
TENANT = TenantId("main")


def owner_and_key(settings: Settings) -> str:
    """A server with an owner; returns a key that may send."""
    password = settings.data_dir / "password"
    password.write_text("correct-horse-battery-9\n")
    manage(settings, "migrate", "--noinput")
    manage(settings, "create_owner", "--email", "alice@acme.example", "--password-file", str(password))
    return manage(settings, "create_key", "test", "--organisation", TENANT, "--scopes", "ingest").splitlines()[-1]


def kill_and_start_again(parts: Sequence[Part], chance: random.Random) -> None:
    """Each part about as often as the others, at any moment, sometimes before it was ready again."""
    victims = [parts[n % len(parts)] for n in range(KILLS)]
    chance.shuffle(victims)
    for part in victims:
        time.sleep(chance.uniform(0.05, 0.9))
        part.kill()
        if chance.random() < 0.3:
            time.sleep(chance.uniform(0, 0.5))
        part.start(wait=False)


def everything_found(settings: Settings) -> Counter[str]:
    shelf = open_store(settings.store, settings)
    found: Counter[str] = Counter()
    ids: set[str] = set()
    cursor: str | None = None
    while page := shelf.search(TENANT, Span(EVERYTHING), limit=1000, cursor=cursor):
        found.update(event["message"] for event in page.events)
        ids.update(event["id"] for event in page.events)
        if (cursor := page.cursor) is None:
            break
    assert len(ids) == found.total(), "two events have one id"
    assert shelf.count(TENANT, Span(EVERYTHING)) == found.total()
    shelf.close()
    return found


def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path, store="clickhouse+embedded://", listener_tenant=TENANT, segment_seconds=0.2, segment_events=2000
    )
    key = owner_and_key(settings)
    intake_url = f"http://{settings.host}:{settings.http_port}/"
    urls = [intake_url, intake_url, f"http://{settings.host}:{settings.web_port}/api/v1/logs/"]
    stopping = threading.Event()
    senders = [Sender(number, url, key, stopping) for number, url in enumerate(urls)]
    parts = [store(settings), intake(settings), delivery(settings), web(settings)]
    with valkey(settings):
        try:
            for part in parts:
                part.start()
            for sender in senders:
                sender.start()
            kill_and_start_again(parts, random.Random())
            for part in parts:
                part.wait_until_ready()
            time.sleep(0.5)
            stopping.set()
            for sender in senders:
                sender.join(30)
            until(lambda: not list(settings.spool_dir.glob("*.seg")), 40, lambda: str(parts[2].stats()))
            found = everything_found(settings)
        finally:
            stopping.set()
            for part in reversed(parts):
                part.stop()
    compare(senders, found)


def compare(senders: Sequence[Sender], found: Counter[str]) -> None:
    acknowledged = [name for sender in senders for name in sender.acknowledged]
    unsure = {name for sender in senders for name in sender.unsure}
    assert all(len(sender.acknowledged) > 100 for sender in senders), [len(s.acknowledged) for s in senders]
    assert [name for name in acknowledged if name not in found] == [], "acknowledged, and missing"
    assert [name for name, count in found.items() if count > 1] == [], "there twice"
    assert set(found) <= {*acknowledged, *unsure}
    print(
        f"{len(acknowledged)} acknowledged and found, {len(unsure)} not acknowledged, {len(unsure & set(found))} of them found"
    )
