"""A file becomes blocks of lines: each format, each packing, odd endings, and constant memory."""

import contextlib
import csv
import gzip
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.server.apps.uploads.reading import Block, Unreadable, blocks

MOST = 1 << 20


def read(folder: Path, name: str, content: bytes, *, most: int = MOST) -> list[Block]:
    path = folder / "kept"
    path.write_bytes(content)
    return list(blocks(path, name, most=most))


def lines_of(found: list[Block]) -> list[bytes]:
    return [line for block in found for line in block.payload.split(b"\n") if line]


def reasons(found: list[Block]) -> list[tuple[int, str]]:
    return [(refusal.line, refusal.reason) for block in found for refusal in block.refusals]


def test_lines_of_text_are_given_as_they_came(tmp_path: Path) -> None:
    found = read(tmp_path, "app.log", b"first\r\nsecond\n\nthird")
    assert lines_of(found) == [b"first", b"second", b"third"]
    assert [block.format for block in found] == ["text"]
    assert found[0].lines == [1, 2, 4]


def test_a_stack_trace_stays_with_its_line(tmp_path: Path) -> None:
    trace = b"2026-01-02 10:00:00 ERROR boom\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\nCaused by: y\n2026-01-02 10:00:01 INFO on\n"
    found = lines_of(read(tmp_path, "app.log", trace))
    assert len(found) == 2
    original = json.loads(found[0])["event"]["original"]
    assert original.startswith("2026-01-02 10:00:00 ERROR boom\n")
    assert original.endswith("Caused by: y")


def test_ndjson_is_given_line_by_line(tmp_path: Path) -> None:
    found = read(tmp_path, "a.ndjson", b'{"a":1}\n{"a":2}\n')
    assert lines_of(found) == [b'{"a":1}', b'{"a":2}']
    assert found[0].format == "ndjson"


def test_a_json_array_is_given_item_by_item_and_what_is_no_object_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", b'[ {"a": 1,\n "b": [1, 2.5]},\n 7, {"c": null} ]')
    assert [json.loads(line) for line in lines_of(found)] == [{"a": 1, "b": [1, 2.5]}, {"c": None}]
    assert reasons(found) == [(2, "it is not a JSON object")]


def test_pretty_printed_objects_one_after_another_are_items(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", b'{\n "a": 1\n}\n{\n "a": 2\n}\n')
    assert [json.loads(line)["a"] for line in lines_of(found)] == [1, 2]


def test_json_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b'[{"a":1},{"a":')
    found = blocks(path, "a.json", most=MOST)
    assert lines_of([next(found)]) == [b'{"a":1}']
    with pytest.raises(Unreadable, match="breaks off after item"):
        next(found)


def test_whole_numbers_beyond_64_bits_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", b'[{"n": 123456789012345678901234567890}]')
    assert lines_of(found) == [b'{"n":123456789012345678901234567890}']


def test_csv_rows_become_objects_with_the_header_as_names(tmp_path: Path) -> None:
    content = b'Time,LEVEL,Message,,x\n2026-01-01T00:00:00Z,warn,"two\nlines, really",5,\n'
    (line,) = lines_of(read(tmp_path, "a.csv", content))
    assert json.loads(line) == {
        "time": "2026-01-01T00:00:00Z",
        "level": "warn",
        "message": "two\nlines, really",
        "column_4": "5",
    }


def test_a_csv_row_with_too_many_columns_is_refused_by_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", b'a,b\n1,"x\ny"\n1,2,3\n4,5\n')
    assert reasons(found) == [(4, "it has 3 columns, the header has 2")]
    assert len(lines_of(found)) == 2


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|")])
def test_other_delimiters_are_found_out(tmp_path: Path, name: str, delimiter: str) -> None:
    content = delimiter.join("abc") + "\n" + delimiter.join("123") + "\n"
    assert lines_of(read(tmp_path, name, content.encode())) == [b'{"a":"1","b":"2","c":"3"}']


def test_a_line_over_the_limit_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = read(tmp_path, "a.log", b"short\n" + b"x" * 5000 + b"\nend\n", most=1000)
    assert lines_of(found) == [b"short", b"end"]
    assert reasons(found) == [(2, "it is longer than 1,000 bytes")]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_packed_files_are_unpacked_whatever_their_name(tmp_path: Path, pack: object) -> None:
    found = read(tmp_path, "a.log", pack(b"one\ntwo\n"))  # type: ignore[operator]
    assert lines_of(found) == [b"one", b"two"]


def test_every_file_of_a_zip_is_read_in_its_own_format(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("logs/a.log", "plain\n")
        archive.writestr("b.json", '[{"a":1}]')
        archive.writestr("__MACOSX/._a.log", "resource fork")
        archive.writestr("empty/", "")
    found = read(tmp_path, "all.zip", packed.getvalue())
    assert lines_of(found) == [b"plain", b'{"a":1}']
    assert [(block.file, block.format) for block in found] == [("logs/a.log", "text"), ("b.json", "json")]
    assert [block.number for block in found] == [0, 1]


def test_damaged_gzip_gives_what_came_before_and_says_where(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b"line %d\n" % n for n in range(200_000)))
    path = tmp_path / "kept"
    path.write_bytes(whole[: len(whole) // 2])
    found: list[Block] = []
    with pytest.raises(Unreadable, match="damaged after"):
        found.extend(blocks(path, "a.log.gz", most=MOST))
    assert len(found) == 0 or lines_of(found)[0] == b"line 0"


def test_a_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elkvision.server.apps.uploads.reading.sources._SMALL", 1 << 20)
    monkeypatch.setattr("elkvision.server.apps.uploads.reading.sources.MAX_RATIO", 10)
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read(tmp_path, "a.gz", gzip.compress(b"\n" * (16 << 20)))


def test_utf16_from_windows_is_read(tmp_path: Path) -> None:
    assert lines_of(read(tmp_path, "a.log", "grüß\r\ngott\r\n".encode("utf-16"))) == ["grüß".encode(), b"gott"]


def test_memory_stays_flat_however_large_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / "kept"
        items = (b'{"message": "%s", "n": %d}' % (b"x" * 200, number) for number in range(count))
        path.write_bytes(b"[" + b",".join(items) + b"]")
        tracemalloc.start()
        assert sum(len(block.lines) for block in blocks(path, "a.json", most=MOST)) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(100_000) < peak(25_000) + (4 << 20)  # 23 MB against 6 MB of file


def test_blocks_are_cut_the_same_way_each_time(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"".join(b"line %d %s\n" % (n, b"y" * 100) for n in range(30_000)))
    first, second = (list(blocks(path, "a.log", most=MOST)) for _ in range(2))
    assert first == second
    assert len(first) > 2
    assert [block.number for block in first] == list(range(len(first)))
    assert first[-1].position == path.stat().st_size


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.log", "a.json", "a.csv", "a.ndjson", "a.zip", "a.gz"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "kept"
    path.write_bytes(content)
    found: list[Block] = []
    with contextlib.suppress(Unreadable):  # the one thing that reading may raise
        found.extend(blocks(path, name, most=MOST))
    for block in found:
        assert block.payload.count(b"\n") == len(block.lines)


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=20)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), _TEXT), min_size=1, max_size=20))
def test_a_csv_that_python_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["a", "b", "c"])
    writer.writeheader()
    writer.writerows(rows)
    found = lines_of(read(tmp_path_factory.mktemp("csv"), "a.csv", text.getvalue().encode()))
    assert [json.loads(line) for line in found] == [row for row in rows if row]
