"""Writes every dashboard."""

import json
from pathlib import Path
from typing import Final

from tools.grafana.boards import BOARDS

FOLDER: Final = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "dashboards"


def written() -> dict[Path, str]:
    """Each file and what belongs into it."""
    return {FOLDER / f"{board.name}.json": json.dumps(board.json(), indent=1) + "\n" for board in BOARDS}


def main() -> int:
    for path, text in written().items():
        path.write_text(text)
        print(path)
    return 0
