"""The console shows what a person should see, and no more."""

import io

import pytest

from elkvision.supervisor.console import Console, is_important, plain


@pytest.mark.parametrize(
    ("line", "important"),
    [
        ('{"level": "info", "event": "listening"}', False),
        ('{"level": "warning", "event": "the spool is nearly full"}', True),
        ('{"level": "ERROR", "message": "no"}', True),
        ("INFO:     Application startup complete.", False),
        ("WARNING:  slow", True),
        ("sqlite3.OperationalError: database is locked", True),
        ("ValueError: no", True),
        ("no errors were found", False),
        ("{not json", False),
        ("", False),
    ],
)
def test_warnings_and_worse_are_important_however_they_are_written(line, important):
    assert is_important(line) is important


def test_a_line_of_json_becomes_a_sentence_with_its_fields():
    line = '{"level": "warning", "timestamp": "2026-01-01", "event": "The store is away", "retry_in": 2}'

    assert plain(line) == "The store is away retry_in=2"


def test_a_quiet_console_shows_only_what_matters():
    stream = io.StringIO()
    console = Console(stream=stream)

    console.line_of("store", '{"level": "info", "event": "hello"}')
    console.line_of("store", '{"level": "error", "event": "no room"}')

    assert stream.getvalue() == "store     no room\n"


def test_a_verbose_console_shows_every_line():
    stream = io.StringIO()

    Console(verbose=True, stream=stream).line_of("store", "anything")

    assert stream.getvalue() == "store     anything\n"


def test_a_terminal_that_went_away_does_not_stop_the_product():
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    console = Console(stream=Gone())

    console.say("one")
    console.say("two")
