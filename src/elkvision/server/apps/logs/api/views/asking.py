"""Finding logs."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest, QueryError
from elkvision.core.event import parts_of_id
from elkvision.core.query import parse
from elkvision.core.wire import to_wire
from elkvision.server.api.times import read_moment
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.errors import NotFound
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs import selectors
from elkvision.server.apps.logs.api import serializers as shapes
from elkvision.server.apps.logs.asking import Timed, timed
from elkvision.server.apps.logs.selectors import store
from elkvision.store.contract import Span, TopValues, Usage


class Question(Door):
    """Reads logs of the caller's organisation."""

    needs: ClassVar = {"GET": Right.READ}

    def span(self, asked: dict[str, Any]) -> Span:
        return selectors.span(asked["q"], asked["from"], asked["to"])

    def answer(self, body: Any, took: Timed[Any]) -> Response:
        return Response(body, headers={"Server-Timing": f"store;dur={took.elapsed_ms}"})


class Search(Question):
    @extend_schema(operation_id="logs_search", parameters=[shapes.SearchIn], responses=shapes.SearchOut)
    def get(self, request: Request) -> Response:
        """Logs that match, a page at a time. Page 200 costs what page 1 costs."""
        asked = self.asked(shapes.SearchIn)
        span = self.span(asked)
        took = timed(
            lambda: store().search(
                self.tenant, span, limit=asked["limit"], order=asked["order"], cursor=asked.get("cursor")
            ),
            "search",
        )
        page = took.answer
        body = {
            "results": [to_wire(event) for event in page.events],
            "next": page.cursor,
            "rows_read": page.rows_read,
            "elapsed_ms": took.elapsed_ms,
        }
        return self.answer(body, took)


class Count(Question):
    @extend_schema(operation_id="logs_count", parameters=[shapes.Asked], responses=shapes.CountOut)
    def get(self, request: Request) -> Response:
        """How many logs match, exactly."""
        span = self.span(self.asked(shapes.Asked))
        took = timed(lambda: store().count(self.tenant, span), "count")
        return self.answer({"count": took.answer, "elapsed_ms": took.elapsed_ms}, took)


class HistogramView(Question):
    @extend_schema(operation_id="logs_histogram", parameters=[shapes.HistogramIn], responses=shapes.HistogramOut)
    def get(self, request: Request) -> Response:
        """Counts over time, by level. Every bucket of the range is there, empty ones too."""
        asked = self.asked(shapes.HistogramIn)
        span = self.span(asked)
        took = timed(
            lambda: selectors.histogram(self.tenant, span, buckets=asked["buckets"], step=asked.get("step")),
            "histogram",
        )
        found = took.answer
        buckets = [{"start": iso(each.start), "counts": each.counts} for each in found.buckets]
        return self.answer({"step": found.step.total_seconds(), "total": found.total, "buckets": buckets}, took)


class Fields(Question):
    @extend_schema(operation_id="logs_fields", parameters=[shapes.Asked], responses=shapes.FieldsOut)
    def get(self, request: Request) -> Response:
        """Which fields matching logs have, of which types, and how many have them."""
        span = self.span(self.asked(shapes.Asked))
        took = timed(lambda: (store().fields(self.tenant, span), store().count(self.tenant, span)), "fields")
        fields, total = took.answer
        return self.answer({"results": [asdict(each) for each in fields], "total": total}, took)


class Values(Question):
    @extend_schema(operation_id="logs_values", parameters=[shapes.ValuesIn], responses=shapes.ValuesOut)
    def get(self, request: Request) -> Response:
        """The most frequent values of a field."""
        asked = self.asked(shapes.ValuesIn)
        span = self.span(asked)
        took = timed(
            lambda: store().top_values(self.tenant, span, asked["field"], limit=asked["limit"], prefix=asked["prefix"]),
            "values",
        )
        found = took.answer
        body = {
            "field": asked["field"],
            "results": value_counts(found),
            "total": found.total,
            "present": found.present,
            "distinct": found.distinct,
            "distinct_is_estimate": found.distinct_is_estimate,
        }
        return self.answer(body, took)


