"""The watch: in each worker process, four threads beside Celery's. One claims organisations, one evaluates rules that look at windows, one follows
lines for rules of the kind `match`, one tells what is due. Which organisations they look after says the lease.

While there is nothing to watch, each asks the database one short question every few seconds.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from elkvision.alerting.rolling import Rolling
from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.server.apps.alerts.models import Group, Incident, Watch
from elkvision.server.apps.alerts.watching import counted, evaluating, matching
from elkvision.server.apps.alerts.watching.flushing import flush
from elkvision.server.apps.alerts.watching.lease import LOOK_EVERY, Lease, Leases, Lost
from elkvision.server.apps.alerts.watching.rulebook import Entry, Rulebook
from elkvision.store.contract import LogStore

log = structlog.get_logger(__name__)

#: Lines that match are looked for so often, where there are such rules.
MATCH_EVERY: Final = 0.15
#: Alerts that are due are told so often.
TELL_EVERY: Final = 1.0
_REST_EVERY: Final = 5.0
BEHIND: Final = "The store is behind: logs that were received are not in it yet."
#: Rules that are evaluated and written together.
AT_ONCE: Final = 2_000


class Watcher:
    """`store` opens a way to the logs, `watermark` says how far they are. `run` starts the threads, `stop` ends them and
    gives the organisations back."""

    def __init__(self, store: Callable[[], LogStore], watermark: Callable[[LogStore], datetime]) -> None:
        self.leases = Leases()
        self._store, self._watermark = store, watermark
        self._stopped = threading.Event()
        self._held: dict[int, Watch] = {}
        self._news = threading.Event()
        self._rolling: defaultdict[int, Rolling] = defaultdict(Rolling)
        self._books: dict[bool, dict[int, Rulebook]] = {True: {}, False: {}}
        self._threads = [
            threading.Thread(target=self._looped, args=(each, name), name=name, daemon=True)
            for name, each in (
                ("claiming", self.claim),
                ("evaluating", self.evaluate),
                ("matching", self.match),
                ("telling", self.tell),
            )
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout=10)
        try:
            self.leases.leave()
        except DatabaseError as error:
            log.warning("the watch could not be given back", error=str(error))
        finally:
            connection.close()

    # -- one look each; each returns the seconds until the next

    def claim(self) -> float:
        """Take what nobody watches, and keep what is ours, however long an evaluation takes."""
        held = {watch.pk: watch for watch in self.leases.claim()}
        for pk, before in self._held.items():
            if pk not in held or held[pk].holder != before.holder:
                self._forget(pk)
        self._held = held
        return LOOK_EVERY

    def evaluate(self) -> float:
        """Evaluate what is due."""
        wait = 1.0
        for watch, entries in self._watched(match=False):
            self._evaluate(watch, entries)
            soonest = evaluating.next_look(entries)
            counted.due[watch.pk] = soonest or None  # 0 is of a rule that begins
            if soonest is not None:
                wait = min(wait, max(0.2, soonest - time.time()))
        return wait

    def match(self) -> float:
        """Tell of lines that came meanwhile."""
        wait = 1.0
        for watch, entries in self._watched(match=True):
            if entries:
                wait = MATCH_EVERY
                self._match(watch, entries)
        return wait

    def tell(self) -> float:
        """Tell what is due, and end what has rested."""
        held = dict(self._held)
        if not held:
            return TELL_EVERY
        now = timezone.now()
        due = Group.objects.filter(policy__organisation__in=held, due_at__lte=now).select_related("policy")
        for group in due.order_by("due_at")[:200]:
            watch = held[group.policy.organisation_id]
            self._guarded(watch, lambda group=group, watch=watch: self._flush(watch, group, now))  # type: ignore[misc]  # mypy knows no defaults of a lambda
        if time.monotonic() > self._rested + _REST_EVERY:
            self._rested = time.monotonic()
            for watch in held.values():
                self._guarded(watch, lambda watch=watch: matching.rest(watch.organisation, Lease(watch.holder), now))  # type: ignore[misc]
        return TELL_EVERY

    _rested = 0.0

    # -- parts of them

    def _watched(self, *, match: bool) -> Iterable[tuple[Watch, list[Entry]]]:
        for watch in list(self._held.values()):
            book = self._books[match].setdefault(watch.pk, Rulebook(watch.pk, match))
            book.refresh(watch.rules)
            yield watch, list(book.entries.values())

    def _evaluate(self, watch: Watch, entries: list[Entry]) -> None:
        if not entries:
            self._maybe_rest(watch)
            return
        try:
            store = self._store()
            settled = min(self._watermark(store), moment(now_ms())).timestamp()
            due = evaluating.due(entries, settled)
            for place in range(0, len(due), AT_ONCE):
                some = due[place : place + AT_ONCE]
                self._guarded(watch, lambda some=some: self._look(watch, some, store, settled))  # type: ignore[misc]
            why, waiting = BEHIND, evaluating.waiting(entries, settled)
        except Unavailable as error:
            why, waiting = error.message, entries
        self._guarded(
            watch, lambda: evaluating.lament(watch.organisation, waiting, why, Lease(watch.holder), timezone.now())
        )

    def _look(self, watch: Watch, some: Sequence[Entry], store: LogStore, settled: float) -> None:
        rolling = self._rolling[watch.pk]
        with counted.seconds.timed():
            evaluating.look(watch.organisation, some, store, settled, Lease(watch.holder), rolling=rolling)

    def _match(self, watch: Watch, entries: list[Entry]) -> None:
        try:
            store = self._store()
            mark = self._watermark(store)
            self._guarded(
                watch,
                lambda: matching.look(watch.organisation, entries, store, mark, Lease(watch.holder), timezone.now()),
            )
        except Unavailable as error:
            late = error.message
            self._guarded(
                watch, lambda: matching.lament(watch.organisation, entries, late, Lease(watch.holder), timezone.now())
            )

    def _flush(self, watch: Watch, group: Group, now: datetime) -> None:
        with Lease(watch.holder).held(watch.pk, now):
            fresh = Group.objects.select_related("policy").filter(pk=group.pk, due_at__lte=now).first()
            if fresh is not None:
                flush(watch.organisation, fresh, now)

    def _maybe_rest(self, watch: Watch) -> None:
        """Nothing is watched here, and nothing is open: not looked at until something is changed."""
        match = self._books[True].get(watch.pk)
        if match is None or match.seen != watch.rules or match.entries:
            return  # the thread that matches has something to watch, or has not read yet whether it has
        busy = Group.objects.filter(policy__organisation=watch.pk).exists()
        if not busy and not Incident.objects.filter(organisation=watch.pk, firing=True).exists():
            self.leases.rest(watch)

    def _guarded(self, watch: Watch, work: Callable[[], object]) -> None:
        """One organisation's trouble is not another's. Unavailable is the caller's to answer."""
        try:
            work()
        except Lost:
            log.info("another worker watches", organisation=watch.organisation.tenant)
            self._held.pop(watch.pk, None)
            self._forget(watch.pk)
        except Unavailable:
            raise
        except ElkVisionError as error:
            log.error("the watch of an organisation failed", organisation=watch.organisation.tenant, error=str(error))

    def _forget(self, organisation: int) -> None:
        self._rolling.pop(organisation, None)
        counted.due.pop(organisation, None)
        for books in self._books.values():
            if book := books.get(organisation):
                book.forget()

    def _looped(self, look: Callable[[], float], name: str) -> None:
        troubled = False
        while not self._stopped.is_set():
            try:
                wait, troubled = look(), False
            except Exception as error:  # whatever it was, the watch goes on
                if not troubled:
                    log.exception("the watch was disturbed", thread=name, error=str(error))
                wait, troubled = LOOK_EVERY, True
                close_old_connections()
            self._stopped.wait(wait)
        connection.close()
