"""What a restoration has done, so that the same command goes on where it was stopped or killed."""

import json
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Memo:
    """`name` goes into tokens, so that a repeat of this very restoration adds nothing."""

    path: Path
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    done: list[str] = field(default_factory=list)

    def has(self, step: str) -> bool:
        return step in self.done

    def note(self, step: str) -> None:
        """On the disk when this returns."""
        self.done.append(step)
        new = self.path.with_suffix(".new")
        with new.open("w") as file:
            json.dump({"name": self.name, "done": self.done}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


def memo_of(data_dir: Path, backup: str) -> Memo:
    """Of that backup's restoration into this folder, begun before or new."""
    path = data_dir / f".restore-{backup}.json"
    try:
        found = json.loads(path.read_text())
        return Memo(path, str(found["name"]), list(found["done"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Memo(path)
