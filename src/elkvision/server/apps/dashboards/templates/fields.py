"""What logs call the things that templates speak of: recognised access logs, ECS, OpenTelemetry and our demo differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from elkvision.core.query import EVERYTHING, Exists, Query, field_named, field_text, to_text
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.logs.asking import timed
from elkvision.server.apps.logs.selectors import store
from elkvision.store.contract import Ask, Measure, Span

#: The one that most logs have is taken; the first where there are no logs yet.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "status": ("http.response.status_code", "http.status", "http.status_code", "status_code", "status"),
    "method": ("http.request.method", "http.method", "method"),
    "path": ("url.path", "url.original", "http.path", "http.target", "path", "request"),
    "client": ("client.address", "client.ip", "source.ip", "remote_addr", "client_ip", "ip"),
    "place": ("geoip.country_name", "geoip.city_name", "client.city", "client.geo.country_name"),
    "agent": ("user_agent.name", "user_agent.original", "user_agent"),
    "sent": ("http.response.bytes", "http.response.body.bytes", "bytes", "body_bytes_sent"),
    "took": ("duration_ms", "http.duration_ms", "event.duration", "request_time", "duration", "elapsed_ms"),
    "error": ("error.type", "exception.type", "error.kind", "exception_class"),
    "user": ("user.name", "username", "user.id", "customer"),
}
#: How long ago is looked whether logs have a field.
_LOOKED: Final = timedelta(days=1)


@dataclass(frozen=True)
class Fields:
    """By what is spoken of, the name that it has here. `missing`: there are logs, and none has it."""

    names: Mapping[str, str] = field(default_factory=lambda: {thing: names[0] for thing, names in NAMES.items()})
    missing: frozenset[str] = frozenset()

    def has(self, *things: str) -> bool:
        return not self.missing.intersection(things)

    def __getitem__(self, thing: str) -> str:
        """As a query writes it."""
        return field_text(field_named(self.names[thing]))


def fields_of(tenant: TenantId, now: datetime) -> Fields:
    """What the last day's logs have, asked in one go."""
    candidates = [(thing, name) for thing, names in NAMES.items() for name in names]
    measures = [Measure(), *(Measure(query=_having(name)) for _, name in candidates)]
    ask = Ask(Span(EVERYTHING, now - _LOOKED, now), measures)
    total, *counts = timed(lambda: store().aggregate(tenant, ask), "fields").answer.total.numbers
    if not total:
        return Fields()
    best: dict[str, tuple[float, str]] = {}
    for (thing, name), count in zip(candidates, counts, strict=True):
        if count and count > best.get(thing, (0, ""))[0]:
            best[thing] = (count, name)
    names = {thing: best[thing][1] if thing in best else names[0] for thing, names in NAMES.items()}
    return Fields(names, frozenset(NAMES) - set(best))


def _having(name: str) -> Query:
    tree = Exists(field_named(name))
    return Query(to_text(tree), tree)
