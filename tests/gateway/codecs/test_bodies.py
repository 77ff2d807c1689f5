import gzip
import zlib

import pytest
import zstandard

from elkvision.core.errors import BadRequest, Unsupported
from elkvision.gateway.codecs.bodies import MOST_LINES, read_body
from elkvision.gateway.codecs.inflate import TooLarge, inflate

JSON, NDJSON, TEXT, FORM = (
    "application/json",
    "application/x-ndjson",
    "text/plain; charset=utf-8",
    "application/x-www-form-urlencoded",
)


@pytest.mark.parametrize(
    ("kind", "body", "lines"),
    [
        (JSON, b'{"m":1}', [b'{"m":1}']),
        (JSON, b' {"m":\n  1}\n', [b'{"m":   1}']),
        (JSON, b'[{"m":1},\n {"m":\r\n2}]', [b'{"m":1}', b'{"m":  2}']),
        (JSON, b"[]", []),
        (JSON, b"", []),
        (JSON, b'{"m":1}\n{"m":2}\n', [b'{"m":1}', b'{"m":2}']),
        (JSON, b'{"m":1}\nno json\n', [b'{"m":1}', b"no json"]),
        ("application/vnd.shop+json", b'[{"m":1}]', [b'{"m":1}']),
        (NDJSON, b'{"m":1}\n\n  \r\n{"m":2}', [b'{"m":1}', b'{"m":2}']),
        (NDJSON, b'{"m":1}\r\n{"m":2}\r\n', [b'{"m":1}\r', b'{"m":2}\r']),
        (NDJSON, b"not json\n{half\n", [b"not json", b"{half"]),
        (TEXT, b"[2026-11-23] started\nsecond\n", [b"[2026-11-23] started", b"second"]),
        (TEXT, b"\n\n", []),
        (FORM, b'{"m":1}', [b'{"m":1}']),
        (FORM, b"[2026-11-23] started", [b"[2026-11-23] started"]),
        (FORM, b"just text", [b"just text"]),
        ("", b'[{"m":1}]', [b'{"m":1}']),
        (TEXT, b"nul \x00 and \xff\n", [b"nul \x00 and \xff"]),
    ],
)
def test_bodies_become_lines(kind: str, body: bytes, lines: list[bytes]) -> None:
    read = read_body(body, kind, 1000)
    assert read.data.split(b"\n")[:-1] == lines
    assert read.count == len(lines)
    assert read.refused == []


def test_items_that_are_no_object_or_too_long_are_refused_by_their_place() -> None:
    read = read_body(b'[1, {"m":1}, "x", {"m":"%s"}, null]' % (b"x" * 50), JSON, 40)
    assert read.data == b'{"m":1}\n'
    assert read.count == 1
    assert [one["index"] for one in read.refused] == [0, 2, 3, 4]
    assert read.refused[2]["reason"] == "over 40 bytes"


def test_a_line_over_the_limit_is_refused_by_its_place() -> None:
    read = read_body(b"short\n" + b"x" * 50 + b"\nshort too\n", NDJSON, 40)
    assert read.data == b"short\nshort too\n"
    assert read.refused == [{"index": 1, "reason": "over 40 bytes"}]


@pytest.mark.parametrize("body", [b"[1, 2", b'[{"a":}]', b"{half", b"text", b"3", b'"x"', b'[{"a":1}] more'])
def test_what_says_json_and_is_none_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest):
        read_body(body, JSON, 1000)


@pytest.mark.parametrize("kind", ["image/png", "multipart/form-data; boundary=x", "application/x-protobuf"])
def test_other_content_is_unsupported(kind: str) -> None:
    with pytest.raises(Unsupported):
        read_body(b"x", kind, 1000)


def test_too_many_lines_for_one_request() -> None:
    with pytest.raises(TooLarge):
        read_body(b"x\n" * (MOST_LINES + 1), NDJSON, 1000)


DATA = b'{"message":"hello"}\n' * 1000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", DATA),
        ("identity", DATA),
        ("gzip", gzip.compress(DATA)),
        ("GZip", gzip.compress(DATA[:500]) + gzip.compress(DATA[500:])),
        ("deflate", zlib.compress(DATA)),
        ("deflate", zlib.compress(DATA)[2:-4]),
        ("zstd", zstandard.compress(DATA)),
        ("zstd", zstandard.compress(DATA[:500]) + zstandard.compress(DATA[500:])),
    ],
)
def test_packed_bodies_are_unpacked(encoding: str, packed: bytes) -> None:
    assert inflate(packed, encoding, len(DATA)) == DATA


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_bomb_is_stopped_at_the_limit(encoding: str) -> None:
    zeros = bytes(50 << 20)
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstandard.compress}[encoding](zeros)
    with pytest.raises(TooLarge):
        inflate(packed, encoding, 1 << 20)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_body_that_is_not_what_it_says_is_a_bad_request(encoding: str) -> None:
    whole = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstandard.compress}[encoding](DATA)
    for packed in (b"plain text that is not packed", whole[:-3], whole[: len(whole) // 2]):
        with pytest.raises(BadRequest):
            inflate(packed, encoding, 1 << 20)


def test_an_unknown_encoding_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="br"):
        inflate(b"x", "br", 10)
