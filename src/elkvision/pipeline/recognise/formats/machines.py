"""Supercomputers and clusters, whose lines begin with a label, a number or a node and say the second since 1970."""

import re
from typing import Any, Final

from elkvision.core.event import LEVEL_NAMES
from elkvision.pipeline.recognise.calendar import of_digits
from elkvision.pipeline.recognise.formats.shape import DIGITS, LETTERS, Format, Line, pattern, process


def _blue_gene(found: re.Match[str], _line: Line) -> dict[str, Any] | None:
    """The epoch second is the moment; the local time beside it has no zone, but the microseconds."""
    ns = of_digits(found["epoch"], found["fraction"])
    if ns is None:
        return None
    fields: dict[str, Any] = {"@timestamp": ns, "host": found["node"], "logger": found["component"]}
    level = LEVEL_NAMES.get(found["level"].lower())
    if level is not None:
        fields["level"] = level
    return fields


def _cluster(found: re.Match[str], _line: Line) -> dict[str, Any] | None:
    """Syslog that a collector put an alert label, the second and the node before."""
    ns = of_digits(found["epoch"], None)
    if ns is None:
        return None
    fields: dict[str, Any] = {"@timestamp": ns, "host": found["node"]}
    if found["program"]:
        fields["service"] = found["program"]
        attributes = process(found["pid"])
        if attributes:
            fields["attributes"] = attributes
    return fields


def _nodes(found: re.Match[str], _line: Line) -> dict[str, Any] | None:
    ns = of_digits(found["epoch"], None)
    if ns is None:
        return None
    return {"@timestamp": ns, "host": found["node"], "logger": found["component"]}


_BLUE_GENE: Final[Format] = (
    pattern(
        r"\S{1,40} (?P<epoch>\d{9,10}) \d{4}\.\d\d\.\d\d (?P<node>\S+) \d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d(?:\.(?P<fraction>\d{1,9}))?"
        r" \S+ \S+ (?P<component>\S+) (?P<level>[A-Za-z]+)(?= |\Z)"
    ),
    _blue_gene,
)
_CLUSTER: Final[Format] = (
    pattern(
        r"\S{1,40} (?P<epoch>\d{9,10}) \d{4}\.\d\d\.\d\d (?P<node>\S+) [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d"
        r"(?: \S+(?: (?P<program>[^\s\[\]:]{1,120})(?:\[(?P<pid>\d+)\])?:)?)?"
    ),
    _cluster,
)
_NODES: Final[Format] = (
    pattern(r"\d+ (?P<node>\S+) (?P<component>\S+) \S+(?: \S+){0,2}? (?P<epoch>\d{9,10}) \d+(?: |\Z)"),
    _nodes,
)

FORMATS: Final = {"-" + LETTERS: (_BLUE_GENE, _CLUSTER), DIGITS: (_NODES,)}
