"""Receivers on loopback, which only an administrator may let messages go to; and messages to send them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from tests.fakes.receiver import Receiver, listen

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.notifications.message import Chart, Message
from elkvision.server.apps.notifications.models import Channel
from elkvision.server.apps.notifications.services import channels


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    server = listen(found)
    yield found
    server.shutdown()
    server.server_close()


@dataclass
class Letter:
    sender: str
    to: list[str]
    content: bytes


@dataclass
class Postbox:
    """A real SMTP server. `refuses`: what it answers to an address; `says`: what it answers to a letter."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    says: str = "250 2.0.0 taken as 4711"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=ELK+Vision+<logs@acme.test>"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        if self.says.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(Letter(str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content))
        return self.says


class _AnyPort(Controller):
    """Takes a free port, and says which."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    found = Postbox()
    controller = _AnyPort(found, hostname="127.0.0.1", port=0, ready_timeout=30)
    controller.start()
    found.port = controller.port
    yield found
    controller.stop()


@pytest.fixture
def loopback_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "127.0.0.0/8")


MESSAGE = Message(
    title="Checkout fails <often>",
    severity="error",
    state="firing",
    text="412 errors within 5 minutes, more than 100.",
    numbers=[("errors", 412), ("share", 0.0123), ("threshold", 100)],
    lines=[
        {
            "@timestamp": "2026-03-01T10:00:00Z",
            "level": "error",
            "service": "checkout",
            "message": f"card <{n}> & @here",
        }
        for n in range(12)
    ],
    chart=Chart([("2026-03-01T10:00:00Z", 3.0), ("2026-03-01T10:01:00Z", 412.0)], 100, "Errors"),
    link="http://elk.test/explorer/?q=level%3Aerror&from=2026-03-01T09:55:00Z&to=2026-03-01T10:00:00Z",
    labels={"service": "checkout", "rule": "Checkout fails"},
    annotations={"runbook": "https://wiki.acme.test/checkout"},
    group_key="rule-7 checkout",
    at="2026-03-01T10:00:05+00:00",
)


@pytest.fixture
def message() -> Message:
    return MESSAGE


Make = Callable[..., Channel]


@pytest.fixture
def make(acme: Organisation, house: object, loopback_allowed: None) -> Make:
    def made(kind: str = "webhook", name: str = "on call", **config: Any) -> Channel:
        return channels.create(acme, name=name, kind=kind, config=config, by=None)

    return made
