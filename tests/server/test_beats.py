"""Several beats: one acts, each task that is due is sent once, and another one goes on when the first is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import redis

from elkvision.server import leading
from elkvision.server.leading import Leading

#: A beat with one task, due each second, whose lock runs out after two.
PROGRAM = """
from elkvision.server import beat, leading
from elkvision.server.config.celery import app
leading.LASTS_MS, beat.HOLD_SECONDS, beat.LOOK_SECONDS = 2000, 0.5, 0.3
app.conf.beat_schedule = {"each second": {"task": "accounts.note_key_use", "schedule": 1.0}}
beat.main()
"""


@pytest.fixture
def valkey(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
        yield client


def test_one_leads_until_it_says_nothing_more(valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "LASTS_MS", 300)
    first, second = Leading(valkey), Leading(valkey)
    assert first.hold()
    assert first.hold()
    assert not second.hold()
    until(second.hold)
    assert not first.hold()


def test_one_that_leads_no_more_may_send_nothing(valkey: redis.Redis) -> None:
    first, second = Leading(valkey), Leading(valkey)
    assert first.hold()
    assert first.claim("sweep", 60)
    first.release()
    assert second.hold()
    assert not first.claim("other", 60), "it was stopped for a while, and believes that it leads"
    assert not second.claim("sweep", 60), "it was sent a moment ago"
    assert second.claim("other", 60)


def test_what_could_not_be_sent_is_due_again(valkey: redis.Redis) -> None:
    first = Leading(valkey)
    assert first.hold()
    assert first.claim("sweep", 60)
    first.give_back("sweep", 60)
    assert first.claim("sweep", 60)


def test_two_beats_send_each_task_once_and_after_kill_9_the_second_goes_on(
    valkey: redis.Redis, redis_url: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "ELKVISION_DATA_DIR": str(tmp_path), "ELKVISION_REDIS_URL": redis_url}
    beats = []
    try:
        for _ in range(2):
            beats.append(subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment))
            until(lambda: valkey.exists("beat:leader"))  # the first one leads
        sent = Sent(valkey)
        until(lambda: len(sent.look()) >= 4)
        leader = valkey.get("beat:leader")
        beats[0].send_signal(signal.SIGKILL)
        before = len(sent.look())
        until(lambda: len(sent.look()) >= before + 3)
        assert valkey.get("beat:leader") != leader
        beats[1].send_signal(signal.SIGTERM)
        assert beats[1].wait(20) == 0
        assert not valkey.exists("beat:leader"), "whoever ends makes room at once"
        assert min(later - earlier for earlier, later in pairwise(sent.at)) >= 790, "each second's task is sent once"
        assert valkey.llen("elkvision") <= (sent.look()[-1] - sent.at[0]) / 790 + 1
    finally:
        for each in beats:
            each.kill()
            each.wait()


class Sent:
    """When the task was sent, each time, in milliseconds of Redis' clock."""

    def __init__(self, valkey: redis.Redis) -> None:
        self._valkey = valkey
        self.at: list[int] = []

    def look(self) -> list[int]:
        last = int(self._valkey.hget("beat:sent", "each second") or 0)
        if last and last not in self.at:
            self.at.append(last)
        return self.at


def until(done: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)
