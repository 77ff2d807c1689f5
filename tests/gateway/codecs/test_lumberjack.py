import itertools
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elkvision.gateway.codecs.lumberjack import Lumberjack, ProtocolError


def event(sequence: int, body: bytes) -> bytes:
    return b"2J" + struct.pack(">II", sequence, len(body)) + body


def window(size: int) -> bytes:
    return b"2W" + struct.pack(">I", size)


def packed(frames: bytes) -> bytes:
    body = zlib.compress(frames)
    return b"2C" + struct.pack(">I", len(body)) + body


def heard(parser: Lumberjack, stream: bytes, cuts: list[int] | None = None) -> list[tuple[list[bytes], int]]:
    places = sorted({0, *(cut % (len(stream) + 1) for cut in cuts or []), len(stream)})
    return [
        (one.events, one.last) for start, end in itertools.pairwise(places) for one in parser.feed(stream[start:end])
    ]


bodies = st.lists(st.binary(max_size=30).map(lambda body: body.replace(b"\n", b" ")), min_size=1, max_size=6)


@given(
    st.lists(st.tuples(bodies, st.sampled_from(["plain", "packed", "half"])), max_size=6),
    st.lists(st.integers(0, 2000), max_size=30),
)
def test_windows_are_the_same_however_they_are_packed_and_cut(windows: list, cuts: list[int]) -> None:
    stream, expected, sequence = b"", [], 0
    for events, how in windows:
        frames = []
        for body in events:
            sequence += 1
            frames.append(event(sequence, body))
        half = len(frames) // 2 if how == "half" else 0
        stream += window(len(events))
        if how == "plain":
            stream += b"".join(frames)
        else:
            stream += b"".join(frames[:half]) + packed(b"".join(frames[half:]))
        expected.append((events, sequence))
    assert heard(Lumberjack(10_000), stream, cuts) == expected


def test_a_new_window_ends_the_one_before_it() -> None:
    stream = window(3) + event(1, b"{}") + window(1) + event(2, b"{}")
    assert heard(Lumberjack(1000), stream) == [([b"{}"], 1), ([b"{}"], 2)]


def test_newlines_between_the_parts_of_an_object_become_spaces() -> None:
    assert heard(Lumberjack(1000), window(1) + event(1, b'{\n"a":1\n}')) == [([b'{ "a":1 }'], 1)]


def test_a_window_too_large_to_hold_is_given_in_parts() -> None:
    body = b"x" * (1 << 20)
    stream = window(20) + packed(b"".join(event(n, body) for n in range(1, 21)))
    got = heard(Lumberjack(32 << 20), stream)
    assert [(len(events), last) for events, last in got] == [(8, 8), (8, 16), (4, 20)]


@pytest.mark.parametrize(
    ("stream", "says"),
    [
        (b"1D\0\0\0\1\0\0\0\1", "v1"),
        (b"\x16\x03\x01\x00\xa5\x01", "TLS"),
        (b"GET / HTTP/1.1\r\n", "begins no"),
        (window(100_001), "window"),
        (window(1) + b"2J" + struct.pack(">II", 1, 2000), "event"),
        (b"2C" + struct.pack(">I", 2000), "packed frame"),
        (b"2C" + struct.pack(">I", 4) + b"nope", "zlib"),
        (event(1, b"{}"), "without a window"),
        (window(1) + packed(packed(event(1, b"{}"))), "begins no"),
        (window(1) + packed(event(1, b"{}")[:-1]), "too early"),
        (window(100) + packed(event(1, b"x" * 900) * 20), "unpacked"),
    ],
)
def test_what_is_not_lumberjack_v2_or_too_much_is_refused(stream: bytes, says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        heard(Lumberjack(1000), stream)
