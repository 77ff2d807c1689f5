"""`kill -9` of each part and of the servers beside them once, while senders send.

But not of what stands for MongoDB, which keeps nothing.
"""

import pytest
from tests.stack.load import compare, load, settle
from tests.stack.people import Person, until
from tools.stack.stack import Stack

pytestmark = pytest.mark.stack

ORDER = (
    "intake-1",
    "delivery-1",
    "web-1",
    "worker-1",
    "beat-1",
    "redis",
    "delivery-2",
    "intake-2",
    "web-2",
    "worker-2",
    "beat-2",
)


def test_each_part_killed_once_loses_nothing_acknowledged(stack: Stack, alice: Person, key: str) -> None:
    assert stack.elasticsearch is not None
    assert stack.postgresql is not None
    assert stack.nginx is not None
    node = stack.elasticsearch.nodes[1]
    with load(stack, key, first=11) as done:
        done.goes_on()
        for name in ORDER:
            done.step(name)
            stack.kill(name)
            done.goes_on()  # the others take over
            stack.bring_back(name)
        done.step("postgresql")
        stack.postgresql.kill()
        done.goes_on()  # who sends is known to the gateways
        stack.postgresql.start()
        until(lambda: alice.browser.get("/auth/me/").status_code == 200)
        done.step("nginx")
        stack.nginx.kill()
        stack.nginx.start()
        done.goes_on()
        done.step("a node of Elasticsearch")
        node.kill()
        done.goes_on()
        node.start()
        stack.elasticsearch.wait("green")
        done.step("what waited")
    settle(stack)
    print(done.report())
    print(compare(alice, done))
    until(lambda: alice.browser.get(f"{stack.url}/ready").status_code == 200)
