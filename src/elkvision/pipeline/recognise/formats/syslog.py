"""RFC 3164 with and without priority, journald's short form, RFC 5424."""

import re
from typing import Any, Final

from elkvision.core.event import LEVEL_NUMBERS
from elkvision.pipeline.recognise.calendar import moment
from elkvision.pipeline.recognise.formats.shape import Format, Line, pattern, process
from elkvision.pipeline.recognise.levels import LARGE, level_by_key, level_in_bracket
from elkvision.pipeline.recognise.stamps import find_stamp

#: After the time: host, program, process number.
_TAG: Final = pattern(
    r" +(?P<host>[\w.:/@-]+) +(?P<program>[\w.+/@()-][\w.+/@() -]{0,80}?)(?:\[(?P<pid>\d+)\])?(?: \([^()]{1,120}\))?:(?: |\Z)"
)
_HOST: Final = pattern(r" +(?P<host>[\w.:/@-]+)(?= )")
#: What a program says at the start of its text. Large words alone can be prose there (`ALERT exited …`).
_LEVEL: Final = re.compile(
    rf"(?:({'|'.join(sorted(LARGE, key=len, reverse=True))})(?=:|\]|\||\s-|\s\[)"
    r"|(DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)(?=\s)|[\[<]([A-Za-z]{4,11})[\]>])"
)


def _bsd(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, found.end(), line.received_ms, line.zone)
    if stamp is None:
        return _kernel(found) if found["pri"] else None
    fields: dict[str, Any] = {"@timestamp": stamp.ns}
    tag = _TAG.match(line.head, stamp.end)
    if tag is None:
        host = _HOST.match(line.head, stamp.end)
        if not found["pri"] and (host is None or host["host"].strip(":") in LARGE):
            return None
    else:
        if tag["host"] in LARGE or tag["host"] == "-":
            return None
        _add_tag(fields, tag, line.head)
    _add_priority(fields, found["pri"])
    return fields


def _add_tag(fields: dict[str, Any], tag: re.Match[str], head: str) -> None:
    fields["host"], fields["service"] = tag["host"], tag["program"]
    attributes = process(tag["pid"])
    if attributes:
        fields["attributes"] = attributes
    said = _LEVEL.match(head, tag.end())
    if said is not None:
        word = said[1] or said[2]
        level = LARGE[word] if word else level_in_bracket(said[3])
    else:
        level = level_by_key(head, tag.end()) if "=" in head[tag.end() : tag.end() + 12] else None
    if level is not None:
        fields["level"] = level


def _add_priority(fields: dict[str, Any], priority: str | None) -> None:
    if priority and int(priority) < 192:
        fields["level"] = LEVEL_NUMBERS[int(priority) & 7]


def _kernel(found: re.Match[str]) -> dict[str, Any]:
    """`<3>text`, as the kernel and systemd write, or a syslog line without a time."""
    fields: dict[str, Any] = {}
    _add_priority(fields, found["pri"])
    return fields


_STRUCTURED: Final = pattern(r"\[([^\s=\]\"]{1,32})((?: [^\s=\]\"]{1,32}=\"(?:[^\"\\\]]|\\.)*\")*)\]")
_PARAMETER: Final = pattern(r" ([^\s=\]\"]{1,32})=\"((?:[^\"\\\]]|\\.)*)\"")
_ESCAPED: Final = pattern(r"\\([\"\\\]])")


def _ietf(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    fields: dict[str, Any] = {}
    _add_priority(fields, found["pri"])
    if found["date"]:
        ns = moment(f"{found['date']} {found['clock']}", found["fraction"], found["zone"], line.zone)
        if ns is not None:
            fields["@timestamp"] = ns
    for name, group in (("host", "host"), ("service", "app")):
        if found[group] != "-":
            fields[name] = found[group]
    attributes = process(found["pid"] if found["pid"].isdecimal() else None)
    if found["msgid"] != "-":
        attributes["syslog"] = {"msgid": found["msgid"]}
    structured = _structured(line.head, found.end())
    if structured:
        attributes.setdefault("syslog", {})["structured_data"] = structured
    if attributes:
        fields["attributes"] = attributes
    return fields


def _structured(head: str, place: int) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    while element := _STRUCTURED.match(head, place):
        parameters = {name: _ESCAPED.sub(r"\1", value) for name, value in _PARAMETER.findall(element[2])}
        if parameters:
            made[element[1]] = parameters
        place = element.end()
    return made


_IETF: Final[Format] = (
    pattern(
        r"(?:<(?P<pri>\d{1,3})>)?\d{1,2} (?:-|(?P<date>\d{4}-\d\d-\d\d)T(?P<clock>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d:\d\d)) "
        r"(?P<host>\S{1,255}) (?P<app>\S{1,48}) (?P<pid>\S{1,128}) (?P<msgid>\S{1,32}) (?=-|\[)"
    ),
    _ietf,
)
_WITH_PRIORITY: Final[Format] = (pattern(r"<(?P<pri>\d{1,3})>(?:\d+: )?[*.]?"), _bsd)
_PLAIN: Final[Format] = (
    pattern(r"(?P<pri>)(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d)"),
    _bsd,
)

FORMATS: Final = {"<": (_IETF, _WITH_PRIORITY), "123456789": (_IETF,), "JFMASOND": (_PLAIN,)}
