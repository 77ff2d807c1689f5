"""What panels are asked over: Acme's logs."""

from typing import Any

import pytest
from tests.server.conftest import Caller, Logs


def data(caller: Caller, *panels: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The answers to panels, of the last hour unless said."""
    answer = caller.post("/panels/data/", panels=list(panels), **({"from_": "now-1h", "to": "now"} | more))
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


@pytest.fixture
def web_logs(store_logs: Logs) -> Logs:
    """Ten logs of web, three of them errors, and five of api; `duration_ms` is ten times their number."""
    for number in range(10):
        level = "error" if number < 3 else "info"
        store_logs.add("acme", "request done", service="web", level=level, attributes={"duration_ms": number * 10})
    for number in range(5):
        store_logs.add("acme", "job done", ago_s=1800, service="api", level="info", attributes={"duration_ms": number})
    store_logs.add("globex", "globex only", service="secret", level="error")
    return store_logs
