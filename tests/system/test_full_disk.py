"""A disk that really is full: nothing is acknowledged that it did not take, and nothing that it took is lost."""

import os
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.gateway.running import ACME_KEY, intake, running, settings_in, spooled, until

from elkvision.core.settings import Settings

pytestmark = pytest.mark.system


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """The spool is on a disk of 4 MB of its own."""
    settings = settings_in(tmp_path, segment_seconds=0.2)
    settings.spool_dir.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(settings.spool_dir)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield settings
    subprocess.run(["umount", str(settings.spool_dir)], check=True)


def test_on_a_full_disk_senders_wait_and_afterwards_everything_is_there_once(settings: Settings) -> None:
    url = f"http://{settings.host}:{settings.http_port}/"
    headers = {"X-API-Key": ACME_KEY}
    acknowledged: list[bytes] = []

    def post(name: str) -> httpx.Response:
        line = b'{"name":"%s","filling":"%s"}' % (name.encode(), b"x" * 60_000)
        answer = httpx.post(url, content=line, headers=headers, timeout=10)
        if answer.status_code == 200:
            acknowledged.append(line)
        return answer

    with running(intake(settings)) as part:
        post("before")
        (settings.spool_dir / "somebody-elses-file").write_bytes(b"x" * (3 << 20))
        answers = [post(f"n{number}") for number in range(30)]
        refused = [answer for answer in answers if answer.status_code != 200]
        assert {answer.status_code for answer in refused} == {503}
        assert "retry-after" in refused[0].headers
        assert "No space left" in refused[0].json()["error"]["message"]
        assert "cannot be written" in part.log.read_text()

        with socket.create_connection((settings.host, settings.tcp_port)) as sender:
            waiting = [b"waiting %d " % number + b"y" * 20_000 for number in range(20)]
            sender.sendall(b"\n".join([*waiting, b""]))
            until(lambda: part.stats()["spool"]["last_error"])
            (settings.spool_dir / "somebody-elses-file").unlink()
            until(lambda: len(spooled(settings)) == len(acknowledged) + len(waiting), 15)
        until(lambda: part.stats()["spool"]["last_error"] is None)
        assert post("after").status_code == 200
        assert Counter(spooled(settings)) == Counter([*acknowledged, *waiting])
    with running(intake(settings)):
        assert Counter(spooled(settings)) == Counter([*acknowledged, *waiting])
