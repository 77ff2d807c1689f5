"""What a copy remembers of itself, so that the same command goes on where it was stopped or killed."""

import hashlib
import json
import os
import tempfile
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from elkvision.core.tenancy import TenantId


@dataclass
class Memo:
    """`name` goes into every token: the same events of the same copy are added once, and a later copy of its own may
    add them again after they were deleted."""

    path: Path
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    #: Of each tenant, everything before this moment was copied.
    until: dict[TenantId, datetime] = field(default_factory=dict)
    resumed: bool = False

    def reached(self, tenant: TenantId, moment: datetime) -> None:
        self.until[tenant] = moment
        self._write()

    def forget(self) -> None:
        """The copy is over. What a killed one was just writing goes too."""
        for left in self.path.parent.glob(f"{self._beginning}*"):
            left.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    @property
    def _beginning(self) -> str:
        return f".{self.path.stem}-"

    def _write(self) -> None:
        until = {tenant: moment.isoformat() for tenant, moment in self.until.items()}
        descriptor, new = tempfile.mkstemp(dir=self.path.parent, prefix=self._beginning)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"name": self.name, "until": until}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.path)


def memo_of(folder: Path, *words: str) -> Memo:
    """The memo of the copy that these words name; a new one when there is none. It is on disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256("\0".join(words).encode()).hexdigest()[:24]
    path = folder / f"{digest}.json"
    try:
        found = json.loads(path.read_text())
        until = {TenantId(tenant): datetime.fromisoformat(text) for tenant, text in found["until"].items()}
        return Memo(path, str(found["name"]), until, resumed=True)
    except FileNotFoundError:
        memo = Memo(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        memo = Memo(path)  # it is only ever a short cut: what is there is found out by id
    memo._write()
    return memo
