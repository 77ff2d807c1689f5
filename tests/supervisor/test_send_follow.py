"""`elkvision send --follow` goes on through rotation and from where it stopped."""

import json
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from tests.supervisor.inputs import HttpInput, closing

from elkvision.core.errors import Unavailable
from elkvision.supervisor.sending import follow
from elkvision.supervisor.sending.carrying import Carrier
from elkvision.supervisor.sending.follow import Follower
from elkvision.supervisor.sending.state import State


class Sink:
    """A transport that keeps each named batch once. `failing` batches are taken, and then the answer is lost."""

    acknowledged = True

    def __init__(self):
        self.names = {}
        self.failing = False

    def send(self, lines, name="", /):
        self.names.setdefault(name, list(lines))
        if self.failing:
            raise Unavailable("the answer was lost")
        return 0

    def close(self):
        return None

    @property
    def said(self):
        return [_text(line) for lines in list(self.names.values()) for line in lines]


def _text(line):
    read = json.loads(line)
    return read["event"]["original"] if "event" in read else read["message"]


@contextmanager
def following(tmp_path, sink, pattern="app.log", patience=None):
    stop = threading.Event()
    state = State(tmp_path / "state.json", "sink")
    follower = Follower([str(tmp_path / pattern)], Carrier(sink, patience, lambda _: None), state, {}, lambda _: None)
    failed = []

    def run():
        try:
            follower.run(stop.is_set)
        except Unavailable as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield failed
    finally:
        stop.set()
        thread.join(10)


def until(sink, expected, seconds=8):
    end = time.monotonic() + seconds
    while time.monotonic() < end and sink.said != expected:
        time.sleep(0.05)
    assert sink.said == expected


def append(path, text):
    with path.open("a") as file:
        file.write(text)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(follow, "_PATIENCE", 0.4)
    monkeypatch.setattr(follow, "_SEARCH_SECONDS", 0.2)
    monkeypatch.setattr(follow, "_LOOK_SECONDS", 0.05)


@pytest.fixture
def sink():
    return Sink()


def test_what_is_written_is_sent_and_a_half_line_waits(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\ntwo\nthr")
    with following(tmp_path, sink):
        until(sink, ["one", "two"])
        append(log, "ee\n")
        until(sink, ["one", "two", "three"])


def test_a_stack_trace_that_is_still_written_stays_together(tmp_path, sink):
    log = tmp_path / "app.log"
    with following(tmp_path, sink):
        append(log, "2024-05-06 07:08:09 ERROR boom\n")
        time.sleep(0.1)
        append(log, "\tat org.shop.Cart.add(Cart.java:12)\n")
        until(sink, ["2024-05-06 07:08:09 ERROR boom\n\tat org.shop.Cart.add(Cart.java:12)"])


def test_it_goes_on_where_it_stopped(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\n")
    with following(tmp_path, sink):
        until(sink, ["one"])
    append(log, "two\n")
    with following(tmp_path, sink):
        until(sink, ["one", "two"])


def test_renaming_loses_nothing(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\n")
    with following(tmp_path, sink):
        until(sink, ["one"])
        log.rename(tmp_path / "app.log.1")
        append(tmp_path / "app.log.1", "two\n")
        append(log, "three\n")
        until_all(sink, {"one", "two", "three"})


def test_renaming_while_nobody_looks_loses_nothing(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\n")
    with following(tmp_path, sink):
        until(sink, ["one"])
    append(log, "two\n")
    log.rename(tmp_path / "app.log.1")
    append(log, "three\n")
    with following(tmp_path, sink):
        until_all(sink, {"one", "two", "three"})


def test_a_glob_does_not_send_a_renamed_file_again(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\n")
    with following(tmp_path, sink, "app.log*"):
        until(sink, ["one"])
        log.rename(tmp_path / "app.log.1")
        append(log, "two\n")
        until_all(sink, {"one", "two"})
        time.sleep(1.5)
    assert sorted(sink.said) == ["one", "two"]


def test_copying_and_emptying_reads_from_the_beginning(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one is a longer line\n")
    with following(tmp_path, sink):
        until(sink, ["one is a longer line"])
        shutil.copy(log, tmp_path / "app.log.1")
        log.write_text("two\n")
        until(sink, ["one is a longer line", "two"])


def test_emptied_and_grown_beyond_where_it_was_is_noticed(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\n")
    with following(tmp_path, sink):
        until(sink, ["one"])
    log.write_text("another beginning\nand more of it\n")
    with following(tmp_path, sink):
        until(sink, ["one", "another beginning", "and more of it"])


def test_files_that_appear_later_are_followed(tmp_path, sink):
    with following(tmp_path, sink, "*.log"):
        append(tmp_path / "new.log", "hello\n")
        until(sink, ["hello"])


def test_a_batch_whose_answer_was_lost_is_kept_once(tmp_path, sink):
    log = tmp_path / "app.log"
    append(log, "one\ntwo\n")
    sink.failing = True
    with following(tmp_path, sink, patience=0) as failed:
        while not failed:
            time.sleep(0.05)
    append(log, "three\n")
    sink.failing = False
    with following(tmp_path, sink):
        until(sink, ["one", "two", "three"])


def test_a_large_file_is_sent_whole_and_once(tmp_path, sink):
    lines = [f'{{"message": "order {n} {"x" * (n % 300)}"}}' for n in range(30_000)]
    (tmp_path / "app.log").write_text("\n".join(lines) + "\n")
    with following(tmp_path, sink):
        until(sink, [json.loads(line)["message"] for line in lines], 20)


def test_killing_it_at_any_moment_sends_everything_once(tmp_path):
    log, arguments = (
        tmp_path / "app.log",
        ["-m", "elkvision.supervisor", "send", "--follow", str(tmp_path / "app.log"), "-q"],
    )
    written = []
    with closing(HttpInput()) as http:
        arguments += ["--to", http.url, "--key", "elk_right", "--state", str(tmp_path / "state.json")]
        for round in range(5):
            process = subprocess.Popen([sys.executable, *arguments])
            end = time.monotonic() + 0.6 + 0.23 * round
            while time.monotonic() < end:
                some = [f"2024-05-06 07:08:09 order {len(written) + n}" for n in range(200)]
                append(log, "\n".join(some) + "\n")
                written += some
                time.sleep(0.01)
            process.kill()
            process.wait()
        process = subprocess.Popen([sys.executable, *arguments])
        end = time.monotonic() + 20
        while len(http.lines) < len(written) and time.monotonic() < end:
            time.sleep(0.1)
        process.terminate()
        assert process.wait(10) == 0
        assert [_text(line) for line in http.lines] == written


def until_all(sink, expected):
    end = time.monotonic() + 8
    while time.monotonic() < end and set(sink.said) != expected:
        time.sleep(0.05)
    assert sorted(sink.said) == sorted(expected)
