"""The shape of things: overviews, comparisons, and what is not as usual."""

from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.core.clock import now_ms
from elkvision.core.query import EVERYTHING, parse
from elkvision.core.settings import load
from elkvision.server.api.times import read_moment
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.analytics import comparing, unusual
from elkvision.server.apps.analytics.api import serializers as shapes
from elkvision.server.apps.analytics.api import shaping
from elkvision.server.apps.analytics.overview import overview
from elkvision.server.apps.analytics.periods import Period, both
from elkvision.server.apps.logs import selectors
from elkvision.server.apps.logs.api.views.asking import Question
from elkvision.server.apps.logs.asking import timed
from elkvision.store.contract import Span


class OverviewView(Question):
    @extend_schema(operation_id="analytics_overview", parameters=[shapes.OverviewIn], responses=shapes.OverviewOut)
    def get(self, request: Request) -> Response:
        """A period against the one before it: volume, errors, services, hosts, busiest hours, and what is otherwise."""
        span = self.span(self.asked(shapes.OverviewIn))
        period, zone = _period(span), self.organisation.timezone
        took = timed(lambda: overview(self.tenant, span.query, period, ZoneInfo(zone)), "overview")
        body = shaping.overview_out(took.answer, span.query, zone)
        return self.answer(body | shaping.range_out(period.start, period.end) | {"elapsed_ms": took.elapsed_ms}, took)


class CompareView(Question):
    @extend_schema(operation_id="analytics_compare", parameters=[shapes.CompareIn], responses=shapes.CompareOut)
    def get(self, request: Request) -> Response:
        """Which field values are more frequent among these lines than among the others, over all fields, ranked by the
        least by which their shares can differ."""
        asked = self.asked(shapes.CompareIn)
        span = self.span(asked)
        ours = comparing.Side(span.query, _period(span))
        theirs = _other_side(asked, ours)
        took = timed(lambda: comparing.compare(self.tenant, ours, theirs), "compare")
        body = shaping.comparison_out(took.answer, asked["limit"])
        other = shaping.range_out(theirs.period.start, theirs.period.end)
        body |= {"other_q": theirs.query.text, "other_from": other["from"], "other_to": other["to"]}
        body |= shaping.range_out(ours.period.start, ours.period.end)
        return self.answer(body | {"elapsed_ms": took.elapsed_ms}, took)


class AnomaliesView(Question):
    needs: ClassVar = {"GET": Right.READ, "POST": Right.READ}

    @extend_schema(operation_id="analytics_anomalies", parameters=[shapes.AnomaliesIn], responses=shapes.AnomaliesOut)
    def get(self, request: Request) -> Response:
        """What was not as usual in the last hours, by service and level, each against its own past at that hour of the
        week, with the reason in words."""
        asked = self.asked(shapes.AnomaliesIn)
        query, start, end = parse(asked["q"]), *_last_hours(asked)
        fields = () if asked["by"] == "all" else tuple(asked["by"].split(","))
        return self._answered(asked, start, end, lambda: unusual.grouped(self.tenant, query, start, end, fields))

    @extend_schema(
        operation_id="analytics_anomalies_of_queries", request=shapes.PatternAnomaliesIn, responses=shapes.AnomaliesOut
    )
    def post(self, request: Request) -> Response:
        """The same for the lines of each of some queries, such as those of patterns."""
        asked = self.wish(shapes.PatternAnomaliesIn)
        start, end = _last_hours(asked)
        tree = parse(asked["q"]).tree
        queries = [(text, both(tree, parse(text).tree)) for text in asked["queries"]]
        return self._answered(asked, start, end, lambda: unusual.queried(self.tenant, queries, start, end))

    def _answered(self, asked: dict[str, Any], start: Any, end: Any, named: Any) -> Response:
        zone = self.organisation.timezone

        def judged() -> unusual.Unusual:
            found, groups = named()
            return unusual.unusual(found, groups, start, ZoneInfo(zone), sensitivity=asked["sensitivity"])

        took = timed(judged, "anomalies")
        body = shaping.unusual_out(took.answer, zone) | shaping.range_out(start, end)
        return self.answer(body | {"elapsed_ms": took.elapsed_ms}, took)


class SettingsView(Door):
    needs: ClassVar = {"GET": Right.READ}

    @extend_schema(operation_id="analytics_settings", responses=shapes.SettingsOut)
    def get(self, request: Request) -> Response:
        """What there is besides: the address of a Kibana, where one is configured."""
        url = load().kibana_url
        return Response({"kibana_url": url} if url else {})


def _period(span: Span) -> Period:
    assert span.start is not None, "a question over HTTP has a range"
    assert span.end is not None, "a question over HTTP has a range"
    return Period(span.start, span.end)


def _last_hours(asked: dict[str, Any]) -> tuple[Any, Any]:
    end = read_moment(asked["to"], now_ms=now_ms())
    return end - timedelta(hours=asked["hours"]), end


def _other_side(asked: dict[str, Any], ours: comparing.Side) -> comparing.Side:
    elsewhere = "other_from" in asked or "other_to" in asked
    if not elsewhere and "other_q" not in asked:
        return comparing.rest_of(ours, EVERYTHING)
    text = asked.get("other_q", asked["q"])
    other = selectors.span(text, asked.get("other_from", asked["from"]), asked.get("other_to", asked["to"]))
    return comparing.Side(other.query, _period(other))
