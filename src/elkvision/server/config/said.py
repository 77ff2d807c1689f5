"""What our processes say on stderr: warnings, and faults with their trace."""

import logging
import sys
import warnings
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

from elkvision.core import said


def set_up(part: str, format: str) -> None:
    """Raises ValueError for a format that is none of ours."""
    text = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    said.set_up(part, format, level=logging.WARNING, text=text)
    if format == "json":
        structlog.configure(
            processors=[structlog.stdlib.add_log_level, structlog.processors.format_exc_info, _Line(part)],
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        )
    # Django names every refused request; the answer has said it already, so only faults are kept.
    logging.getLogger("django.request").addFilter(_is_fault)
    logging.getLogger("django.security").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")


class _Line:
    """structlog's last step: the line."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __call__(self, _logger: Any, _name: str, event: MutableMapping[str, Any]) -> str:
        message, level = str(event.pop("event", "")), str(event.pop("level", "info"))
        if "exception" in event:
            event["stack"] = event.pop("exception")
        return said.line(self._part, datetime.now(UTC), level, message, event)


def _is_fault(record: logging.LogRecord) -> bool:
    return record.exc_info is not None
