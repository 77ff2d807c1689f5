"""Who waits for an answer may leave; what works on it is told."""

import threading
from contextvars import copy_context

from elkvision.core.asker import Asker, nobody_waits, stopped_when_left, waiting


def test_work_in_a_thread_of_the_askers_context_is_stopped() -> None:
    asker, begun, stopped = Asker(), threading.Event(), threading.Event()

    def work() -> None:
        with stopped_when_left(stopped.set):
            begun.set()
            assert stopped.wait(5)
            assert nobody_waits()

    with waiting(asker):
        thread = threading.Thread(target=copy_context().run, args=(work,))
    thread.start()
    assert begun.wait(5)
    asker.leave()
    thread.join(5)
    assert not thread.is_alive()


def test_work_that_is_over_is_left_alone() -> None:
    asker, stopped = Asker(), threading.Event()
    with waiting(asker):
        with stopped_when_left(stopped.set):
            pass
        asker.leave()
    assert not stopped.is_set()


def test_where_nobody_said_who_waits_nobody_leaves() -> None:
    with stopped_when_left(lambda: None):
        assert not nobody_waits()
