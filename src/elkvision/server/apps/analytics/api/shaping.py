"""Answers of analytics as JSON."""

from datetime import datetime
from typing import Any

from elkvision.analysis.anomalies import Verdict
from elkvision.analysis.compare import Difference
from elkvision.core.query import Query
from elkvision.server.apps.analytics.clauses import exclude, include, with_value
from elkvision.server.apps.analytics.comparing import Comparison
from elkvision.server.apps.analytics.overview import Overview, Two
from elkvision.server.apps.analytics.periods import both
from elkvision.server.apps.analytics.unusual import Episode, Unusual
from elkvision.server.apps.logs.api.views.asking import iso


def overview_out(found: Overview, query: Query, zone: str) -> dict[str, Any]:
    return {
        "total": {**_numbers(found.all), "query": query.text},
        "levels": [_two("level", two, query) for two in found.levels],
        "services": [_two("service", two, query) for two in found.services],
        "hosts": [_two("host", two, query) for two in found.hosts],
        "step": found.step.total_seconds(),
        "series": [
            {"start": iso(start), "count": count, "errors": errors, "previous": previous}
            for start, (count, errors, previous) in zip(found.starts, found.series, strict=True)
        ],
        "hours": found.hours,
        "zone": zone,
        "changes": [difference_out(each) for each in found.changes],
    }


def _two(field: str, two: Two, query: Query) -> dict[str, Any]:
    return {**_numbers(two), "query": both(query.tree, with_value(field, two.value)).text}


def _numbers(two: Two) -> dict[str, Any]:
    return {
        "value": two.value,
        "count": two.count,
        "errors": two.errors,
        "previous_count": two.previous_count,
        "previous_errors": two.previous_errors,
    }


def difference_out(each: Difference) -> dict[str, Any]:
    field, value = each.sides.field, each.sides.value
    return {
        "field": field,
        "value": value,
        "ours": each.sides.ours,
        "theirs": each.sides.theirs,
        "our_share": round(each.our_share, 6),
        "their_share": round(each.their_share, 6),
        "score": round(each.score, 6),
        "times": None if each.times is None else round(each.times, 3),
        "include": include(field, value),
        "exclude": exclude(field, value),
    }


def comparison_out(found: Comparison, limit: int) -> dict[str, Any]:
    return {
        "ours": found.ours,
        "theirs": found.theirs,
        "results": [difference_out(each) for each in found.differences[:limit]],
        "more": max(0, len(found.differences) - limit),
        "fields_seen": found.fields,
        "left_out": [{"field": each.field, "reason": each.reason} for each in found.left_out],
        "bounded": found.bounded,
    }


def unusual_out(found: Unusual, zone: str) -> dict[str, Any]:
    return {
        "results": [_episode(each) for each in found.episodes],
        "bands": {name: [_band(verdict) for verdict in verdicts] for name, verdicts in found.judged.items()},
        "step": found.step.total_seconds(),
        "series": found.series,
        "groups": found.groups,
        "learning": found.learning,
        "zone": zone,
    }


def _episode(each: Episode) -> dict[str, Any]:
    worst = each.worst
    low, high = worst.usual or (0.0, 0.0)
    return {
        "series": each.of.name,
        "kind": worst.kind,
        "reason": worst.reason,
        "start": iso(each.start),
        "end": iso(each.end),
        "number": worst.number,
        "expected": round(worst.expected or 0.0, 2),
        "usual_low": low,
        "usual_high": high,
        "score": worst.score,
        "query": each.of.query.text,
    }


def _band(verdict: Verdict) -> dict[str, Any]:
    low, high = verdict.usual or (None, None)
    expected = None if verdict.expected is None else round(verdict.expected, 2)
    return {
        "start": iso(verdict.start),
        "number": verdict.number,
        "expected": expected,
        "low": low,
        "high": high,
        "kind": verdict.kind,
    }


def range_out(start: datetime, end: datetime) -> dict[str, Any]:
    return {"from": iso(start), "to": iso(end)}
