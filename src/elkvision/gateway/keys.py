"""Who may send, from the snapshot that the server publishes (`gateway.json`)."""

import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec

from elkvision.core.tenancy import TenantId, hash_key
from elkvision.pipeline.routes import Definition

log = logging.getLogger(__name__)


class Key(msgspec.Struct, frozen=True):
    id: int
    tenant: str
    scopes: list[str]


class Tenant(msgspec.Struct, frozen=True):
    timezone: str = "UTC"
    #: Does `raw` keep lines as they came, where a pipeline changed them?
    keep_raw: bool = True
    #: The most that is taken, of lines and of their bytes, in a day of UTC and in a second; 0 is no limit.
    quota_day_events: int = 0
    quota_day_bytes: int = 0
    quota_second_events: int = 0
    quota_second_bytes: int = 0
    #: Milliseconds: until then nothing is taken. All gateways together have taken what the day has.
    quota_shut_until: int = 0

    @property
    def has_quota(self) -> bool:
        return bool(
            self.quota_day_events
            or self.quota_day_bytes
            or self.quota_second_events
            or self.quota_second_bytes
            or self.quota_shut_until
        )


class Snapshot(msgspec.Struct, frozen=True):
    version: int = 0
    keys: dict[str, Key] = {}
    tenants: dict[str, Tenant] = {}
    #: In their order.
    pipelines: dict[str, list[Definition]] = {}


_decoder = msgspec.json.Decoder(Snapshot)


def is_readable(content: bytes) -> bool:
    """Is it a snapshot?"""
    try:
        return _decoder.decode(content).version > 0
    except msgspec.MsgspecError:
        return False


class Keys:
    """The last good snapshot. `refresh` looks at the file again; a file that cannot be read changes nothing."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.snapshot = Snapshot()
        self._seen: tuple[int, int, int] | None = None
        self.refresh()

    def refresh(self) -> None:
        try:
            status = self.file.stat()
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen == self._seen:
                return
            self._seen = seen
            self.snapshot = _decoder.decode(self.file.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError) as error:
            log.error("%s cannot be read (%s). The settings before it stay in force.", self.file, error)

    def find(self, text: str) -> Key | None:
        """A key made a moment ago is known at once: whoever made it tries it now."""
        hashed = hash_key(text)
        found = self.snapshot.keys.get(hashed)
        if found is None:
            self.refresh()
            found = self.snapshot.keys.get(hashed)
        return found

    def defaults(self, tenant: TenantId) -> Mapping[str, str]:
        """What lines of a tenant get that they do not say themselves."""
        known = self.snapshot.tenants.get(tenant)
        return {"timezone": known.timezone} if known and known.timezone != "UTC" else {}
