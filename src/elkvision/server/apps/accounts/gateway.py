"""The gateway's settings, published for intake: docs/reference/files-and-sockets.md has their form."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import orjson
import structlog
from django.db import transaction
from django.db.models import F

from elkvision.core.settings import load
from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.models import Organisation, Quota, Snapshot

log = structlog.get_logger(__name__)


#: What other apps publish beside keys and tenants: section, and who says what is in it.
_sections: dict[str, Callable[[], object]] = {}


def publish_too(section: str, content: Callable[[], object]) -> None:
    """A section of the settings that another app knows. Called once, when the app is ready."""
    _sections[section] = content


def publish_later() -> None:
    """Publish once the transaction has committed."""
    transaction.on_commit(publish)


def publish() -> int:
    """Write the settings as they are now; returns their version.

    The write happens inside the transaction that takes the version: two at once follow one another, and the
    file never goes back to an older state.
    """
    path = load().snapshot_file
    with transaction.atomic():
        Snapshot.objects.get_or_create(pk=1)
        Snapshot.objects.filter(pk=1).update(version=F("version") + 1)
        version = Snapshot.objects.get(pk=1).version
        _replace(path, orjson.dumps(_settings(version)))
    return version


def version() -> int:
    """That of what was published last; 0 before the first time."""
    return Snapshot.objects.values_list("version", flat=True).first() or 0


def content(version: int) -> bytes:
    """The settings as they are now, for a gateway on another machine. A version that was read before this is at most too
    low, and then there is another one a moment later."""
    return orjson.dumps(_settings(version))


def publish_when_stale() -> None:
    """Publish when the file does not say what is so: a key has expired meanwhile, or it is not there."""
    try:
        published = orjson.loads(load().snapshot_file.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        published = {}
    if published | {"version": 0} != orjson.loads(orjson.dumps(_settings(0))):
        publish()


def _settings(version: int) -> dict[str, object]:
    keys = selectors.usable_keys().values_list("key_hash", "id", "organisation__tenant", "scopes")
    return {
        "version": version,
        "keys": {key_hash: {"id": id, "tenant": tenant, "scopes": scopes} for key_hash, id, tenant, scopes in keys},
        "tenants": {
            each.tenant: {"timezone": each.timezone, "keep_raw": each.keep_raw, **_quota(each)}
            for each in Organisation.objects.select_related("quota")
        },
        **{section: content() for section, content in _sections.items()},
    }


def _quota(organisation: Organisation) -> dict[str, int]:
    """What there is a limit for."""
    quota: Quota | None = getattr(organisation, "quota", None)
    if quota is None:
        return {}
    limits = {
        f"quota_{name}": getattr(quota, name) for name in ("day_events", "day_bytes", "second_events", "second_bytes")
    }
    if quota.shut_until is not None:
        limits["quota_shut_until"] = int(quota.shut_until.timestamp() * 1000)
    return {name: value for name, value in limits.items() if value is not None}


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
