"""Senders through the proxy while parts come and go, and whether all that was acknowledged is there once."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from tests.stack.people import EVER, Person, until
from tests.system.sending import Sender
from tools.stack.facts import GATEWAYS
from tools.stack.stack import Stack


@dataclass
class Load:
    """`steps` is what was done meanwhile, and when it began."""

    senders: Sequence[Sender]
    stopping: threading.Event
    steps: list[tuple[str, float]] = field(default_factory=list)

    @property
    def acknowledged(self) -> list[str]:
        return [name for sender in self.senders for name in sender.acknowledged]

    def step(self, name: str) -> None:
        """Note what is done from here on."""
        self.steps.append((name, time.monotonic()))

    def report(self) -> str:
        """How long each step took."""
        ends = [began for _, began in self.steps[1:]] + [time.monotonic()]
        return ", ".join(f"{name} {end - began:.1f} s" for (name, began), end in zip(self.steps, ends, strict=True))

    def goes_on(self, more: int = 50, seconds: float = 60) -> None:
        """So many are acknowledged from now on: whatever was done, senders are served."""
        before = len(self.acknowledged)
        until(lambda: len(self.acknowledged) >= before + more, seconds, lambda: f"nobody is served: {self.report()}")


@contextmanager
def load(stack: Stack, key: str, first: int, count: int = 2) -> Iterator[Load]:
    """Two senders that never send again; `first` is the number of the first of them, which are in their events' names."""
    stopping = threading.Event()
    numbers = range(first, first + count)
    senders = [Sender(number, f"{stack.url}/ingest", key, stopping, pause=0.1) for number in numbers]
    for sender in senders:
        sender.start()
    try:
        yield Load(senders, stopping)
    finally:
        stopping.set()
        for sender in senders:
            sender.join(60)


def settle(stack: Stack, seconds: float = 300) -> None:
    """Until no gateway holds anything that the store does not have."""
    headers = {"Authorization": f"Bearer {stack.facts.secrets['internal_key']}"}
    began = time.monotonic()

    def waiting() -> dict[str, object]:
        said = {}
        for name in GATEWAYS:
            url = f"http://127.0.0.1:{stack.facts.doors(name)['delivery']}/stats"
            stats = httpx.get(url, headers=headers, timeout=10, trust_env=False).raise_for_status().json()
            said[name] = {each: stats[each] for each in ("waiting", "dead", "retries", "last_error")}
            if any((stack.folder / name / "spool").glob("*.seg")):
                said[name]["waiting"] = said[name]["waiting"] or 1
        return said

    until(lambda: all(not each["waiting"] for each in waiting().values()), seconds, waiting)  # type: ignore[index]  # as made above
    assert time.monotonic() - began < seconds


def compare(alice: Person, done: Load) -> str:
    """Each acknowledged event is found once, no other one twice. Returns it in words."""
    starts = tuple(f"event-{sender.number}-" for sender in done.senders)
    found: Counter[str] = Counter()
    with alice.browser.stream("GET", "/logs/export/", params={"format": "ndjson", "q": "*", **EVER}) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            message = str(json.loads(line)["message"])
            if message.startswith(starts):
                found[message] += 1
    acknowledged = set(done.acknowledged)
    unsure = {name for sender in done.senders for name in sender.unsure}
    assert sorted(acknowledged - set(found)) == [], "acknowledged, and missing"
    assert [name for name, count in found.items() if count > 1] == [], "there twice"
    assert set(found) <= acknowledged | unsure
    return f"{len(acknowledged)} acknowledged and found once, {len(unsure)} not acknowledged, of which {len(unsure & set(found))} are there"
