"""What a message about alerts says: which, their numbers, lines and chart, and a link with absolute times."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec

from elkvision.alerting.durations import spoken
from elkvision.server.apps.alerts import links
from elkvision.server.apps.alerts.models import Group, Incident
from elkvision.server.apps.notifications.message import MOST_LINES, SEVERITIES, Chart, Message, Severity, State

#: Alerts that a message names one by one.
MOST_NAMED: Final = 20
_NOTHING: Final = timedelta(0)


def message(
    group: Group, firing: Sequence[Incident], ended: Sequence[Incident], *, new_lines: dict[int, int] | None = None
) -> Message:
    """Of a group's alerts. `new_lines` (by alert): of a `match` rule's alerts, how many lines were not told before."""
    told = [*firing, *ended]
    first = told[0]
    state: State = "firing" if firing else "resolved"
    counts = new_lines or {}
    return Message(
        title=_title(firing, ended, counts),
        severity=gravest(told),
        state=state,
        text="\n".join(_text(each, counts.get(each.pk)) for each in told[:MOST_NAMED]) + _more(told),
        numbers=_numbers(told, counts),
        lines=_lines(first, counts.get(first.pk)),
        chart=chart_of(first),
        link=link_of(group, told),
        labels=first.labels if len(told) == 1 else common(told),
        annotations=first.annotations if len(told) == 1 else {},
        group_key=f"alerts:{group.pk}:{group.created_at.isoformat()}",
    )


def escalation(group: Group, incident: Incident, waited: timedelta) -> Message:
    """Nobody acknowledged it for so long."""
    plain = message(group, [incident], [])
    return Message(
        title=f"Nobody has acknowledged for {spoken(waited)}: {name_of(incident)}",
        severity=plain.severity,
        state="firing",
        text=plain.text,
        numbers=plain.numbers,
        lines=plain.lines,
        chart=plain.chart,
        link=plain.link,
        labels=plain.labels,
        annotations=plain.annotations,
        group_key=f"{plain.group_key}:{incident.pk}",
    )


def gravest(told: Sequence[Incident]) -> Severity:
    there = {each.severity for each in told}
    return next((each for each in reversed(SEVERITIES) if each in there), "error")


def name_of(incident: Incident) -> str:
    """The rule's name, and the group's values where it has any."""
    values = ", ".join(str(value) for value in incident.group.values() if value is not None)
    return f"{incident.rule_name}: {values}" if values else incident.rule_name


def explorer_of(incident: Incident) -> str:
    """A path of the UI: the lines that are meant."""
    return links.explorer(incident.query, incident.window_start, incident.window_end)


def link_of(group: Group, told: Sequence[Incident]) -> str:
    return links.absolute(explorer_of(told[0]) if len(told) == 1 else "/alerts/?state=open")


def chart_of(incident: Incident) -> Chart | None:
    return msgspec.convert(incident.chart, Chart) if incident.chart else None


def common(told: Sequence[Incident]) -> dict[str, str]:
    """The labels that all of them have."""
    shared = set(told[0].labels.items())
    for each in told[1:]:
        shared &= set(each.labels.items())
    return dict(sorted(shared))


def _title(firing: Sequence[Incident], ended: Sequence[Incident], counts: dict[int, int]) -> str:
    if len(firing) == 1 and not ended:
        one = firing[0]
        lines = counts.get(one.pk)
        return f"{name_of(one)}: {_lines_text(lines)}" if lines else name_of(one)
    if len(ended) == 1 and not firing:
        return f"Over: {name_of(ended[0])}"
    parts = [f"{len(firing)} firing"] if firing else []
    parts += [f"{len(ended)} over"] if ended else []
    names = list(dict.fromkeys(each.rule_name for each in [*firing, *ended]))
    return f"{', '.join(parts)}: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"


def _text(incident: Incident, new_lines: int | None) -> str:
    numbers = (
        ", ".join(f"{name} {shown(value)}" for name, value in incident.numbers) if incident.kind != "match" else ""
    )
    if new_lines:
        said = f"{_lines_text(new_lines)} matched"
    elif incident.firing:
        said = f"firing since {links.iso(incident.started_at)}"
    else:
        ended = incident.resolved_at or incident.changed_at
        said = f"over since {links.iso(ended)}, after {spoken(max(ended - incident.started_at, _NOTHING))}"
    why = incident.words if incident.firing and not new_lines else ""
    description = incident.annotations.get("description", "")
    return " · ".join(part for part in (name_of(incident), why, said, numbers, description) if part)


def _numbers(told: Sequence[Incident], counts: dict[int, int]) -> list[tuple[str, Any]]:
    if len(told) > 1:
        return [(name_of(each), each.numbers[0][1]) for each in told[:MOST_NAMED] if each.numbers]
    lines: list[tuple[str, Any]] = [("lines", counts[told[0].pk])] if told[0].pk in counts else []
    return lines + [(name, value) for name, value in told[0].numbers if name != "lines" or not lines]


def _lines(incident: Incident, new_lines: int | None) -> list[dict[str, Any]]:
    most = MOST_LINES if new_lines is None else min(MOST_LINES, new_lines)
    return list(incident.lines[-most:]) if most else []


def _lines_text(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"


def _more(told: Sequence[Incident]) -> str:
    return f"\nand {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""


def shown(value: object) -> str:
    """A number as people read it."""
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
