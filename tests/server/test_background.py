"""Worker and beat: what is due is told and done, and both end when they are asked to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from elkvision.core.redis_url import for_celery
from elkvision.core.settings import load
from elkvision.server.config import celery, database, secret


@pytest.mark.django_db
def test_what_beat_says_is_due_the_worker_does(tmp_path: Path, redis_url: str) -> None:
    environment = os.environ | {
        "ELKVISION_DATA_DIR": str(tmp_path / "real"),
        "ELKVISION_STORE": "memory://",
        "ELKVISION_REDIS_URL": redis_url,
    }
    run = [sys.executable, "-m"]
    subprocess.run([*run, "elkvision.server.manage", "migrate", "-v", "0"], env=environment, check=True)
    with redis.Redis.from_url(redis_url) as client:
        parts = [
            subprocess.Popen([*run, f"elkvision.server.{name}"], env=environment, stderr=subprocess.PIPE, text=True)
            for name in ("worker", "beat")
        ]
        try:
            _wait(lambda: client.exists("heartbeat:worker", "heartbeat:beat") == 2)
            assert 0 < client.ttl("heartbeat:worker") <= 30
            celery.app.conf.update(for_celery(redis_url))
            celery.app.send_task("accounts.note_key_use")
            _wait(lambda: client.llen("elkvision") == 0)
        finally:
            for part in parts:
                part.send_signal(signal.SIGTERM)
            codes = [part.wait(20) for part in parts]
            said = [part.stderr.read() if part.stderr else "" for part in parts]
        assert codes == [0, 0], said
        assert "Traceback" not in "".join(said)


def _wait(done: object) -> None:
    deadline = time.monotonic() + 60
    while not done():  # type: ignore[operator]  # a question without arguments
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_scheduled_task_is_known_to_the_worker() -> None:
    celery.app.loader.import_default_modules()
    assert {task for task, _ in celery.SCHEDULE.values()} <= set(celery.app.tasks)


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    assert secret.read(tmp_path) != secret.read(tmp_path), "before it is made there is no shared one"
    secret.ensure(tmp_path)
    first = secret.read(tmp_path)
    secret.ensure(tmp_path)
    assert secret.read(tmp_path) == first
    assert len(first) > 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_another_database_is_named_by_its_address() -> None:
    found = database.settings_for(load({}, database="postgresql://elk:p%40ss@db:5433/vision"))
    assert (found["HOST"], found["PORT"], found["NAME"], found["PASSWORD"]) == ("db", 5433, "vision", "p@ss")
    with pytest.raises(ValueError, match="mysql:// is not known"):
        database.settings_for(load({}, database="mysql://db/vision"))
    sqlite = database.settings_for(load({}, data_dir="/somewhere"))
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert sqlite["OPTIONS"]["timeout"] == 20
