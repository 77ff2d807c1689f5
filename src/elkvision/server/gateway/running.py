"""How an organisation's pipelines do at all gateways together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

_SUMS: Final = ("events", "unsuccessful", "failures", "timeouts", "nanoseconds")

Told = Mapping[str, Any]


def pipelines_of(stats: Iterable[Told], tenant: str) -> list[dict[str, Any]] | None:
    """As delivery's stats have it, summed; None where no gateway runs any for this tenant."""
    told = [one["pipelines"][tenant] for one in stats if tenant in one.get("pipelines", {})]
    if not told:
        return None
    by_id: dict[Any, list[Told]] = {}
    for pipelines in told:
        for pipeline in pipelines:
            by_id.setdefault(pipeline["id"], []).append(pipeline)
    return [_together(same) for same in by_id.values()]


def _together(same: Sequence[Told]) -> dict[str, Any]:
    """For a moment after a change gateways run different versions: the newest counts."""
    newest = max(each["version"] for each in same)
    same = [each for each in same if each["version"] == newest]
    problem = next((each["problem"] for each in same if each["problem"]), same[0]["problem"])
    filters = [_filter(each) for each in zip(*(one["filters"] for one in same), strict=False)]
    return {**same[0], "problem": problem, "filters": filters}


def _filter(same: Sequence[Told]) -> dict[str, Any]:
    sums = {name: sum(each[name] for each in same) for name in _SUMS if name in same[0]}
    last = next((each["last_failure"] for each in same if each.get("last_failure")), "")
    return {**same[0], **sums, "last_failure": last}
