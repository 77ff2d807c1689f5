"""Whatever byte the crash came at: exactly what was acknowledged is there, and every segment is closed."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.core.tenancy import TenantId
from elkvision.gateway.spool import reader
from elkvision.gateway.spool.records import Frame, Origin
from elkvision.gateway.spool.recovery import recover
from elkvision.gateway.spool.segment import OpenSegment, Parcel

ORIGINS = [
    Origin(TenantId("acme"), "tcp"),
    Origin(TenantId("globex"), "http", 7, '{"tags":["a"]}'),
    Origin(TenantId("acme"), "upload", None, '{"service":"shop"}'),
]

lines = st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), min_size=1, max_size=5)
commits = st.lists(st.lists(st.tuples(st.sampled_from(ORIGINS), lines), min_size=1, max_size=4), min_size=1, max_size=6)


def parcel(origin: Origin, some: list[bytes]) -> Parcel:
    made = Parcel(origin, 1_700_000_000_000)
    made.add(b"\n".join([*some, b""]), len(some))
    return made


def written(
    folder: Path, all_commits: list
) -> tuple[OpenSegment, list[tuple[int, int]], list[tuple[Origin, list[bytes]]]]:
    """A segment after these commits, the lengths of both files after each, and what was put in."""
    segment = OpenSegment(folder, 1_700_000_000_000)
    lengths, put = [(0, 0)], []
    for commit in all_commits:
        segment.write([parcel(origin, some) for origin, some in commit])
        lengths.append((segment.length, segment.index_length))
        put.append(commit)
    return segment, lengths, put


def found(folder: Path) -> list[tuple[str, str, dict, list[bytes]]]:
    frames = []
    for name in reader.names(folder):
        segment = reader.read_segment(folder, name)
        assert not segment.damaged
        assert reader.is_closed(folder, name)
        for frame in segment.frames:
            data = segment.payload[frame.offset : frame.end]
            frames.append((frame.tenant, frame.input, frame.defaults, data.split(b"\n")[:-1]))
    return frames


def expected(commits_kept: list) -> list[tuple[str, str, dict, list[bytes]]]:
    from elkvision.gateway.spool.records import defaults_of

    return [
        (origin.tenant, origin.input, dict(defaults_of(origin.defaults)), some)
        for commit in commits_kept
        for origin, some in commit
    ]


@settings(max_examples=150, deadline=None)
@given(commits, st.data())
def test_a_torn_tail_is_cut_and_what_was_acknowledged_stays(all_commits: list, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        segment, lengths, put = written(folder, all_commits)
        # The disk kept whole what was acknowledged, and any part of what was not, in either file.
        acknowledged = data.draw(st.integers(0, len(put)))
        payload = data.draw(st.integers(lengths[acknowledged][0], segment.length))
        index = data.draw(st.integers(lengths[acknowledged][1], segment.index_length))
        os.truncate(folder / f"{segment.name}.seg", payload)
        os.truncate(folder / f"{segment.name}.idx", index)

        recover(folder)

        after = found(folder)
        assert after[: len(expected(put[:acknowledged]))] == expected(put[:acknowledged])
        assert after == expected(put)[: len(after)]
        recover(folder)
        assert found(folder) == after


@settings(max_examples=60, deadline=None)
@given(commits, st.data())
def test_bytes_that_the_disk_did_not_keep_are_never_taken_for_logs(all_commits: list, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        segment, lengths, put = written(folder, all_commits)
        acknowledged = data.draw(st.integers(0, len(put) - 1))
        path = folder / f"{segment.name}.seg"
        if segment.length == lengths[acknowledged][0]:
            return
        place = data.draw(st.integers(lengths[acknowledged][0], segment.length - 1))
        content = bytearray(path.read_bytes())
        content[place] ^= 0xFF
        path.write_bytes(content)

        recover(folder)

        after = found(folder)
        assert after[: len(expected(put[:acknowledged]))] == expected(put[:acknowledged])
        assert after == expected(put)[: len(after)]


def test_a_segment_that_nothing_was_acknowledged_from_is_gone(tmp_path: Path) -> None:
    OpenSegment(tmp_path, 1)
    (tmp_path / "0000000000002-0000000001.seg").write_bytes(b"half a li")
    recover(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_segment_is_left_as_it_is(tmp_path: Path) -> None:
    segment, _, put = written(tmp_path, [[(ORIGINS[0], [b"one", b"two"])]])
    segment.close()
    before = (tmp_path / f"{segment.name}.idx").read_bytes()
    recover(tmp_path)
    assert (tmp_path / f"{segment.name}.idx").read_bytes() == before
    assert found(tmp_path) == expected(put)


def test_damage_in_a_closed_segment_costs_none_of_its_other_lines(tmp_path: Path) -> None:
    segment, _, _ = written(tmp_path, [[(ORIGINS[0], [b"one"])], [(ORIGINS[1], [b"two"])], [(ORIGINS[2], [b"three"])]])
    segment.close()
    path = tmp_path / f"{segment.name}.seg"
    path.write_bytes(path.read_bytes().replace(b"one", b"0ne"))
    told: list[Frame] = []
    assert recover(tmp_path, told.append) == 0
    kept = reader.read_segment(tmp_path, segment.name)
    assert [frame.tenant for frame in kept.frames] == ["globex", "acme"]
    assert [frame.line for frame in kept.damaged] == [0]
    assert len(told) == 3


def test_a_whole_record_that_is_not_ours_stops_recovery_rather_than_losing_logs(tmp_path: Path) -> None:
    import zlib

    segment, _, _ = written(tmp_path, [[(ORIGINS[0], [b"one"])]])
    body = b'{"from":"a newer version"}'
    with (tmp_path / f"{segment.name}.idx").open("ab") as index:
        index.write(b"%08x %s\n" % (zlib.crc32(body), body))
    with pytest.raises(ValueError):
        recover(tmp_path)
    assert (tmp_path / f"{segment.name}.seg").exists()


def test_frames_are_shown_before_a_segment_is_closed(tmp_path: Path) -> None:
    segment, _, _ = written(tmp_path, [[(ORIGINS[0], [b"one"])]])

    def look(frame: Frame) -> None:
        assert frame.lines == 1
        assert not reader.is_closed(tmp_path, segment.name)

    recover(tmp_path, look)
    assert reader.is_closed(tmp_path, segment.name)
