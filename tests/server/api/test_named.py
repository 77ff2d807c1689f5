"""Each answer has the id of its request, and so has what was said meanwhile."""

import json
from typing import Any

import pytest
import structlog

from elkvision.core import said
from elkvision.server.api.named import Named
from elkvision.server.config import said as ours

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def ask(headers: list[tuple[bytes, bytes]]) -> tuple[dict[bytes, bytes], dict[str, str]]:
    """The headers of the answer, and whom the application thought it answered."""
    sent: list[Any] = []
    seen: dict[str, str] = {}

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        seen.update(said.because())
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})

    async def send(message: Any) -> None:
        sent.append(message)

    async def nothing() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    await Named(app)({"type": "http", "headers": headers}, nothing, send)
    return dict(sent[0]["headers"]), seen


async def test_the_caller_finds_its_own_id_in_the_answer() -> None:
    headers, seen = await ask([(b"x-request-id", b"r-1"), (b"traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode())])
    assert headers == {b"a": b"b", b"x-request-id": b"r-1"}
    assert seen == {"request_id": "r-1", "trace_id": TRACE}


async def test_who_brings_none_gets_one_and_each_another() -> None:
    ids = {(await ask([]))[0][b"x-request-id"] for _ in range(5)}
    assert len(ids) == 5


def test_the_servers_lines_are_json_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = structlog.get_config()
    monkeypatch.setattr(said, "set_up", lambda *_, **__: None)  # pytest's own handlers stay
    try:
        ours.set_up("web", "json")
        with said.answering(said.Asked("r-1", TRACE)):
            try:
                raise ValueError("odd")
            except ValueError:
                structlog.get_logger("x").exception("it failed", tenant="acme")
    finally:
        structlog.configure(**before)
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["message"], line["tenant"], line["source"]) == ("error", "it failed", "acme", "web")
    assert line["request_id"] == "r-1"
    assert "ValueError: odd" in line["stack"]
