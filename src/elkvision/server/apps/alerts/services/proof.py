"""What a rule would have done, before it is saved."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from elkvision.alerting.errors import RuleError
from elkvision.alerting.proof import Proof, prove
from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.tenancy import TenantId
from elkvision.server.api.times import read_moment
from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts import links
from elkvision.server.apps.alerts.services.rules import read
from elkvision.server.apps.logs.asking import timed
from elkvision.server.apps.logs.selectors import store

#: The end of a range that is so near is the present.
_PRESENT = timedelta(minutes=5)


def preview(organisation: Organisation, definition: Mapping[str, Any], start: str, end: str) -> dict[str, Any]:
    """The proof of a rule over a range. Raises Invalid for a rule that cannot be read, or a range that does not fit it."""
    rule = read(definition)
    now = now_ms()
    low, high = read_moment(start, now_ms=now), read_moment(end, now_ms=now)
    if low >= high:
        raise BadRequest("The range is empty: `from` is not before `to`.", hint="swap them")
    tenant, latest = TenantId(organisation.tenant), moment(now) - high < _PRESENT
    try:
        ask, lines = partial(store().aggregate, tenant), partial(store().export, tenant, order="newest")
        found = timed(lambda: prove(ask, rule, high, high - low, read=lines, latest=latest), "proof")
    except RuleError as error:
        raise Invalid(error.message, fields={error.place: [error.problem]}, hint=error.hint) from error
    return shown(found.answer) | {"elapsed_ms": found.elapsed_ms, "query": rule.query}


def shown(proof: Proof) -> dict[str, Any]:
    """As the API answers it: times are ISO, each firing leads to its lines."""
    return {
        "words": proof.words,
        "count": proof.count,
        "from": _iso(proof.start),
        "to": _iso(proof.end),
        "shortened": proof.shortened,
        "firings": [
            {
                "start": _iso(each.start),
                "end": None if each.end is None else _iso(each.end),
                "window_start": _iso(each.window_start),
                "group": dict(each.labels),
                "numbers": [[name, value] for name, value in each.numbers.items()],
                "peak": each.peak,
                "words": each.words,
                "flapping": each.flapping,
                "query": each.query,
                "link": links.explorer(each.query, _at(each.window_start), _at(each.end or proof.end)),
            }
            for each in proof.firings
        ],
        "volume": {"step": proof.volume_step, "points": [[_iso(at), count] for at, count in proof.volume]},
        "lines": [
            {"group": dict(each.labels), "points": [[_iso(at), value] for at, value in each.points]}
            for each in proof.lines
        ],
        "threshold": proof.threshold,
    }


def _at(second: int) -> Any:
    return moment(second * 1000)


def _iso(second: int) -> str:
    return links.iso(_at(second))
