"""However the network cuts a stream, the lines are the same."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from elkvision.gateway.codecs.cutter import Cutter

LIMIT = 16


def fed(cutter: Cutter, stream: bytes, cuts: list[int]) -> list[tuple[bytes, bool]]:
    places = sorted({0, *(cut % (len(stream) + 1) for cut in cuts), len(stream)})
    pieces = [stream[a:b] for a, b in itertools.pairwise(places)]
    small = [piece[i : i + LIMIT] for piece in pieces for i in range(0, len(piece), LIMIT)]
    buffer = bytearray(LIMIT)
    view = memoryview(buffer)
    got = []
    for piece in small:
        buffer[: len(piece)] = piece
        got += list(cutter.feed(view, buffer, len(piece)))
        buffer[:] = b"\n" * LIMIT  # what was read before must not shine through
    got += list(cutter.rest())
    out = []
    for cut in got:
        assert cut.data.endswith(b"\n")
        assert cut.data.count(b"\n") == cut.lines
        out += [(line, cut.truncated) for line in cut.data.split(b"\n")[:-1]]
    return out


def plainly(stream: bytes) -> tuple[list[tuple[bytes, bool]], int]:
    lines = stream.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    lost = sum(max(0, len(line) - LIMIT) for line in lines)
    return [(line[:LIMIT], len(line) > LIMIT) for line in lines], lost


@given(st.text("ab\n", max_size=120).map(str.encode), st.lists(st.integers(0, 200), max_size=20))
def test_lines_are_cut_at_newlines_and_at_the_limit(stream: bytes, cuts: list[int]) -> None:
    cutter = Cutter(LIMIT)
    lines, lost = plainly(stream)
    assert fed(cutter, stream, cuts) == lines
    assert cutter.lost == lost


def test_a_very_long_line_is_not_held() -> None:
    cutter = Cutter(LIMIT)
    got = fed(cutter, b"x" * 10_000 + b"\nshort\n", [])
    assert got == [(b"x" * LIMIT, True), (b"short", False)]
    assert cutter.lost == 10_000 - LIMIT
