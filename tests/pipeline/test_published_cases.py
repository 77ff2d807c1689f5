"""What Logstash was recorded to do, case by case. The recordings are no part of the project (see ELKVISION_SHARED_DATA)."""

import os
from pathlib import Path

import pytest

from elkvision.supervisor.piping.cases import Case, check, read_cases
from elkvision.supervisor.piping.surroundings import around_the_command_line

_HERE = Path(__file__).parents[2]
_FILE = Path(os.environ.get("ELKVISION_SHARED_DATA", _HERE / "../shared/data")) / "logstash" / "cases.jsonl"


def _cases() -> list[Case]:
    if not _FILE.exists():
        return []
    with _FILE.open("rb") as lines:
        return list(read_cases(lines))


@pytest.mark.skipif(not _FILE.exists(), reason=f"there are no recordings at {_FILE}")
@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["id"]))
def test_the_event_is_afterwards_as_it_was_recorded(case: Case) -> None:
    assert check(case, around_the_command_line()).failures == []
