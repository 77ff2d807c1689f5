"""How far a copy is: one line on a terminal, some lines elsewhere."""

import io

import pytest

from elkvision.supervisor.moving.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def progress(stream: io.StringIO, total: int = 1_000_000) -> tuple[Progress, list[float]]:
    now = [100.0]
    return Progress(total, stream, clock=lambda: now[0]), now


def test_rate_and_time_left_are_those_of_the_last_half_minute() -> None:
    one, now = progress(Terminal())
    for logs in (10_000, 10_000, 20_000, 20_000, 20_000, 20_000):
        now[0] += 10
        one.add(logs)

    assert one.line() == "100,000 of 1,000,000 logs (10 %)  2,000 logs/s  8 min left"


@pytest.mark.parametrize(
    ("left", "words"), [(60, "60 s left"), (1200, "20 min left"), (7200, "2.0 h left"), (0, "1,000 logs/s")]
)
def test_time_left_is_said_as_people_say_it(left: int, words: str) -> None:
    one, now = progress(Terminal(), total=10_000 + 1000 * left)
    now[0] += 10
    one.add(10_000)

    assert one.line().endswith(words)


def test_a_terminal_sees_one_line_written_over_and_a_file_one_in_ten_seconds() -> None:
    for stream, expected in ((Terminal(), "\r"), (io.StringIO(), "\n")):
        one, now = progress(stream)
        for _ in range(45):
            now[0] += 1
            one.add(1000)
        text = stream.getvalue()
        assert text.count(expected) == (45 if expected == "\r" else 4)


def test_an_empty_store_is_copied_at_once() -> None:
    assert progress(Terminal(), total=0)[0].line() == "0 of 0 logs (100 %)  0 logs/s"
