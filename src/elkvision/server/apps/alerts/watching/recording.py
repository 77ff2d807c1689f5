"""What an evaluation found, noted: each turn of a group, the alerts that begin and end with it, and who is to be told.
Within the caller's transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from elkvision.alerting.labels import all_labels
from elkvision.alerting.rule import Rule as Definition
from elkvision.alerting.state import Turned
from elkvision.core.clock import moment
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts import links
from elkvision.server.apps.alerts.models import Change, Incident, IncidentEvent, Policy, Reason, Rule
from elkvision.server.apps.alerts.watching import telling
from elkvision.server.apps.alerts.watching.placing import hurry, place
from elkvision.server.apps.alerts.watching.quiet import quiet_now
from elkvision.server.apps.notifications import services as notifications
from elkvision.server.apps.notifications.message import Chart, Severity

#: A group that fires again so soon after it had ended by itself is the same alert again.
SAME_AGAIN: Final = timedelta(minutes=10)
#: So many alerts of one look are told people one by one; of more, how many.
MOST_TOLD: Final = 10


@dataclass(frozen=True)
class Found:
    """A rule's turns, and what goes along with those that begin to fire, by the group's key."""

    rule: Rule
    definition: Definition
    turns: Sequence[Turned]
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)


def record(organisation: Organisation, found: Sequence[Found], now: datetime) -> None:
    """Note all turns; alerts go into the groups of their policies, and people of the organisation are told."""
    policies = list(Policy.objects.filter(organisation=organisation))
    begun: list[Incident] = []
    ended: list[Incident] = []
    for one in found:
        for turn in one.turns:
            incident = None
            if turn.to == "firing":
                incident = _fires(organisation, one, turn, now)
                begun.append(incident)
            elif turn.to == "resolved":
                incident = _ends(one, turn, now)
                ended += [incident] if incident else []
            _change(one, turn, incident, now)
    for incident in begun:
        place(incident, policies, now)
    for incident in ended:
        hurry(incident, now)
    tell_people(organisation, begun, ended, now)
    tell_owners(organisation, found)


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def numbers_of(turn: Turned) -> list[list[Any]]:
    return [[name, value] for name, value in turn.numbers.items() if value is not None]


def _fires(organisation: Organisation, one: Found, turn: Turned, now: datetime) -> Incident:
    at = moment(turn.at * 1000)
    given = {
        "rule_name": one.definition.name,
        "severity": one.definition.severity,
        "labels": all_labels(one.definition, dict(turn.labels)),
        "annotations": annotations(one.definition),
        "numbers": numbers_of(turn),
        "lines": list(one.lines.get(turn.key, ())),
        "chart": msgspec.to_builtins(one.charts[turn.key]) if turn.key in one.charts else None,
        "window_start": moment(turn.start * 1000),
        "window_end": at,
        "query": turn.query,
        "words": turn.words,
        "flapping": turn.flapping,
        "changed_at": at,
    }
    last = Incident.objects.filter(rule=one.rule, key=key_of(turn.key)).order_by("-id").first()
    if last is not None and last.firing:  # it was open from before the rule was changed
        return _again(last, given, None, now)
    if last is not None and _soon(last, at):
        return _again(last, given, at, now)
    made = Incident.objects.create(
        organisation=organisation, rule=one.rule, kind=one.definition.condition.kind, key=key_of(turn.key),
        group=dict(turn.labels), started_at=at, opened_at=now, **given,
    )  # fmt: skip
    IncidentEvent.objects.create(incident=made, at=now, reason=Reason.FIRED, text=turn.words)
    return made


def _soon(last: Incident, at: datetime) -> bool:
    return last.resolved_by_id is None and last.resolved_at is not None and at - last.resolved_at <= SAME_AGAIN


def _again(last: Incident, given: Mapping[str, Any], at: datetime | None, now: datetime) -> Incident:
    for name, value in given.items():
        setattr(last, name, value)
    if at is not None:
        last.firing, last.resolved_at, last.closed_at = True, None, None
        last.reopened += 1
        IncidentEvent.objects.create(incident=last, at=now, reason=Reason.FIRED_AGAIN, text=last.words)
    last.save()
    return last


def _ends(one: Found, turn: Turned, now: datetime) -> Incident | None:
    incident = Incident.objects.filter(rule=one.rule, key=key_of(turn.key), firing=True).first()
    if incident is None:  # somebody resolved it
        return None
    end(incident, moment(turn.at * 1000), now, turn.words)
    return incident


def end(incident: Incident, at: datetime, now: datetime, words: str) -> None:
    incident.firing, incident.resolved_at, incident.closed_at, incident.changed_at = False, at, now, at
    incident.flapping = False
    incident.save()
    IncidentEvent.objects.create(incident=incident, at=now, reason=Reason.ENDED, text=words)


def annotations(definition: Definition) -> dict[str, str]:
    """The rule's own, with its description and runbook."""
    own = {"description": definition.description, "runbook": definition.runbook}
    return {name: text for name, text in own.items() if text} | dict(definition.annotations)


