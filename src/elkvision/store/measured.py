"""How long a store takes to answer, and how often it does not: counted in every process that asks one."""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from elkvision.core.errors import BadRequest, Unavailable, Unsupported
from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Collect, Page
from elkvision.core.metrics.meters import Counter, Histogram
from elkvision.store.contract import LogStore

#: An export is not among them: it takes as long as whoever reads it.
OPERATIONS: Final = (
    "append", "plan_lines", "append_lines", "get", "search", "count", "histogram", "top_values", "aggregate", "fields",
    "field_stats", "context", "delete", "remove", "forget_before", "forget", "watermark", "tenants", "usage", "health",
)  # fmt: skip

_seconds = Histogram(say.STORE_SECONDS)
_failures = Counter(say.STORE_FAILURES)
#: What an engine asks itself on the way to an answer is part of that answer.
_inside = threading.local()

Store = TypeVar("Store", bound=LogStore)


def measured(store: Store) -> Store:
    """The same store, whose answers are timed from now on."""
    for name in OPERATIONS:
        ask = getattr(store, name, None)
        if ask is not None:
            setattr(store, name, _timed(name, ask))
    return store


def asked_by(part: str) -> Collect:
    """What the process that is this part has asked."""

    def collect(page: Page) -> None:
        _seconds.collect(page, part)
        _failures.collect(page, part)

    return collect


def _timed(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(ask)
    def answer(*given: Any, **named: Any) -> Any:
        if getattr(_inside, "an_answer", False):
            return ask(*given, **named)
        _inside.an_answer = True
        began = time.perf_counter()
        try:
            return ask(*given, **named)
        except Exception as error:
            _failures.add(name, reason_of(error))
            raise
        finally:
            _inside.an_answer = False
            _seconds.observe(time.perf_counter() - began, name)

    return answer


def reason_of(error: Exception) -> str:
    """Why there was no answer, in a word that few others are."""
    kinds = ((Unavailable, "unavailable"), (Unsupported, "unsupported"), (BadRequest, "refused"))
    return next((reason for kind, reason in kinds if isinstance(error, kind)), "error")
