"""What somebody asked for over HTTP, or has in a panel, as an ask of the store."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from elkvision.core.query import parse
from elkvision.server.apps.logs import selectors
from elkvision.store.contract import Ask, Measure, Span


def ask_of(wish: Mapping[str, Any]) -> Ask:
    """Of what `AggregateIn` read. Raises QueryError and BadRequest."""
    span = selectors.span(wish["q"], wish["from"], wish["to"])
    return Ask(
        span,
        measures_of(wish["measures"]) or (Measure(),),
        tuple(wish["groups"]),
        _step(wish, span),
        _seconds(wish["window"]),
        timedelta(seconds=wish["shift"]),
        wish["limit"],
        wish["order_by"],
        wish["ascending"],
    )


def measures_of(given: Sequence[Mapping[str, Any]]) -> tuple[Measure, ...]:
    return tuple(
        Measure(each["kind"], each["field"], each["percent"], parse(each["q"]) if each["q"].strip() else None)
        for each in given
    )


def _step(wish: Mapping[str, Any], span: Span) -> timedelta | None:
    if wish["step"] is not None or wish["buckets"] is None:
        return _seconds(wish["step"])
    return selectors.step_for(span, wish["buckets"], None)


def _seconds(given: float | None) -> timedelta | None:
    return None if given is None else timedelta(seconds=given)
