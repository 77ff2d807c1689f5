"""What a tenant may send in a day and in a second, at every door, after a restart too."""

import json
import socket
import time
from pathlib import Path

import httpx
import pytest
from tests.gateway.running import ACME_KEY, GLOBEX_KEY, Part, intake, running, settings_in, spooled, until, write_keys

from elkvision.core.clock import now_ms
from elkvision.core.errors import Overloaded
from elkvision.core.settings import Settings
from elkvision.gateway import quotas as module
from elkvision.gateway.keys import Snapshot, Tenant
from elkvision.gateway.quotas import Quotas


def quotas(tmp_path: Path, **limits: int) -> Quotas:
    snapshot = Snapshot(tenants={"acme": Tenant(**limits)})
    return Quotas(tmp_path / "today.json", lambda: snapshot)


def test_without_a_quota_nobody_waits(tmp_path: Path) -> None:
    held = quotas(tmp_path)
    held.took("acme", 10**9, 10**12)
    assert held.wait("acme") == held.wait("globex") == 0


@pytest.mark.parametrize("limit", [{"quota_day_events": 10}, {"quota_day_bytes": 1000}])
def test_a_day_ends_when_its_share_was_taken_and_the_next_one_begins(
    tmp_path: Path, limit: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = quotas(tmp_path, **limit)
    held.took("acme", 9, 900)
    assert held.wait("acme") == 0
    held.took("acme", 1, 100)
    assert 0 < held.wait("acme") <= 3600
    with pytest.raises(Overloaded):
        held.demand("acme", 5)
    assert held.stats("acme")["day_refused"] == 5
    tomorrow = now_ms() + 86_400_000
    monkeypatch.setattr(module, "now_ms", lambda: tomorrow)
    assert held.wait("acme") == 0
    assert held.stats("acme")["day_events"] == 0


def test_a_second_has_its_share_too_and_what_is_owed_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    held = quotas(tmp_path, quota_second_events=100)
    held.took("acme", 100, 1)
    assert held.wait("acme") == 0
    held.took("acme", 300, 1)
    assert held.wait("acme") == pytest.approx(3.0)
    now += 2.0
    assert held.wait("acme") == pytest.approx(1.0)
    now += 1.5
    assert held.wait("acme") == 0


def test_what_all_gateways_took_together_shuts_this_one_too(tmp_path: Path) -> None:
    assert quotas(tmp_path, quota_shut_until=now_ms() + 60_000).wait("acme") == pytest.approx(60, abs=2)
    assert quotas(tmp_path, quota_shut_until=now_ms() - 1).wait("acme") == 0


def test_the_days_counts_outlast_a_restart_and_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    held = quotas(tmp_path, quota_day_events=10)
    held.took("acme", 10, 100)
    held.write()
    assert quotas(tmp_path, quota_day_events=10).wait("acme") > 0
    (tmp_path / "today.json").write_text("{")
    assert quotas(tmp_path, quota_day_events=10).wait("acme") == 0


def limit(settings: Settings, **limits: int) -> None:
    write_keys(settings, version=2)
    published = json.loads(settings.snapshot_file.read_text())
    published["tenants"]["acme"] |= limits
    settings.snapshot_file.write_text(json.dumps(published))


def post(settings: Settings, key: str = ACME_KEY, lines: int = 1) -> httpx.Response:
    body = [{"message": f"line {n}"} for n in range(lines)]
    return httpx.post(
        f"http://127.0.0.1:{settings.http_port}/", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=10
    )


def test_over_the_quota_http_says_when_to_come_back_udp_falls_and_tcp_waits(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    limit(settings, quota_day_events=3)
    with running(intake(settings)) as taking:
        assert post(settings, lines=4).status_code == 200, "what begins below the limit is taken whole"
        refused = post(settings, lines=2)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
        assert "quota" in refused.json()["error"]["message"]
        assert post(settings, GLOBEX_KEY).status_code == 200, "others are not held up"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"fell\n", ("127.0.0.1", settings.udp_port or settings.tcp_port))
        lines = _slow(taking, settings)
        assert taking.stats()["tenants"]["acme"]["day_refused"] >= 2
        limit(settings)
        until(lambda: taking.stats()["tenants"]["acme"]["day_events"] == 4 + lines)
        assert post(settings).status_code == 200
    assert spooled(settings)


def _slow(taking: Part, settings: Settings) -> int:
    """A TCP sender is not read from, and nothing of it is lost: it goes on once it may."""
    connection = socket.create_connection(("127.0.0.1", settings.tcp_port))
    connection.setblocking(False)
    data = memoryview(b"a line over tcp\n" * 1_000_000)
    sent, stuck = 0, 0
    while stuck < 20:
        try:
            sent += connection.send(data[sent : sent + 65536])
            stuck = 0
        except BlockingIOError:
            stuck += 1
            time.sleep(0.02)
    assert sent < len(data)
    assert taking.stats()["tenants"]["acme"]["day_events"] < sent // 16
    connection.setblocking(True)
    whole = sent + (-sent % 16)
    connection.sendall(data[sent:whole])
    connection.shutdown(socket.SHUT_WR)
    return whole // 16
