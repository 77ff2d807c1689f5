"""A backup put into a product that does not run: all of it is checked first, and every step may be repeated."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from elkvision.core.errors import Refused
from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, Span
from elkvision.supervisor import folder, manage
from elkvision.supervisor.keeping import archive, logs, said, server
from elkvision.supervisor.keeping.archive import Head, Manifest
from elkvision.supervisor.keeping.memo import Memo, memo_of
from elkvision.supervisor.keeping.showing import Showing
from elkvision.supervisor.moving import places

#: What of the backup is unpacked before anything is done with it. Logs go straight to the store.
_UNPACKED = ("database/", "metadata/", "uploads/", "dead/", "geoip/", "reparses/")
_SECRET, _SETTINGS = "secret.key", "settings.env"
#: Where the backup's settings are put, for whoever starts the product.
RESTORED_SETTINGS = "restored-settings.env"


@dataclass
class Restored:
    """What is there now. `short` are days with fewer logs than the backup has of them."""

    rows: int = 0
    records: int = 0
    files: int = 0
    given: logs.Given = field(default_factory=logs.Given)
    short: list[str] = field(default_factory=list)
    #: Variables whose secrets the backup's product had and this one has not.
    missing: list[str] = field(default_factory=list)


def restore(
    settings: Settings, path: Path, passphrase: str, showing: Showing, *, replace: bool, head: Head, manifest: Manifest
) -> Restored:
    """Put a backup that was checked into this product.

    Raises Refused when the product has accounts or logs of its own already and `replace` is not said, and when the
    backup is of a newer version; CannotStart while it runs.
    """
    folder.prepare(settings)
    lock = folder.lock(settings, showing.say)
    try:
        memo = memo_of(settings.data_dir, head.id)
        if memo.done:
            showing.say("Going on where an earlier run was stopped.")
        restored = _fill(settings, path, passphrase, showing, head, memo, replace=replace)
        restored.rows, restored.records = manifest.counted("database/"), manifest.counted("metadata/")
    finally:
        os.close(lock)
    # The embedded store is started for it, and takes the folder itself.
    if head.logs:
        _restore_logs(settings, path, passphrase, showing, memo, manifest, restored, replace=replace)
    memo.forget()
    return restored


def _fill(
    settings: Settings, path: Path, passphrase: str, showing: Showing, head: Head, memo: Memo, *, replace: bool
) -> Restored:
    restored = Restored()
    with _unpacked(settings, path, passphrase, head) as work:
        if not memo.has("database"):
            if not (settings.data_dir / _SECRET).exists():  # the server's commands would make one
                _put_secret(work, settings)
            words = ["give_database", str(work), *(["--replace"] if replace else [])]
            with showing.step("Database", sum(head.summary["database"].values())) as tell:
                server.run(settings, *words, tell=tell)
            _put_secret(work, settings)
            memo.note("database")
        for kind, target in (
            ("uploads", settings.upload_dir),
            ("dead", settings.dead_letter_dir),
            ("geoip", settings.geo_dir),
            ("reparses", settings.reparse_dir),
        ):
            restored.files += _move(work / kind, target)
        lines = (work / _SETTINGS).read_text()
        _write_private(settings.data_dir / RESTORED_SETTINGS, lines)
        restored.missing = said.missing(lines, settings)
        manage.read(settings, "publish_gateway")
    return restored


@contextmanager
def _unpacked(settings: Settings, path: Path, passphrase: str, head: Head) -> Iterator[Path]:
    """Everything but the logs, in a folder on the disk where it belongs; gone afterwards."""
    work = settings.data_dir / f".restore-{head.id}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        (work / "summary.json").write_text(json.dumps(head.summary))
        for member in archive.members(path, passphrase):
            if not (member.name.startswith(_UNPACKED) or member.name in (_SECRET, _SETTINGS)):
                continue
            target = _place(work, member.name)
            with target.open("wb") as file:
                shutil.copyfileobj(member.file, file, 1 << 20)
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _place(work: Path, name: str) -> Path:
    """Raises Refused for a name that would leave the folder."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/"):
        raise Refused(f"{name!r} in the backup is no name of a file in it")
    target = work.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _put_secret(work: Path, settings: Settings) -> None:
    if (work / _SECRET).exists():
        _write_private(settings.data_dir / _SECRET, (work / _SECRET).read_text())


def _write_private(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _move(source: Path, target: Path) -> int:
    """Files of a run that was stopped are written again: they are the same."""
    moved = 0
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            moved += 1
    return moved


def _restore_logs(
    settings: Settings,
    path: Path,
    passphrase: str,
    showing: Showing,
    memo: Memo,
    manifest: Manifest,
    restored: Restored,
    *,
    replace: bool,
) -> None:
    days = _days(manifest)
    with places.opened(settings.store, settings) as store:
        if not replace and not memo.has("logs"):
            _refuse_unless_empty(store, {tenant for tenant, _ in days})
        if not memo.has("logs"):
            memo.note("logs")
        with showing.step("Logs", days.total()) as tell:
            for member in archive.members(path, passphrase):
                tenant = logs.tenant_of(member.name)
                if tenant is None or memo.has(member.name):
                    continue
                restored.given += logs.give(store, tenant, member.file, memo.name, tell)
                memo.note(member.name)
        for (tenant, day), count in days.items():
            span = Span(EVERYTHING, day, day + timedelta(days=1))
            if store.count(tenant, span) < count:
                restored.short.append(f"{tenant} on {day:%Y-%m-%d}")


def _days(manifest: Manifest) -> Counter[tuple[TenantId, datetime]]:
    """Logs of each organisation and day."""
    days: Counter[tuple[TenantId, datetime]] = Counter()
    for name, each in manifest.members.items():
        if (tenant := logs.tenant_of(name)) is not None:
            day = datetime.strptime(name.split("/")[2], "%Y-%m-%d").replace(tzinfo=UTC)
            days[tenant, day] += int(each["count"])
    return days


def _refuse_unless_empty(store: LogStore, tenants: set[TenantId]) -> None:
    for tenant in sorted(tenants):
        if store.count(tenant, Span(EVERYTHING)):
            raise Refused(
                f"There are logs of {tenant} in the store already. Accounts and settings are restored, logs are not",
                hint="say --replace to add those that are not there",
            )
