"""How gateways are, each by its name where there are several, and what runs in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from elkvision.core.clock import moment
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.core.watermark import Told as Silent
from elkvision.server.apps.health.part import Part
from elkvision.server.gateway.asking import Told, told
from elkvision.server.gateway.places import PartName
from elkvision.server.gateway.running import pipelines_of

Judge = Callable[[Mapping[str, Any]], tuple[str, str]]

#: Milliseconds of an event in one filter, on average, from which it is called slow.
_SLOW_MS: Final = 5.0


def parts(settings: Settings) -> list[Part]:
    """Intake and delivery of each. Asking never raises."""
    asked: tuple[tuple[PartName, Judge], ...] = (("intake", _intake), ("delivery", _delivery))
    return [_part(name, one, judge) for name, judge in asked for one in told(settings, name)]


def _part(part: PartName, one: Told, judge: Judge) -> Part:
    name = f"{part} {one.name}".strip()
    problem = one.problem
    try:
        if one.stats is not None:
            status, reason = judge(one.stats)
            return Part(name, status, reason, one.stats)
    except (KeyError, TypeError) as error:
        problem = type(error).__name__
    return Part(name, "red", f"{name.capitalize()} does not answer ({problem}); its log says why.")


def _intake(found: Mapping[str, Any]) -> tuple[str, str]:
    spool = found["spool"]
    used = spool["bytes"] / max(1, spool["budget"])
    if used >= 1:
        return "red", "The spool is at its budget: senders wait until the store has taken more."
    if problem := found.get("settings", {}).get("problem"):
        return (
            "yellow",
            f"Takes logs, with the keys and pipelines of before: the web does not give it others ({problem}).",
        )
    if used > 0.5:
        return "yellow", f"The spool is {used:.0%} full: the store is slower than what comes in."
    return "green", "Takes logs."


def _delivery(found: Mapping[str, Any]) -> tuple[str, str]:
    if found.get("last_error"):
        return "yellow", f"The last write to the store failed: {found['last_error']}"
    lag = found.get("lag_ms") or 0
    if lag > 30_000:
        return "yellow", f"Logs reach the store {lag / 1000:.0f} s after they came."
    return "green", "What comes in reaches the store."


def late(silent: Sequence[Silent]) -> list[Part]:
    """Gateways that fell silent, while others go on."""
    return [
        Part(
            f"logs of {one.name}",
            "yellow",
            f"Gateway {one.name} has said nothing since {moment(one.at):%Y-%m-%d %H:%M:%S} UTC. What it still has, received "
            f"from {moment(one.mark):%H:%M:%S} on, comes when it is back, too late for alert rules.",
        )
        for one in silent
    ]


def pipelines(found: Sequence[Part], tenant: TenantId) -> Part | None:
    """How one organisation's pipelines do, as deliveries tell; None where there are none."""
    running = pipelines_of((part.details for part in found if part.name.partition(" ")[0] == "delivery"), tenant)
    if running is None:
        return None
    problems = [problem for pipeline in running for problem in _problems(pipeline)]
    details = {"pipelines": len(running), "problems": problems}
    if not problems:
        return Part("pipelines", "green", "Every pipeline runs.", details)
    more = f" {len(problems) - 1} more of the kind." if len(problems) > 1 else ""
    return Part("pipelines", "yellow", problems[0] + more, details)


def _problems(pipeline: dict[str, Any]) -> Iterator[str]:
    label = f"{pipeline['name']}@{pipeline['version']}"
    if pipeline["problem"]:
        yield f"{pipeline['problem']}. Its logs pass with a tag: mend the pipeline, or bring an old version back."
    for each in pipeline["filters"]:
        where = f"{each['name']} in line {each['line']} of {label}"
        if each["timeouts"]:
            yield f"{where} was cut {each['timeouts']:,} times for taking too long: its expression backtracks."
        elif each["failures"]:
            yield f"{where} failed on {each['failures']:,} logs, which were tagged. The last time: {each['last_failure']}"
        elif each["events"] >= 100 and each["nanoseconds"] / each["events"] > _SLOW_MS * 1e6:
            yield f"{where} takes {each['nanoseconds'] / each['events'] / 1e6:.1f} ms a log, which holds up delivery."
