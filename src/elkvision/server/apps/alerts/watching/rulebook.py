"""An organisation's rules as the watch goes by them: read once, and again where they were changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from elkvision.alerting.errors import RuleError
from elkvision.alerting.reading import read_rule
from elkvision.alerting.rule import Rule as Definition
from elkvision.alerting.state import State, read_state
from elkvision.server.apps.alerts.models import Rule, RuleStatus

log = structlog.get_logger(__name__)


@dataclass
class Entry:
    """A rule, and where it stands. `kept` is the status that the database has, None before the first evaluation; `anew`
    says that alerts of the version before may still be open."""

    rule: Rule
    definition: Definition
    state: State = field(default_factory=State)
    kept: RuleStatus | None = None
    anew: bool = False


@dataclass
class Rulebook:
    """One thread's: of rules that are looked at in windows, or of those of the kind `match`."""

    organisation: int
    match: bool
    seen: int = -1
    entries: dict[int, Entry] = field(default_factory=dict)

    def refresh(self, version: int) -> None:
        """Read what was changed since: `version` is the watch's count of changes."""
        if version == self.seen:
            return
        rules = Rule.objects.filter(organisation=self.organisation, enabled=True).select_related("owner", "status")
        rules = rules.filter(kind="match") if self.match else rules.exclude(kind="match")
        self.entries = {rule.pk: entry for rule in rules if (entry := self._entry(rule)) is not None}
        self.seen = version

    def forget(self) -> None:
        """Somebody else may have gone on with it: everything is read anew."""
        self.seen, self.entries = -1, {}

    def _entry(self, rule: Rule) -> Entry | None:
        before = self.entries.get(rule.pk)
        if before is not None and before.rule.version == rule.version and before.kept is not None:
            before.rule = rule
            return before
        definition = definition_of(rule)
        return None if definition is None else entry_of(rule, definition)


def entry_of(rule: Rule, definition: Definition) -> Entry:
    kept: RuleStatus | None = getattr(rule, "status", None)
    if kept is None or kept.version != rule.version:
        return Entry(rule, definition, anew=True)
    state = read_state(kept.memory)
    return Entry(rule, definition, replace(state, until=seconds(kept.evaluated_to)), kept)


def definition_of(rule: Rule) -> Definition | None:
    """None for one that cannot be read, which was not saved by this version of the product."""
    try:
        return read_rule(rule.definition)
    except RuleError as error:
        log.error("a rule cannot be read", rule=rule.pk, error=str(error))
        return None


def shortest_every(entries: Iterable[Entry]) -> float:
    return min((entry.definition.every.total_seconds() for entry in entries), default=60.0)


def seconds(at: datetime) -> int:
    return int(at.timestamp())
