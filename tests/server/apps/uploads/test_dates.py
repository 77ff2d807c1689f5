"""Tables whose time is spread over columns."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from elkvision.core.clock import now_ms
from elkvision.pipeline.recognise.stamps import read_time
from elkvision.server.apps.uploads.reading import blocks


def read(folder: Path, text: str) -> dict[str, str]:
    path = folder / "kept"
    path.write_text(text)
    (block,) = blocks(path, "table.csv", most=1 << 20)
    row: dict[str, str] = json.loads(block.payload)
    return row


def moment_of(text: str) -> str:
    ns = read_time(text, None, now_ms())
    assert ns is not None
    return datetime.fromtimestamp(ns / 1e9, UTC).isoformat()


@pytest.mark.parametrize(
    ("table", "at"),
    [
        ("LineId,Month,Date,Time,Content\n1,Jun,14,15:16:01,boom\n", "06-14T15:16:01+00:00"),
        ("Month,Date,Time,Content\nJun,9,06:06:20,boom\n", "06-09T06:06:20+00:00"),
        ("Date,Time,Content\n17/06/09,20:10:40,boom\n", "2017-06-09T20:10:40+00:00"),
        ("Date,Time,Content\n081109,203518,boom\n", "2008-11-09T20:35:18+00:00"),
        ("Date,Time,Content\n03-17,16:13:38.811,boom\n", "03-17T16:13:38.811000+00:00"),
        ("date,time,message\n12/31/2025,3:04 PM,boom\n", "2025-12-31T15:04:00+00:00"),
        ("Log Date;Log Time;Text\n31.12.2025;15:04;boom\n", "2025-12-31T15:04:00+00:00"),
        ("year,month,day,hour,minute,second,m\n2024,2,9,7,5,3,boom\n", "2024-02-09T07:05:03+00:00"),
        ("Year,Month,Day,Time,m\n2024,Feb,9,07:05:03,boom\n", "2024-02-09T07:05:03+00:00"),
    ],
)
def test_the_columns_are_read_as_one_time(tmp_path: Path, table: str, at: str) -> None:
    row = read(tmp_path, table)
    assert moment_of(row["@timestamp"]).endswith(at)


def test_the_columns_stay_in_the_row(tmp_path: Path) -> None:
    row = read(tmp_path, "Month,Date,Time,Content\nJun,14,15:16:01,boom\n")
    assert {"Month": "Jun", "date": "14", "time": "15:16:01", "Content": "boom"}.items() <= row.items()


@pytest.mark.parametrize(
    "table",
    [
        "timestamp,Date,Time,m\n1117838570,2005.06.03,15:42:50,a column has it whole\n",
        "@timestamp,month,day,time,m\n2026-01-01T00:00:00Z,1,1,00:00,likewise\n",
        "Month,Date,Time,m\nUnknown,14,15:16:01,no month\n",
        "date,price,m\n2026-01-01,3,no time of day\n",
        "month,day,m\n1,2,no time of day either\n",
        "time,m\n15:16:01,no day\n",
        "min,max,m\n1,2,figures\n",
    ],
)
def test_what_is_no_spread_time_is_left_alone(tmp_path: Path, table: str) -> None:
    assert set(read(tmp_path, table)) <= set(
        table.split("\n")[0].replace("Date", "date").replace("Time", "time").split(",")
    ) | {"Month"}
