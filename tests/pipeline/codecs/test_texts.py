"""plain, line, gzip_lines and multiline: bytes that are text."""

import gzip
from dataclasses import replace

import pytest
from tests.pipeline.codecs.running import NOWHERE, decoded, decoder, encoded

from elkvision.pipeline.codecs.registry import codec_names
from elkvision.pipeline.filters.contract import BadSetting


def test_every_codec_has_a_name():
    assert codec_names() == (
        "cef",
        "csv",
        "es_bulk",
        "gzip_lines",
        "json",
        "json_lines",
        "line",
        "msgpack",
        "multiline",
        "plain",
    )


def messages(name, *chunks, **given):
    return [event.get("message") for event in decoded(name, *chunks, **given)]


def test_plain_takes_what_arrives_at_once():
    assert messages("plain", b"a\nb", b"c") == ["a\nb", "c"]


def test_lines_may_arrive_in_any_pieces():
    assert messages("line", b"one\ntw", b"o\r\nthr", b"ee") == ["one", "two", "three"]
    assert messages("line", b"a;b", b";c", delimiter=";") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("UTF-8", b"caf\xc3\xa9", "café"),
        ("UTF-8", b"caf\xe9", "caf\\xE9"),
        ("ISO-8859-1", b"caf\xe9", "café"),
        ("CP1252", b"\x80", "€"),
    ],
)
def test_bytes_become_text_by_their_character_set(charset, data, text):
    for name in ("plain", "line"):
        assert messages(name, data, charset=charset) == [text]


def test_an_unknown_character_set_and_an_empty_delimiter_are_mistakes():
    for name in ("plain", "line", "json", "json_lines", "csv", "gzip_lines"):
        with pytest.raises(BadSetting):
            decoder(name, charset="KLINGON")
    with pytest.raises(BadSetting, match="empty"):
        decoder("line", delimiter="")


def test_with_ecs_the_original_is_kept():
    assert decoded("line", b"a\n", ecs="v8") == [{"message": "a", "event": {"original": "a"}}]


def test_texts_are_written_by_a_format():
    assert encoded("line", {"message": "hi", "n": 1}, format="%{n}: %{message}") == b"1: hi\n"
    assert encoded("plain", {"message": "hi"}) == b"2026-01-04T12:00:00.000Z hi"


def test_packed_lines_may_arrive_in_pieces_and_in_several_packings():
    packed = gzip.compress(b"one\ntwo\n") + gzip.compress(b"three")
    assert messages("gzip_lines", packed) == ["one", "two", "three"]
    assert messages("gzip_lines", *[packed[at : at + 3] for at in range(0, len(packed), 3)]) == ["one", "two", "three"]


def test_what_cannot_be_unpacked_is_tagged():
    packed = gzip.compress(b"one\ntwo\n")
    [event] = decoded("gzip_lines", b"nonsense", packed)
    assert event["tags"] == ["_gzipdecodefailure"]


def test_a_small_file_that_unpacks_to_a_huge_line_does_not_fill_the_memory():
    [one, *_] = decoder("gzip_lines").decode(gzip.compress(b"a" * 30_000_000))
    assert len(one.data["message"]) == 20 * 1024 * 1024


TRACE = b"12:00:00 boom\n  at a\n  at b\n12:00:01 fine\n"


@pytest.mark.parametrize(
    ("given", "lines", "expected"),
    [
        ({"pattern": r"^\s", "what": "previous"}, TRACE, ["12:00:00 boom\n  at a\n  at b", "12:00:01 fine"]),
        (
            {"pattern": "^%{TIME} ", "what": "previous", "negate": True},
            TRACE,
            ["12:00:00 boom\n  at a\n  at b", "12:00:01 fine"],
        ),
        ({"pattern": r"\\$", "what": "next"}, b"a \\\nb\nc\n", ["a \\\nb", "c"]),
    ],
)
def test_lines_that_belong_together_are_one_event(given, lines, expected):
    for size in (1, 7, len(lines)):
        assert messages("multiline", *[lines[at : at + size] for at in range(0, len(lines), size)], **given) == expected


def test_an_event_of_several_lines_is_tagged():
    several, one = decoded("multiline", TRACE, pattern=r"^\s", what="previous")
    assert several["tags"] == ["multiline"]
    assert "tags" not in one


def test_an_event_that_never_ends_is_cut():
    by_lines = decoded("multiline", b" x\n" * 10, pattern=r"^\s", what="previous", max_lines=3)
    assert "multiline_codec_max_lines_reached" in by_lines[0]["tags"]
    by_bytes = decoded("multiline", b" xxxx\n" * 10, pattern=r"^\s", what="previous", max_bytes=10)
    assert "multiline_codec_max_bytes_reached" in by_bytes[0]["tags"]


def test_patterns_may_come_from_files_and_must_be_known():
    around = replace(
        NOWHERE, list_files=lambda path: [f"{path}/own"], read_file=lambda path: b"# mine\nSTART begin\\d+\n"
    )
    stream = decoder("multiline", around=around, pattern="^%{START}", what="previous", negate=True, patterns_dir=["/p"])
    assert [event.data["message"] for event in stream.decode(b"begin1\nx\nbegin2\n")] == ["begin1\nx"]
    with pytest.raises(BadSetting, match="NOTHING"):
        decoder("multiline", pattern="%{NOTHING}", what="next")
