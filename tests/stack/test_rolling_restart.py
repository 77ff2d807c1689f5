"""Everything is stopped and started anew, one part after another, while senders send: as an upgrade does it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.stack.load import compare, load, settle
from tests.stack.people import Person
from tools.stack.stack import Stack

pytestmark = pytest.mark.stack

#: Delivery before its intake: what comes meanwhile waits on the disk.
ORDER = (
    "delivery-1",
    "intake-1",
    "delivery-2",
    "intake-2",
    "web-1",
    "web-2",
    "worker-1",
    "worker-2",
    "beat-1",
    "beat-2",
)


def test_a_rolling_restart_of_everything_loses_nothing(stack: Stack, alice: Person, key: str) -> None:
    with load(stack, key, first=1) as done:
        done.goes_on()
        done.step("migrate")
        with ThreadPoolExecutor(2) as together:  # nobody knows whether another one migrates at the same time
            list(together.map(lambda _: stack.migrate(), range(2)))
        done.goes_on()
        for name in ORDER:
            done.step(name)
            stack.restart(name)
            done.goes_on()
        done.step("nginx")
        assert stack.nginx is not None
        stack.nginx.reload()
        done.goes_on()
        done.step("a node of Elasticsearch")
        stack.restart_node(0)
        done.goes_on()
        done.step("what waited")
    settle(stack)
    print(done.report())
    print(compare(alice, done))
    # Whoever was logged in still is.
    assert alice.get("/auth/me/")["username"] == "alice"
