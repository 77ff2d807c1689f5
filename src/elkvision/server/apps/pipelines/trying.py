"""Pipelines on samples: nothing is kept, and each step can be looked at."""

import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from elkvision.core.clock import now_ms
from elkvision.core.event import Event
from elkvision.core.wire import to_wire
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.grokking import Looked, look
from elkvision.pipeline.language.compiler import FilterCount
from elkvision.pipeline.routes import Definition, Origin, Route, plain
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.pipelines import services
from elkvision.server.apps.pipelines.surroundings import surroundings

#: Samples that are not done by then are said to be left out.
BUDGET_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Step:
    """What came out of one filter: the events as they were then."""

    filter: str
    line: int
    events: list[dict[str, Any]]
    microseconds: float


@dataclass
class Tried:
    """What became of one sample. `left_out`: there was no time for it."""

    sample: str
    documents: list[dict[str, Any]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    microseconds: float = 0.0
    left_out: bool = False


def try_on(
    organisation: Organisation, text: str, samples: Sequence[str], *, condition: str = "", input: str = "tcp"
) -> list[Tried]:
    """Each sample through the pipeline alone, step by step. Raises `services.Broken`."""
    services.checked(text, condition)
    steps: list[Step] = []
    spent: Counter[str] = Counter()

    def watch(count: FilterCount, events: list[WorkEvent]) -> None:
        took = (count.nanoseconds - spent[count.id]) / 1000
        spent[count.id] = count.nanoseconds
        steps.append(Step(count.name, count.place.line, [plain(event.data) for event in events], took))

    route = Route([Definition(0, "tried", 0, text, condition)], surroundings(), watch=watch)
    origin = Origin(organisation.tenant, input, now_ms(), None, {"timezone": organisation.timezone})
    segment = secrets.randbits(40)
    until = time.monotonic() + BUDGET_SECONDS
    tried = []
    for number, sample in enumerate(samples):
        if time.monotonic() > until:
            tried.append(Tried(sample, left_out=True))
            continue
        steps.clear()
        route.allowance.renew()
        began = time.perf_counter()
        made = list(route.documents([(number, sample.encode())], origin, segment))
        took = (time.perf_counter() - began) * 1e6
        tried.append(Tried(sample, [shown(event) for _, event in made], list(steps), took))
    return tried


def looks(pattern: str, lines: Sequence[str], definitions: Mapping[str, str], *, ecs: bool) -> list[Looked]:
    """How a grok pattern fits each line; those that there is no time for say so."""
    until = time.monotonic() + BUDGET_SECONDS
    late = Looked(False, problem="there was no time for this line")
    return [look(pattern, line, definitions, ecs=ecs) if time.monotonic() < until else late for line in lines]


def shown(event: Event) -> dict[str, Any]:
    """A document as people see it, without what it has of its own and of being a try."""
    wire = to_wire(event)
    attributes = dict(wire.get("attributes", {}))
    attributes.pop("elkvision", None)
    wire.pop("attributes", None)
    seen = {name: value for name, value in wire.items() if name not in ("id", "tenant_id", "received_at", "input")}
    return seen | ({"attributes": attributes} if attributes else {})
