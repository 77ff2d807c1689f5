"""A backup, taken while the product runs or while it does not."""

import json
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import redis

from elkvision import __version__
from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.redis_url import connect
from elkvision.core.settings import Settings
from elkvision.supervisor import folder
from elkvision.supervisor.keeping import logs, said, server
from elkvision.supervisor.keeping.archive import Head, Manifest, Writer, writing
from elkvision.supervisor.keeping.showing import Showing
from elkvision.supervisor.moving import places

#: So long what came before the backup may take to reach the store.
_PATIENCE_SECONDS = 60.0
_WORK = ".backup-"
_LEFT_SECONDS = 24 * 3600.0


@dataclass(frozen=True)
class Wish:
    logs: bool = False
    geo: bool = False
    passphrase: str = ""


def target_of(given: Path, now: datetime) -> Path:
    """The file itself; one that says when it was taken, where a folder is named. Raises BadRequest when it is there."""
    target = given / f"elkvision-{now:%Y-%m-%dT%H%M%SZ}.tar" if given.is_dir() else given
    if target.exists():
        raise BadRequest(f"{target} is there already", hint="name another file, or a folder")
    if not target.parent.is_dir():
        raise BadRequest(f"{target.parent} is no folder", hint="make it first")
    return target.absolute()


def take(settings: Settings, target: Path, wish: Wish, showing: Showing) -> Manifest:
    """Write the backup. It is there when this returns, and not at all when it raises."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep([*settings.data_dir.glob(f"{_WORK}*"), *target.parent.glob(".elkvision-*.tar.part")])
    # Not beside the target: what is in it is sealed only there.
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=settings.data_dir))
    try:
        _hold_uploads(settings, work)
        with showing.step("Database") as tell:
            server.run(settings, "take_database", str(work), tell=tell)
        summary: dict[str, Any] = json.loads((work / "summary.json").read_text())
        created = datetime.now(UTC).isoformat(timespec="seconds")
        head = Head(uuid4().hex, __version__, created, summary, logs=wish.logs, geo=wish.geo)
        with writing(target, head, wish.passphrase) as writer:
            _add_database(work, summary, writer)
            _add_files(settings, work, summary, writer, geo=wish.geo)
            if wish.logs:
                _add_reparses(settings, writer)
                _add_logs(settings, summary, work, writer, showing)
            return writer.finish()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sweep(left: list[Path]) -> None:
    """What backups left that were killed long ago."""
    for path in left:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - _LEFT_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _hold_uploads(settings: Settings, work: Path) -> None:
    """Files of uploads under way go when those end: a second name keeps them for us."""
    held = work / "uploads"
    held.mkdir()
    if not settings.upload_dir.is_dir():
        return
    for path in settings.upload_dir.iterdir():
        if path.name.startswith(".") or not path.is_file():
            continue
        with suppress(FileNotFoundError):
            try:
                os.link(path, held / path.name)
            except OSError:  # on another disk
                shutil.copyfile(path, held / path.name)


def _add_database(work: Path, summary: dict[str, Any], writer: Writer) -> None:
    for kind in ("database", "metadata"):
        for name, count in summary[kind].items():
            path = work / kind / f"{name}.ndjson.zst"
            writer.add(f"{kind}/{path.name}", path, count=count)
            path.unlink()


def _add_files(settings: Settings, work: Path, summary: dict[str, Any], writer: Writer, *, geo: bool) -> None:
    writer.add_bytes("settings.env", said.lines_of(settings).encode())
    secret = settings.data_dir / "secret.key"
    if secret.exists():
        writer.add("secret.key", secret)
    for name in summary["under_way"]:
        for path in (work / "uploads" / name, settings.upload_dir / name):
            if path.exists():
                writer.add(f"uploads/{name}", path)
                break
    for path in sorted(settings.dead_letter_dir.glob("*/*.ndjson")):
        if whole := _whole_lines(path):
            writer.add(f"dead/{path.parent.name}/{path.name}", path, size=whole)
    for path in sorted(settings.geo_dir.glob("*.mmdb")) if geo else []:
        writer.add(f"geoip/{path.name}", path)


def _add_reparses(settings: Settings, writer: Writer) -> None:
    """What they changed can be undone later only with these."""
    for path in sorted(settings.reparse_dir.rglob("*")):
        with suppress(FileNotFoundError):  # one that ended a week ago
            if path.is_file():
                writer.add(f"reparses/{path.relative_to(settings.reparse_dir)}", path)


def _whole_lines(path: Path) -> int:
    """Bytes up to the last line's end: the next one may be coming in."""
    data = path.read_bytes()
    return data.rfind(b"\n") + 1


def _add_logs(settings: Settings, summary: dict[str, Any], work: Path, writer: Writer, showing: Showing) -> None:
    runs = folder.holder(settings) is not None
    with places.opened(settings.store, settings) as store:
        if runs:
            _wait_for(settings, summary["snapshot_ms"], writer, showing)
        elif any(settings.spool_dir.glob("*.seg")):
            _note(writer, showing, "Logs wait in the spool of this product, which rests: they are not in the backup.")
        days = [day for tenant in store.tenants() for day in logs.days_of(store, tenant)]
        with showing.step("Logs", sum(day.logs for day in days)) as tell:
            for day in days:
                logs.take(store, day, summary["snapshot_ms"], writer, work, tell)


def _wait_for(settings: Settings, moment_ms: int, writer: Writer, showing: Showing) -> None:
    """Until the store has what came before the backup began."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while _mark(settings) < moment_ms:
        if time.monotonic() > until:
            words = "The store was behind: logs of the last moments before the backup may not be in it."
            _note(writer, showing, words)
            return
        time.sleep(0.1)


def _mark(settings: Settings) -> int:
    """Everything received before it is in the store; 0 when nobody can say."""
    try:
        with connect(settings.redis) as client:
            return watermark.horizon(client.hgetall(watermark.KEY), now_ms()).mark or 0
    except redis.RedisError:
        return 0


def _note(writer: Writer, showing: Showing, words: str) -> None:
    writer.manifest.notes.append(words)
    showing.say(words)
