"""What our processes say on stderr: warnings, and faults with their trace."""

import logging
import warnings


def set_up() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Django names every refused request; the answer has said it already, so only faults are kept.
    logging.getLogger("django.request").addFilter(_is_fault)
    logging.getLogger("django.security").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")


def _is_fault(record: logging.LogRecord) -> bool:
    return record.exc_info is not None