class FieldStatistics(Question):
    @extend_schema(operation_id="logs_field_statistics", parameters=[shapes.FieldIn], responses=shapes.FieldStatsOut)
    def get(self, request: Request) -> Response:
        """Smallest, largest, average and percentiles of a field's numbers."""
        asked = self.asked(shapes.FieldIn)
        span = self.span(asked)
        took = timed(lambda: store().field_stats(self.tenant, span, asked["field"]), "field statistics")
        return self.answer({"field": asked["field"], **asdict(took.answer)}, took)


class Validate(Question):
    @extend_schema(operation_id="logs_validate", parameters=[shapes.ValidateIn], responses=shapes.ValidateOut)
    def get(self, request: Request) -> Response:
        """Whether a query can be read, and if not, where and what to try."""
        try:
            parse(self.asked(shapes.ValidateIn)["q"])
        except QueryError as error:
            return Response({"valid": False, "message": error.message, "column": error.column, "hint": error.hint})
        return Response({"valid": True})


class One(Question):
    @extend_schema(operation_id="logs_get", responses=shapes.EventOut)
    def get(self, request: Request, id: str) -> Response:
        """One log by its id."""
        checked = known_id(id)
        took = timed(lambda: store().get(self.tenant, checked), "one")
        if took.answer is None:
            raise NotFound("There is no such log.")
        return self.answer(to_wire(took.answer), took)


class ContextView(Question):
    @extend_schema(operation_id="logs_context", parameters=[shapes.ContextIn], responses=shapes.ContextOut)
    def get(self, request: Request, id: str) -> Response:
        """The lines around a line, of the same source, host and service unless said otherwise."""
        asked, checked = self.asked(shapes.ContextIn), known_id(id)
        same = tuple(name.strip() for name in asked["same"].split(",") if name.strip())
        took = timed(
            lambda: store().context(self.tenant, checked, before=asked["before"], after=asked["after"], same=same),
            "context",
        )
        found = took.answer
        if found is None:
            raise NotFound("There is no such log.")
        body = {
            "before": [to_wire(event) for event in found.before],
            "event": to_wire(found.event),
            "after": [to_wire(event) for event in found.after],
        }
        return self.answer(body, took)


class StatisticsView(Question):
    @extend_schema(operation_id="logs_statistics", parameters=[shapes.StatisticsIn], responses=shapes.StatisticsOut)
    def get(self, request: Request) -> Response:
        """A period against the one before it: totals, levels, who sends most, and what is kept."""
        asked, now = self.asked(shapes.StatisticsIn), now_ms()
        start, end = read_moment(asked["from"], now_ms=now), read_moment(asked["to"], now_ms=now)
        if start >= end:
            raise BadRequest("The range is empty: `from` is not before `to`.", hint="swap them")
        took = timed(lambda: selectors.statistics(self.tenant, start, end), "statistics")
        found = took.answer
        body = {
            "total": found.total,
            "previous_total": found.previous_total,
            "by_level": found.by_level,
            "previous_by_level": found.previous_by_level,
            "top_services": value_counts(found.services),
            "top_sources": value_counts(found.sources),
            "top_hosts": value_counts(found.hosts),
            "usage": usage_out(found.usage),
        }
        return self.answer(body, took)


class UsageView(Question):
    @extend_schema(operation_id="logs_usage", responses=shapes.UsageOut)
    def get(self, request: Request) -> Response:
        """What is kept of the organisation: how many logs, how large, and from when to when."""
        took = timed(lambda: store().usage(self.tenant), "usage")
        return self.answer(usage_out(took.answer), took)


def usage_out(usage: Usage) -> dict[str, Any]:
    return asdict(usage) | {"oldest": iso(usage.oldest), "newest": iso(usage.newest)}


def value_counts(found: TopValues) -> list[dict[str, Any]]:
    return [{"value": each.value, "count": each.count} for each in found.values]


def iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def known_id(text: str) -> str:
    """Raises NotFound for what can be nobody's id."""
    try:
        parts_of_id(text)
    except ValueError as error:
        raise NotFound("There is no such log.") from error
    return text.lower()
