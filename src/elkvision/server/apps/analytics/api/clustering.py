"""Patterns of a search, as a stream of progress and then the result."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from elkvision.analysis.patterns import Pattern
from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.query import Not, parse, to_text
from elkvision.server.api.times import read_moment
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.analytics.clustering import SLICES, Found, Progress, Wish, clustered, seat
from elkvision.server.apps.analytics.periods import Period, both
from elkvision.server.apps.analytics.streaming import Stream
from elkvision.server.apps.logs import selectors
from elkvision.server.apps.logs.api.serializers import Asked
from elkvision.server.apps.logs.api.views.asking import iso


class PatternsIn(Asked):
    """With `since`, patterns are of the lines from then on, and each says how many it had between `from` and then."""

    usual_from = "now-1h"
    since = serializers.CharField(required=False, max_length=64)
    limit = serializers.IntegerField(default=200, min_value=1, max_value=2000)
    buckets = serializers.IntegerField(default=40, min_value=1, max_value=200)


class VariableOut(serializers.Serializer):
    kind = serializers.CharField()
    values = serializers.ListField(help_text="Pairs of value and count, the most frequent first.")
    distinct = serializers.IntegerField()
    complete = serializers.BooleanField()


class PatternOut(serializers.Serializer):
    id = serializers.CharField()
    template = serializers.CharField()
    count = serializers.IntegerField()
    share = serializers.FloatField()
    before = serializers.IntegerField(allow_null=True, help_text="Lines of it before `since`; 0: it is new.")
    first = serializers.DateTimeField()
    last = serializers.DateTimeField()
    levels = serializers.DictField(child=serializers.IntegerField())
    trend = serializers.ListField(child=serializers.IntegerField(), help_text="One for each of `starts`.")
    samples = serializers.ListField(child=serializers.CharField())
    variables = VariableOut(many=True)
    query = serializers.CharField(allow_blank=True, help_text="Its lines, and perhaps others with the same words.")
    include = serializers.CharField(allow_blank=True, help_text="The same as a clause for the query.")
    exclude = serializers.CharField(allow_blank=True)


class PatternsOut(serializers.Serializer):
    """One line of JSON each: `progress` (`lines` and `of`), and last `result` or `error`."""

    kind = serializers.ChoiceField(choices=("progress", "result", "error"))
    lines = serializers.IntegerField(help_text="Lines that were looked at.")
    of = serializers.IntegerField(required=False)
    total = serializers.IntegerField(required=False, help_text="Lines there are.")
    sample = serializers.CharField(allow_null=True, required=False, help_text="How lines were drawn, where not all.")
    patterns = serializers.IntegerField(required=False, help_text="How many there are in all.")
    results = PatternOut(many=True, required=False)
    starts = serializers.ListField(child=serializers.DateTimeField(), required=False)
    step = serializers.FloatField(required=False)


class PatternsView(Door):
    needs: ClassVar = {"POST": Right.READ}

    @extend_schema(
        operation_id="analytics_patterns", request=PatternsIn, responses={(200, "application/x-ndjson"): PatternsOut}
    )
    def post(self, request: Request) -> Any:
        """All matching lines clustered into patterns, told step by step. Leaving ends the work."""
        asked = self.wish(PatternsIn)
        wish = wish_of(asked, self.tenant)
        stack = ExitStack()
        stack.enter_context(seat(self.tenant))
        stream = Stream(_records(wish, asked["limit"]), stack.close)
        return StreamingHttpResponse(stream, content_type="application/x-ndjson")


def wish_of(asked: dict[str, Any], tenant: Any) -> Wish:
    span = selectors.span(asked["q"], asked["from"], asked["to"])
    assert span.start is not None, "a question over HTTP has a range"
    assert span.end is not None, "a question over HTTP has a range"
    if "since" not in asked:
        return Wish(tenant, span.query, Period(span.start, span.end), buckets=asked["buckets"])
    since = read_moment(asked["since"], now_ms=now_ms())
    if not span.start < since < span.end:
        raise BadRequest("`since` is not between `from` and `to`.", hint="take an earlier `from`")
    return Wish(tenant, span.query, Period(since, span.end), Period(span.start, since), asked["buckets"])


def _records(wish: Wish, limit: int) -> Iterator[dict[str, Any]]:
    for each in clustered(wish):
        if isinstance(each, Progress):
            yield {"kind": "progress", "lines": each.lines, "of": each.of}
        else:
            yield _result(each, wish, limit)


def _result(found: Found, wish: Wish, limit: int) -> dict[str, Any]:
    span = round(found.step.total_seconds()) * 10**9
    first, last = found.begins // span, -(-_ns(wish.period.end) // span)
    numbers = range(first, max(last, first + 1))
    return {
        "kind": "result",
        "lines": found.lines,
        "total": found.total,
        "earlier_lines": found.earlier_lines,
        "sample": _sample(found),
        "patterns": len(found.patterns),
        "results": [_pattern(each, wish, numbers) for each in found.patterns[:limit]],
        "starts": [iso(moment(number * span // 10**6)) for number in numbers],
        "step": found.step.total_seconds(),
        "from": iso(wish.period.start),
        "to": iso(wish.period.end),
    }


def _ns(at: Any) -> int:
    return round(at.timestamp() * 1000) * 10**6


def _sample(found: Found) -> str | None:
    if not found.is_sample:
        return None
    share = found.lines / found.total
    return (
        f"{found.lines:,} of {found.total:,} lines: the first {share:.1%} of each of {SLICES} equal slices of the time."
    )


def _pattern(each: Pattern, wish: Wish, numbers: range) -> dict[str, Any]:
    tree = parse(each.query).tree if each.query else None
    return {
        "id": each.id,
        "template": each.template,
        "count": each.count,
        "share": each.share,
        "before": each.before,
        "first": iso(moment((each.first or 0) // 10**6)),
        "last": iso(moment((each.last or 0) // 10**6)),
        "levels": dict(each.levels),
        "trend": [each.trend.get(number, 0) for number in numbers],
        "samples": list(each.samples),
        "variables": [
            {"kind": one.kind, "values": one.values, "distinct": one.distinct, "complete": one.complete}
            for one in each.variables
        ],
        "query": both(wish.query.tree, tree).text if tree else "",
        "include": to_text(tree) if tree else "",
        "exclude": to_text(Not(tree)) if tree else "",
    }
