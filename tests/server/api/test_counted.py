"""Requests and sockets are counted by the template of their address."""

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from elkvision.core.metrics.families import page_of
from elkvision.server.api import counted
from elkvision.server.api.counted import Counted
from elkvision.server.api.probed import Probed


def told() -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("elkvision_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page_of([counted.collect]).decode())
        for sample in family.samples
    }


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted, "_requests", counted.Counter(counted.say.HTTP_REQUESTS))
    monkeypatch.setattr(counted, "_seconds", counted.Histogram(counted.say.HTTP_SECONDS))
    monkeypatch.setattr(counted, "_opened", counted.Counter(counted.say.SOCKETS_OPENED))
    for each in ("_open", "_messages"):
        monkeypatch.setattr(counted, each, type(getattr(counted, each))(int))


async def nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def nowhere(_: Any) -> None:
    return


def answering(status: int, route: str = "") -> Any:
    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if route:
            scope["elkvision.route"]["route"] = route
        await send({"type": "http.response.start", "status": status, "headers": []})

    return app


async def ask(app: Any, path: str = "/x", method: str = "GET") -> None:
    await Counted(app)({"type": "http", "path": path, "method": method, "headers": []}, nothing, nowhere)


async def test_a_thousand_addresses_of_one_template_are_one_label() -> None:
    for number in range(3):
        await ask(answering(200, "/api/v1/alerts/<int:id>/"), f"/api/v1/alerts/{number}/")
    assert told()[("http_requests_total", "GET", "/api/v1/alerts/<int:id>/", "200")] == 3
    assert told()[("http_request_duration_seconds_count", "GET", "/api/v1/alerts/<int:id>/")] == 3


@pytest.mark.parametrize(
    ("status", "method", "labels"),
    [
        (200, "GET", ("GET", "(pages)", "200")),
        (404, "GET", ("GET", "(nothing)", "404")),
        (405, "EVIL", ("OTHER", "(pages)", "405")),
    ],
)
async def test_what_has_no_template_has_few_labels(status: int, method: str, labels: tuple[str, ...]) -> None:
    await ask(answering(status), "/a/b/c", method)
    assert told()[("http_requests_total", *labels)] == 1


async def test_a_client_that_left_before_the_answer_is_counted() -> None:
    async def app(*_: Any) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await ask(app)
    assert told()[("http_requests_total", "GET", "(pages)", "499")] == 1
    assert told()[("http_requests_in_progress",)] == 0


async def test_sockets_are_counted_while_they_are_open() -> None:
    seen = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "x"})
        seen.append(told()[("websockets", "/ws/logs/stream/")])

    await Counted(app)({"type": "websocket", "path": "/ws/logs/stream/", "headers": []}, nothing, nowhere)
    assert seen == [1]
    assert told()[("websockets", "/ws/logs/stream/")] == 0
    assert told()[("websocket_messages_total", "/ws/logs/stream/")] == 1
    assert told()[("websockets_opened_total", "/ws/logs/stream/")] == 1


async def test_a_socket_that_was_refused_leaves_no_label() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.close"})

    await Counted(app)({"type": "websocket", "path": "/ws/whatever/somebody/types", "headers": []}, nothing, nowhere)
    assert not any("whatever" in label for labels in told() for label in labels)


@pytest.mark.parametrize(
    ("path", "host", "seen"),
    [
        ("/metrics", "10.1.2.3:8000", "localhost"),
        ("/ready", "[fd00::1]:8000", "localhost"),
        ("/metrics", "evil.example", "evil.example"),
        ("/metrics", "10.1.2.3.evil.example", "10.1.2.3.evil.example"),
        ("/metrics", "[", "["),
        ("/ready/", "10.1.2.3", "10.1.2.3"),
        ("/api/v1/me/", "10.1.2.3", "10.1.2.3"),
    ],
)
async def test_only_probes_are_answered_under_any_address(path: str, host: str, seen: str) -> None:
    found: list[Any] = []

    async def app(scope: Any, *_: Any) -> None:
        found.extend(scope["headers"])

    scope = {"type": "http", "path": path, "headers": [(b"accept", b"*/*"), (b"host", host.encode())]}
    await Probed(app)(scope, nothing, nowhere)
    assert dict(found)[b"host"] == seen.encode()