def _change(one: Found, turn: Turned, incident: Incident | None, now: datetime) -> None:
    Change.objects.create(
        rule=one.rule,
        incident=incident,
        version=one.rule.version,
        group=dict(turn.labels),
        state=turn.to,
        at=moment(turn.at * 1000),
        window_start=moment(turn.start * 1000),
        seen_at=now,
        numbers=numbers_of(turn),
        query=turn.query,
        words=turn.words,
    )


def tell_owners(organisation: Organisation, found: Sequence[Found]) -> None:
    """Of rules that cannot be evaluated, and that they can again: each owner once for each reason; everybody, where a
    rule has no owner any more."""
    same: dict[tuple[Any, str, str], list[tuple[Found, Turned]]] = defaultdict(list)
    for one in found:
        for turn in one.turns:
            if turn.to in ("error", "recovered"):
                same[(one.rule.owner, turn.to, turn.words)].append((one, turn))
    for (owner, to, words), those in same.items():
        (first, turn), many = those[0], len(those)
        who = first.rule.name if many == 1 else f"{first.rule.name} and {many - 1:,} more rules"
        again = "evaluated again" if to == "recovered" else "evaluated"
        notifications.tell(
            organisation,
            "alert",
            f"{who} {_be(many, to)} {again}",
            severity="error" if to == "error" else "info",
            body=words,
            link=links.rule(first.rule.pk) if many == 1 else "/alerts/rules/?state=error",
            key=f"rule:{first.rule.pk}:{to}:{turn.at}",
            to=[owner] if owner is not None else None,
        )


def _be(many: int, to: str) -> str:
    if to == "error":
        return "cannot be"
    return "is" if many == 1 else "are"


def tell_people(organisation: Organisation, begun: list[Incident], ended: list[Incident], now: datetime) -> None:
    quiet = quiet_now(organisation.pk, [*begun, *ended], now)
    loud = [each for each in begun if not quiet.why(each)]
    for incident in loud[:MOST_TOLD]:
        _tell(organisation, incident, telling.name_of(incident), incident.severity, incident.words)  # type: ignore[arg-type]  # rules have no other
    if len(loud) > MOST_TOLD:
        _tell_many(organisation, loud[MOST_TOLD:], now)
    for incident in [each for each in ended if not quiet.why(each)][:MOST_TOLD]:
        _tell(organisation, incident, f"Over: {telling.name_of(incident)}", "info", "")


def _tell(organisation: Organisation, incident: Incident, title: str, severity: Severity, body: str) -> None:
    state = f"{incident.firing}:{incident.reopened}"
    notifications.tell(
        organisation, "alert", title, severity=severity, body=body, link=links.alert(incident.pk),
        key=f"alert:{incident.pk}:{state}",
    )  # fmt: skip


def _tell_many(organisation: Organisation, more: Sequence[Incident], now: datetime) -> None:
    names = list(dict.fromkeys(each.rule_name for each in more))
    notifications.tell(
        organisation, "alert", f"{len(more):,} more alerts fire", severity="error", body=", ".join(names[:10]),
        link="/alerts/?state=open", key=f"alerts:{more[0].pk}:{more[-1].pk}:{now.isoformat()}",
    )  # fmt: skip
