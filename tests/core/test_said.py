"""What parts say as JSON, and because of whom."""

import io
import json
import logging
import threading
from contextvars import copy_context

import pytest

from elkvision.core import said
from elkvision.core.said import Asked

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def spoken(level: int, text: str, *args: object, **more: object) -> dict[str, object]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(said.Json("intake"))
    log = logging.Logger("elkvision.intake")
    log.addHandler(handler)
    log.log(level, text, *args, **more)  # type: ignore[arg-type]
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


def test_a_line_has_the_words_of_our_documents() -> None:
    line = spoken(logging.WARNING, "%d waited\nhere", 3, extra={"segment": "a"})
    assert line.pop("@timestamp")
    assert line == {
        "level": "warning", "message": "3 waited\nhere", "service": "elkvision", "source": "intake",
        "logger": "elkvision.intake", "segment": "a",
    }  # fmt: skip


def test_a_fault_has_its_stack_in_the_same_line() -> None:
    try:
        raise ValueError("odd")
    except ValueError:
        line = spoken(logging.ERROR, "it failed", exc_info=True)
    assert "ValueError: odd" in str(line["stack"])


def test_what_a_request_led_to_names_it_in_threads_too() -> None:
    lines: list[dict[str, object]] = []
    with said.answering(Asked("r-1", TRACE)):
        here = copy_context()
        thread = threading.Thread(target=lambda: here.run(lambda: lines.append(spoken(logging.INFO, "x"))))
        thread.start()
        thread.join()
    assert (lines[0]["request_id"], lines[0]["trace_id"]) == ("r-1", TRACE)
    assert "request_id" not in spoken(logging.INFO, "x")


@pytest.mark.parametrize(
    ("request_id", "traceparent", "known"),
    [
        ("abc-1", f"00-{TRACE}-00f067aa0ba902b7-01", ("abc-1", TRACE)),
        ("", f"00-{TRACE}-00f067aa0ba902b7-01", (TRACE, TRACE)),
        ("", f"cc-{TRACE}-00f067aa0ba902b7-01-what-comes-later", (TRACE, TRACE)),
    ],
)
def test_a_request_is_called_as_its_caller_calls_it(request_id: str, traceparent: str, known: tuple[str, str]) -> None:
    assert Asked.of(request_id, traceparent) == Asked(*known)


@pytest.mark.parametrize(
    "traceparent", ["", "00-xyz", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{TRACE.upper()}-1-01"]
)
@pytest.mark.parametrize("request_id", ["", "a\r\nb", "x" * 65, "é", "a b"])
def test_what_is_no_id_is_replaced_by_one_of_ours(request_id: str, traceparent: str) -> None:
    asked = Asked.of(request_id, traceparent)
    assert asked.request_id == asked.trace_id
    assert len(asked.trace_id) == 32
    assert asked.trace_id != Asked.of(request_id, traceparent).trace_id


def test_another_format_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="ELKVISION_LOG_FORMAT='xml'"):
        said.set_up("web", "xml", level=logging.INFO, text="")
