"""`elkvision pipeline`: run, validate and check-cases, as a person types them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from elkvision.supervisor.piping.cases import check, equal
from elkvision.supervisor.piping.surroundings import around_the_command_line, sources_of

COLOURS = 'filter {\n  mutate { add_field => { "colour" => "red" } }\n}\n'


def elkvision(*words: str | Path, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "elkvision.supervisor", "pipeline", *map(str, words)],
        input=given, capture_output=True, text=True, timeout=60, check=False, env={"PATH": "/usr/bin:/bin", **environment},
    )  # fmt: skip


def written(folder: Path, text: str, name: str = "web.conf") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_events_go_through_a_file_from_standard_input_to_standard_output(tmp_path: Path) -> None:
    done = elkvision("run", written(tmp_path, COLOURS), given='{"name": "alice"}\n\nplain text\n{"broken": \n')
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert (first["name"], first["colour"]) == ("alice", "red")
    assert (second["message"], second["colour"]) == ("plain text", "red")
    assert third["message"] == '{"broken": '
    assert second["@timestamp"].endswith("Z")
    assert done.returncode == 0
    assert done.stderr == ""


def test_standard_input_can_be_read_with_the_codec_of_the_input(tmp_path: Path) -> None:
    codec = 'multiline { pattern => "^\\s" what => "previous" }'
    file = written(tmp_path, COLOURS + f"input {{ udp {{ port => 1 }} tcp {{ codec => {codec} }} }}")
    done = elkvision("run", "--codec", file, given="boom\n  at a\n  at b\nnext\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["message"], first["colour"]) == ("boom\n  at a\n  at b", "red")
    assert second["message"] == "next"
    assert second["@timestamp"]


def test_without_a_codec_to_read_with_it_says_so(tmp_path: Path) -> None:
    done = elkvision("run", "--codec", written(tmp_path, COLOURS))
    assert done.returncode == 1
    assert "no input of the configuration has a codec" in done.stderr


def test_integers_of_any_size_come_out_as_they_went_in(tmp_path: Path) -> None:
    file = written(tmp_path, 'filter { mutate { convert => { "n" => "integer" } } }')
    assert json.loads(elkvision("run", file, given=f'{{"n": "{10**30}"}}').stdout)["n"] == 10**30


def test_a_file_that_does_not_compile_ends_with_its_mistakes_on_standard_error(tmp_path: Path) -> None:
    file = written(tmp_path, 'filter {\n  mutate { ad_field => { "a" => "b" } }\n}')
    for word in ("run", "validate"):
        done = elkvision(word, file, given="{}\n")
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr == f"error: {file}:2:12: `mutate` has no setting `ad_field` (did you mean `add_field`?)\n"


def test_a_file_that_can_run_is_said_to_and_its_warnings_are_named(tmp_path: Path) -> None:
    file = written(tmp_path, COLOURS + "output { redis { host => localhost } }")
    done = elkvision("validate", file)
    assert done.returncode == 0
    assert done.stdout == f"{file} can run: 1 filters, 1 warnings.\n"
    assert f"warning: {file}:4:10: the output `redis` has no counterpart here" in done.stderr


def test_a_folder_means_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    written(tmp_path, 'filter { mutate { add_field => { "b" => "%{a}2" } } }', "20-b.conf")
    written(tmp_path, 'filter { mutate { add_field => { "a" => "${FIRST}" } } }', "10-a.conf")
    written(tmp_path, "not read", "notes.txt")
    done = elkvision("run", tmp_path, given="{}", FIRST="1")
    assert json.loads(done.stdout)["b"] == "12"
    assert [Path(source.name).name for source in sources_of(str(tmp_path))] == ["10-a.conf", "20-b.conf"]


def test_a_folder_without_configurations_and_a_file_that_is_no_text_are_mistakes(tmp_path: Path) -> None:
    assert f"{tmp_path} has no *.conf in it" in elkvision("validate", tmp_path).stderr
    (tmp_path / "latin.conf").write_bytes("filter { # ü\n}".encode("latin-1"))
    assert "latin.conf is not UTF-8: byte 11 cannot be read" in elkvision("validate", tmp_path).stderr


def test_a_file_of_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "web.conf").write_bytes(b"\xef\xbb\xbf" + COLOURS.replace("\n", "\r\n").encode())
    assert elkvision("validate", tmp_path / "web.conf").returncode == 0


def test_what_failed_on_the_way_is_told_at_the_end(tmp_path: Path) -> None:
    file = written(tmp_path, 'filter { mutate { add_field => { "[name][first]" => "x" } } }')
    done = elkvision("run", file, given='{"name": "alice"}')
    assert json.loads(done.stdout)["tags"] == ["_pipeline_failure"]
    assert "1 events failed: mutate in" in done.stderr


def case(checks: list[dict[str, Any]], pipeline: str = COLOURS, **fields: Any) -> dict[str, Any]:
    return {"id": "own:1", "title": "a case", "pipeline": pipeline, "events": [fields], "checks": checks}


def failures(one: dict[str, Any], pipeline: str = COLOURS, **fields: Any) -> list[str]:
    return check(case([one], pipeline, **fields), around_the_command_line()).failures


def test_cases_are_counted_by_group_and_failures_are_shown(tmp_path: Path) -> None:
    good = case([{"event": 0, "field": "[colour]", "is": "equal", "value": "red"}])
    bad = {**case([{"event": 0, "field": "[colour]", "is": "equal", "value": "blue"}]), "id": "other:2"}
    file = written(tmp_path, f"{json.dumps(good)}\n{json.dumps(bad)}\n", "cases.jsonl")
    done = elkvision("check-cases", file)
    assert done.returncode == 1
    assert 'FAILED other:2  a case\n    [colour] is "red", expected equal "blue"' in done.stdout
    assert done.stdout.endswith("1 of 2 passed, 1 failed\n")
    assert elkvision("check-cases", file, "--only", "own").returncode == 0


def test_every_kind_of_check_can_fail_and_pass() -> None:
    fields: dict[str, Any] = {"n": 3, "f": 0.5, "t": "abc", "l": ["a", 1], "o": {"a": 1}, "y": True, "no": None}
    passing = [
        ("n", "equal", 3), ("n", "equal", 3.0), ("o", "equal", {"a": 1}), ("l", "equal", ["a", 1]), ("no", "absent", None),
        ("x", "absent", None), ("t", "present", None), ("l", "includes", 1), ("t", "includes", "b"), ("x", "excludes", "b"),
        ("f", "near", 0.5000001), ("n", "a", "integer"), ("f", "a", "float"), ("l", "a", "list"), ("o", "a", "object"),
        ("y", "a", "true"), ("t", "a", "string"), ("@timestamp", "equal", {"time": "2026-01-04T12:00:00.000000000Z"}),
    ]  # fmt: skip
    failing = [
        ("n", "equal", "3"), ("y", "equal", 1), ("o", "equal", {"a": 2}), ("l", "equal", ["a"]), ("t", "absent", None),
        ("x", "present", None), ("l", "includes", "b"), ("t", "excludes", "b"), ("f", "near", 0.6), ("n", "a", "float"),
        ("y", "a", "false"), ("y", "a", "integer"), ("@timestamp", "equal", {"time": "2026-01-04T12:00:01Z"}),
    ]  # fmt: skip
    fields["@timestamp"] = "2026-01-04T12:00:00Z"
    for field, kind, value in passing:
        assert failures({"event": 0, "field": field, "is": kind, "value": value}, **fields) == []
    for field, kind, value in failing:
        assert len(failures({"event": 0, "field": field, "is": kind, "value": value}, **fields)) == 1
    assert failures({"event": 0, "is": "dropped"}) == ["event 0 was not dropped"]
    assert failures({"event": 1, "field": "a", "is": "absent"}) == ["there is no event 1"]
    assert not equal({"a": 1}, {"b": 1})


def test_a_dropped_event_is_known_by_its_index() -> None:
    assert failures({"event": 0, "is": "dropped"}, "filter { drop { } }") == []
    assert failures({"event": 0, "field": "a", "is": "absent"}, "filter { drop { } }") == ["event 0 was dropped"]


def test_a_case_that_does_not_compile_fails() -> None:
    [failure] = failures({"event": 0, "field": "a", "is": "absent"}, "filter { mutat { } }")
    assert failure.startswith("does not compile: own:1:1:10: no filter is called `mutat`")
