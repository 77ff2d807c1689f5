from pathlib import Path

from elkvision.core import dead_letters
from elkvision.core.event import event_id
from elkvision.core.tenancy import TenantId

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
NOON = 1_795_435_200_000


def letter(number: int, data: bytes = b"\xff raw", day: int = 0) -> dead_letters.DeadLetter:
    received = NOON + day * 86_400_000
    return dead_letters.letter(
        id=event_id(received, 5, number), received_ms=received, input="tcp", reason="the store said no", data=data
    )


def test_a_letter_keeps_bytes_reason_input_and_time(tmp_path: Path) -> None:
    dead_letters.write(tmp_path, ACME, [letter(1)], budget=1 << 20)
    (found,) = dead_letters.read(tmp_path, ACME)
    assert found.raw() == b"\xff raw"
    assert (found.reason, found.input, found.received_at, found.size) == ("the store said no", "tcp", NOON, 5)
    assert [path.name for path in (tmp_path / "acme").iterdir()] == ["2026-11-23-1.ndjson"]


def test_charlie_does_not_see_the_letters_of_acme(tmp_path: Path) -> None:
    dead_letters.write(tmp_path, ACME, [letter(1)], budget=1 << 20)
    assert dead_letters.read(tmp_path, GLOBEX) == []


def test_letters_are_read_newest_first_page_by_page(tmp_path: Path) -> None:
    for number in range(7):
        dead_letters.write(tmp_path, ACME, [letter(number, day=number // 3)], budget=1 << 20)
    pages, before = [], None
    while page := dead_letters.read(tmp_path, ACME, before=before, limit=3):
        pages.append([one.id for one in page])
        before = page[-1].id
    assert pages == [[letter(n, day=n // 3).id for n in some] for some in ((6, 5, 4), (3, 2, 1), (0,))]


def test_a_letter_that_was_written_again_is_shown_once(tmp_path: Path) -> None:
    dead_letters.write(tmp_path, ACME, [letter(1), letter(2)], budget=1 << 20)
    dead_letters.write(tmp_path, ACME, [letter(1), letter(2)], budget=1 << 20)
    assert [one.id for one in dead_letters.read(tmp_path, ACME)] == [letter(2).id, letter(1).id]


def test_the_oldest_go_when_there_are_too_many_and_are_counted(tmp_path: Path) -> None:
    budget = 20_000
    dropped = sum(
        dead_letters.write(tmp_path, ACME, [letter(number, b"x" * 300)], budget=budget) for number in range(200)
    )
    kept = dead_letters.read(tmp_path, ACME, limit=1000)
    assert sum(path.stat().st_size for path in (tmp_path / "acme").iterdir()) <= budget
    assert len(kept) + dropped == 200
    assert kept[0].id == letter(199).id
    assert len(kept) > 20


def test_a_line_that_a_crash_tore_is_passed_over(tmp_path: Path) -> None:
    dead_letters.write(tmp_path, ACME, [letter(1)], budget=1 << 20)
    with next((tmp_path / "acme").iterdir()).open("ab") as file:
        file.write(b'{"id":"torn')
    assert [one.id for one in dead_letters.read(tmp_path, ACME)] == [letter(1).id]
    dead_letters.write(tmp_path, ACME, [letter(2)], budget=1 << 20)
    assert [one.id for one in dead_letters.read(tmp_path, ACME)] == [letter(2).id, letter(1).id]


def test_a_very_long_line_is_cut_and_its_size_told(tmp_path: Path) -> None:
    dead_letters.write(tmp_path, ACME, [letter(1, b"x" * (2 << 20))], budget=64 << 20)
    (found,) = dead_letters.read(tmp_path, ACME)
    assert (len(found.raw()), found.size) == (1 << 20, 2 << 20)
