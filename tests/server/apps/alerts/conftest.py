"""An organisation's watch that tests move by hand: `watch.at(moment)` looks once, as if it were then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.server.conftest import Logs

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Group, Incident, Rule, Watch
from elkvision.server.apps.alerts.services import rules
from elkvision.server.apps.alerts.watching import evaluating, flushing, matching
from elkvision.server.apps.alerts.watching.lease import Lease
from elkvision.server.apps.alerts.watching.rulebook import Rulebook
from elkvision.server.apps.logs import selectors as logs
from elkvision.server.apps.notifications.models import Channel, Delivery

#: A whole minute, long ago enough for nothing to be in the future.
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(minutes: float = 0, seconds: float = 0) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


@dataclass
class House:
    """A worker that watches Acme, by the moments that tests name."""

    organisation: Organisation
    leases: Lease = field(default_factory=lambda: Lease("this worker"))
    books: dict[bool, Rulebook] = field(default_factory=dict)

    def look(self, now: datetime, *, watermark: datetime | None = None) -> int:
        """Evaluate what is due, then tell what is due."""
        self.take(now)
        entries = self.entries(match=False)
        settled = (watermark or now).timestamp()
        due = evaluating.due(entries, settled)
        looked = 0
        if due:
            looked = evaluating.look(self.organisation, due, logs.store(), settled, self.leases, lambda: now)
        self.tell(now)
        return looked

    def match(self, now: datetime, *, watermark: datetime | None = None) -> int:
        self.take(now)
        entries = self.entries(match=True)
        return matching.look(self.organisation, entries, logs.store(), watermark or now, self.leases, now)

    def tell(self, now: datetime) -> None:
        self.take(now)
        due = Group.objects.filter(policy__organisation=self.organisation, due_at__lte=now).select_related("policy")
        for group in due:
            with self.leases.held(self.organisation.pk, now):
                flushing.flush(self.organisation, group, now)

    def entries(self, *, match: bool) -> list[Any]:
        book = self.books.setdefault(match, Rulebook(self.organisation.pk, match))
        book.refresh(Watch.objects.get(pk=self.organisation.pk).rules)
        return list(book.entries.values())

    def take(self, now: datetime) -> None:
        Watch.objects.filter(pk=self.organisation.pk).update(holder=self.leases.token, until=now + timedelta(hours=1))

    def forget(self) -> None:
        """As if the process had been started anew."""
        self.books = {}


@pytest.fixture
def watch(acme: Organisation) -> House:
    return House(acme)


@pytest.fixture
def make_rule(acme: Organisation, alice_user: Any) -> Callable[..., Rule]:
    def make(**given: Any) -> Rule:
        definition = {
            "name": "errors",
            "query": "level:error",
            "condition": {"kind": "threshold", "op": ">", "value": 2},
            "window": "1m",
            "every": "1m",
            "settle": "0s",
        } | {name.rstrip("_"): value for name, value in given.items()}
        if definition["condition"]["kind"] == "match":
            definition = {
                name: value for name, value in definition.items() if name not in ("window", "every", "settle")
            }
        return rules.create(acme, definition, by=alice_user)

    return make


@pytest.fixture
def channel(acme: Organisation) -> Channel:
    return Channel.objects.create(organisation=acme, name="the hook", kind="webhook", config={"url": "http://x.test/"})


@pytest.fixture
def add(store_logs: Logs) -> Callable[..., None]:
    """Puts lines into Acme's logs, received when they happened unless said."""

    def put(moment: datetime, count: int = 1, *, received: datetime | None = None, **fields: Any) -> None:
        tenant = fields.pop("tenant", "acme")
        for number in range(count):
            ns = int(moment.timestamp() * 1000) * 1_000_000 + number
            got = int((received or moment).timestamp() * 1000)
            given = {"level": "error", "@timestamp": ns, "received_at": got} | fields
            store_logs.add(
                tenant,
                fields.get("message", f"it broke {number}"),
                **{k: v for k, v in given.items() if k != "message"},
            )

    return put


def sent() -> Iterator[Delivery]:
    return iter(Delivery.objects.order_by("pk"))


def titles() -> list[str]:
    return [each.title for each in sent()]


def only() -> Incident:
    return Incident.objects.get()
