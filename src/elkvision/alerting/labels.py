"""What tells an instance of a rule from its neighbours, and how its lines are found again."""

from collections.abc import Sequence
from functools import lru_cache

from elkvision.alerting.answer import Keys
from elkvision.alerting.needs import groups, watches_patterns
from elkvision.alerting.rule import Rule
from elkvision.analysis.patterns.masking import HOLE
from elkvision.analysis.patterns.query import query_for
from elkvision.core.query import And, Equals, Exists, Node, Not, Phrase, Query, field_named, parse, to_text, words


def instance_labels(rule: Rule, keys: Keys) -> dict[str, str]:
    """The values of its groups, "" for one that is not there."""
    if watches_patterns(rule):
        return {"pattern": (keys[-1] or "").replace(HOLE, "<*>")}
    return {name: key or "" for name, key in zip(groups(rule), keys, strict=True)}


def all_labels(rule: Rule, labels: dict[str, str]) -> dict[str, str]:
    """What routing and silences look at: the rule's name as `alertname`, its severity, its own labels, the instance's."""
    return {"alertname": rule.name, "severity": rule.severity, **rule.labels, **labels}


def instance_query(rule: Rule, keys: Keys) -> str:
    """The search that finds the lines of an instance; a pattern's are found by its constant words."""
    parts: list[Node] = [read_query(rule.query).tree]
    names = groups(rule)
    if watches_patterns(rule):
        return to_text(both([*parts, read_query(query_for(keys[-1] or "")).tree]))
    parts += [group_is(name, key) for name, key in zip(names, keys, strict=True)]
    return to_text(both(parts))


def group_is(name: str, key: str | None) -> Node:
    """Finds the lines of a group: all that a group's own comparison finds, whatever their letters' case."""
    field = field_named(name)
    if key is None:
        return Not(Exists(field))
    if field == "message":
        return Phrase(tuple(words(key)), "message")
    return Equals(field, key.lower() if field == "level" else key)


def both(parts: Sequence[Node]) -> Node:
    """All of them, the plainest way."""
    asked: list[Node] = []
    for part in parts:
        asked += part.children if isinstance(part, And) else [part]
    from_others = [part for part in asked if to_text(part) != "*"]
    if not from_others:
        return parts[0]
    return from_others[0] if len(from_others) == 1 else And(tuple(from_others))


@lru_cache(maxsize=4096)
def _read_still(text: str) -> Query:
    return parse(text)


def read_query(text: str) -> Query:
    """The query read; one that says `now` is read anew each time."""
    return parse(text) if "now" in text.lower() else _read_still(text)
