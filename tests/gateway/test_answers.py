import errno
import os
from pathlib import Path

import pytest

from elkvision.core.errors import BadRequest
from elkvision.gateway import answers as answers_module
from elkvision.gateway.answers import DAY_MS, Answers, digest_of
from elkvision.gateway.spool.records import Frame

NOW = 1_795_435_200_000


def frame(name: str, at: int = NOW) -> Frame:
    return Frame(0, 2, 0, 1, at, 0, "acme", "http", named=digest_of("acme", name), answer=f'{{"accepted":"{name}"}}')


def answer(answers: Answers, name: str) -> bytes | None:
    return answers.get(digest_of("acme", name), 0)


def test_an_answer_is_remembered_for_a_day_and_across_restarts(tmp_path: Path) -> None:
    now = NOW
    Answers(tmp_path, lambda: now).remember([frame("one")])
    again = Answers(tmp_path, lambda: now)
    assert answer(again, "one") == b'{"accepted":"one"}'
    assert again.get(digest_of("globex", "one"), 0) is None
    now += DAY_MS
    assert answer(again, "one") is None
    assert answer(Answers(tmp_path, lambda: now), "one") is None


def test_a_name_used_again_after_a_day_is_remembered_again(tmp_path: Path) -> None:
    now = NOW
    answers = Answers(tmp_path, lambda: now)
    answers.remember([frame("nightly", now)])
    now += DAY_MS
    assert answer(answers, "nightly") is None
    answers.remember([frame("nightly", now)])
    now += 1000
    assert answer(answers, "nightly")
    assert answer(Answers(tmp_path, lambda: now), "nightly")


def test_other_content_under_the_same_name_is_refused_rather_than_lost(tmp_path: Path) -> None:
    Answers(tmp_path, lambda: NOW).remember([frame("batch-1")])
    again = Answers(tmp_path, lambda: NOW)
    with pytest.raises(BadRequest, match="Other lines came under this Idempotency-Key"):
        again.get(digest_of("acme", "batch-1"), 7)


def test_a_torn_line_costs_only_itself(tmp_path: Path) -> None:
    Answers(tmp_path, lambda: NOW).remember([frame("one"), frame("two")])
    file = tmp_path / "answers.log"
    file.write_bytes(file.read_bytes()[:-5])
    again = Answers(tmp_path, lambda: NOW)
    assert (answer(again, "one"), answer(again, "two")) == (b'{"accepted":"one"}', None)


def test_after_a_full_disk_the_journal_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(tmp_path, lambda: NOW)
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        real(descriptor, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(answers_module.os, "write", half)
        with pytest.raises(OSError, match="full"):
            answers.remember([frame("one")])
    assert answer(answers, "one")
    answers.remember([frame("two")])
    again = Answers(tmp_path, lambda: NOW)
    assert answer(again, "one")
    assert answer(again, "two")


def test_the_oldest_are_forgotten_beyond_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_module, "MOST", 5)
    answers = Answers(tmp_path, lambda: NOW)
    for number in range(12):
        answers.remember([frame(str(number), NOW - 100 + number)])
    assert answer(answers, "11")
    assert answer(answers, "0") is None
    assert (tmp_path / "answers.log").read_bytes().count(b"\n") <= 10
