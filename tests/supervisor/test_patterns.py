"""`elkvision patterns`: what the lines of files have in common, as a person asks."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from elkvision.supervisor.cli import main

LOGS = """\
2026-01-04T12:00:01Z INFO basket 7 of alice saved
2026-01-04T12:00:02Z ERROR card declined
{"@timestamp": "2026-01-04T12:00:03Z", "level": "warn", "message": "disk is 91% full"}

2026-01-04T12:00:04Z INFO basket 8 of alice saved
"""


def asked(*words: str | Path, given: bytes = b"") -> Result:
    done = CliRunner().invoke(main, ["patterns", *map(str, words)], input=given)
    assert done.exit_code == 0, done.output
    return done


def test_lines_of_standard_input_are_counted_by_pattern() -> None:
    done = asked(given=LOGS.encode())
    assert done.stdout.splitlines() == [
        "        2  50.0%  <time> INFO basket <number> of alice saved",
        "        1  25.0%  <time> ERROR card declined",
        "        1  25.0%  disk is <number> full",
    ]
    assert done.stderr == "4 lines, 3 patterns\n"


def test_several_files_are_one_heap(tmp_path: Path) -> None:
    (tmp_path / "one.log").write_text(LOGS)
    (tmp_path / "two.log").write_text(LOGS)
    assert asked(tmp_path / "one.log", tmp_path / "two.log").stderr == "8 lines, 3 patterns\n"


def test_a_limit_is_said() -> None:
    done = asked("--limit", "1", given=LOGS.encode())
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "4 lines, 3 patterns, the first 1 shown: --limit\n"


def test_values_of_variables_are_shown_when_asked() -> None:
    done = asked("--variables", given=b"".join(b"basket %d saved\n" % number for number in (7, 7, 1, 2, 3, 4, 5)))
    assert done.stdout.splitlines()[1].strip() == "<number>  7 (2), 1 (1), 2 (1), 3 (1), 4 (1), and 1 more"


def test_json_has_all_that_is_known() -> None:
    saved, _, full = map(json.loads, asked("--json", given=LOGS.encode()).stdout.splitlines())
    assert (saved["count"], saved["share"], saved["levels"]) == (2, 0.5, {"info": 2})
    assert (saved["first"], saved["last"]) == ("2026-01-04T12:00:01.000Z", "2026-01-04T12:00:04.000Z")
    assert saved["variables"][1]["values"] == [["7", 1], ["8", 1]]
    assert saved["query"] == 'message:"info basket" message:"of alice saved"'
    assert full["samples"] == ["disk is 91% full"]


def test_any_bytes_are_lines() -> None:
    done = asked("--json", given=b"\xff\xfe\x00\n\x00\x80\ncaf\xc3\xa9 7\n" + b"x" * 100_000)
    assert sum(json.loads(line)["count"] for line in done.stdout.splitlines()) == 4


def test_nothing_has_no_patterns() -> None:
    assert asked(given=b"").stderr == "0 lines, 0 patterns\n"
