"""Real lines of eight systems against what a person read in them, where the data is at hand."""

import csv
import os
from pathlib import Path

import pytest

from elkvision.core.event import LEVEL_NAMES
from elkvision.pipeline.normalise import normalise_line
from elkvision.pipeline.recognise.continuation import group_lines
from elkvision.pipeline.recognise.stamps import read_time

DATA = Path(os.environ.get("ELKVISION_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data")) / "loghub"
RECEIVED_MS = 1_772_366_400_000

#: System: the columns that are the time, and whether its `Level` is one (Linux has a host name there).
SYSTEMS = {
    "Android": (("Date", "Time"), True),
    "Apache": (("Time",), True),
    "HDFS": (("Date", "Time"), True),
    "Linux": (("Month", "Date", "Time"), False),
    "OpenSSH": (("Date", "Day", "Time"), False),
    "OpenStack": (("Date", "Time"), True),
    "Spark": (("Date", "Time"), True),
    "Zookeeper": (("Date", "Time"), True),
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no logs to try at {DATA} (set ELKVISION_SHARED_DATA)")


def lines_of(system):
    return (DATA / f"{system}_2k.log").read_bytes().splitlines()


@pytest.mark.parametrize("system", SYSTEMS)
def test_time_and_level_are_right_on_nearly_every_line(system):
    columns, has_level = SYSTEMS[system]
    with (DATA / f"{system}_2k.log_structured.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    right = 0
    for line, row in zip(lines_of(system), rows, strict=True):
        event = normalise_line(line, id="0" * 32, tenant="acme", received_ms=RECEIVED_MS, input="tcp", defaults={})
        time = read_time(" ".join(row[column] for column in columns), None, RECEIVED_MS)
        level = LEVEL_NAMES[row["Level"].lower()] if has_level else None
        right += event["@timestamp"] == time and event.get("level") == level
    assert right >= 0.99 * len(rows)


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_line_is_a_record_of_its_own(system):
    assert len(list(group_lines(lines_of(system)))) == 2000
