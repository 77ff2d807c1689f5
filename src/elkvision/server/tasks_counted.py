"""Background tasks of this process, as Celery tells of them."""

import time
from typing import Any

from celery import signals

from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Page
from elkvision.core.metrics.meters import Counter, Histogram

_seconds = Histogram(say.TASK_SECONDS)
_tasks = Counter(say.TASKS)
_published = Counter(say.TICKS)
_running: dict[str, float] = {}
_OUTCOMES = {"SUCCESS": "done", "FAILURE": "failed", "RETRY": "again", "REVOKED": "expired"}


def worked(page: Page) -> None:
    """Of a worker."""
    _seconds.collect(page)
    _tasks.collect(page)
    page.put(say.TASKS_NOW, len(_running))


def scheduled(page: Page) -> None:
    """Of beat."""
    _published.collect(page)


def count_published() -> None:
    signals.after_task_publish.connect(_was_published, weak=False)


def count_work() -> None:
    signals.task_prerun.connect(_begins, weak=False)
    signals.task_postrun.connect(_ended, weak=False)
    signals.task_revoked.connect(_expired, weak=False)


def _was_published(**_: Any) -> None:
    _published.add()


def _begins(task_id: str = "", **_: Any) -> None:
    _running[task_id] = time.perf_counter()


def _ended(task_id: str = "", task: Any = None, state: str | None = None, **_: Any) -> None:
    began = _running.pop(task_id, None)
    name = str(getattr(task, "name", ""))
    if began is not None:
        _seconds.observe(time.perf_counter() - began, name)
    _tasks.add(name, _OUTCOMES.get(state or "", "failed"))


def _expired(request: Any = None, **_: Any) -> None:
    """Nobody took it before the next one was due."""
    _tasks.add(str(getattr(request, "name", "") or getattr(request, "task", "")), "expired")
