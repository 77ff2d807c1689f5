"""Help with writing grok patterns: which part of a line each name took, where a pattern stops fitting, and patterns
that would fit a line."""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from elkvision.pipeline.expressions import BadExpression, Expression, TooSlow, compile_expression
from elkvision.pipeline.filters.grok.expansion import UnknownPattern, expand
from elkvision.pipeline.patterns import standard_patterns

#: Seconds for one look, and for all suggestions of a line.
_LOOK: Final = 0.5
_SUGGEST: Final = 2.0
#: A whole line's pattern has at least so many fields.
_FIELDS: Final = 3
_PIECE: Final = re.compile(r"%\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one name took of the line: from `start` to before `end`, in characters."""

    field: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Looked:
    """How a pattern fits a line. Where it does not, its first `fits` characters do, which end at `until` of the line."""

    matched: bool
    taken: tuple[Taken, ...] = ()
    fits: int = 0
    until: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pattern that fits the whole line, and what it would take. `title` says where it is from."""

    title: str
    pattern: str
    taken: tuple[Taken, ...]


def look(pattern: str, line: str, definitions: Mapping[str, str] | None = None, *, ecs: bool = False) -> Looked:
    """How the pattern fits the line. What is wrong with a pattern is in `problem`."""
    patterns = {**standard_patterns(ecs), **(definitions or {})}
    try:
        expression = _compiled(pattern, patterns)
    except UnknownPattern as unknown:
        return Looked(False, problem=f"{unknown} {unknown.hint}".strip())
    except (BadExpression, ValueError) as wrong:
        return Looked(False, problem=str(wrong))
    try:
        taken = _search(expression, line)
        return Looked(True, taken) if taken is not None else _prefix(pattern, line, patterns)
    except TooSlow:
        return Looked(
            False, problem="the pattern takes too long on this line: make repetitions in it exclude each other"
        )


def _compiled(pattern: str, patterns: Mapping[str, str]) -> Expression:
    return compile_expression(expand(pattern, patterns, named_only=True), dot_all=True)


def _search(expression: Expression, line: str) -> tuple[Taken, ...] | None:
    found = expression.search(line, _LOOK)
    if found is None:
        return None
    taken = []
    for group, name in enumerate(expression.names):
        value = found.groups()[group]
        if name and value:
            pattern, field, *_ = [*name.split(":"), ""]
            taken.append(Taken(field or pattern, found.start(group + 1), found.end(group + 1), value))
    return tuple(sorted(taken, key=lambda one: (one.start, -one.end)))


def _prefix(pattern: str, line: str, patterns: Mapping[str, str]) -> Looked:
    """The longest beginning of the pattern, cut between its names, that fits."""
    cuts = sorted({place for piece in _PIECE.finditer(pattern) for place in piece.span()}, reverse=True)
    for cut in cuts:
        try:
            expression = _compiled(pattern[:cut], patterns)
        except (BadExpression, ValueError):
            continue  # cut within a group
        found = expression.search(line, _LOOK)
        if found is not None and cut:
            return Looked(False, _search(expression, line) or (), cut, found.end())
    return Looked(False)


# -- suggestions


def suggest(line: str, *, ecs: bool = False) -> list[Suggestion]:
    """Patterns that fit the whole line: standard ones, those with most fields first, then one made for this line."""
    found = sorted(_standard(line, ecs), key=lambda one: -len(one.taken))[:4]
    built = build(line)
    looked = look(built, line, ecs=ecs)
    if looked.matched and looked.taken:
        found.append(Suggestion("made for this line", built, looked.taken))
    return found


#: Standard patterns that stand for whole lines.
_WHOLE_LINES: Final = (
    "HTTPD_COMBINEDLOG", "HTTPD_COMMONLOG", "HTTPD_ERRORLOG", "HAPROXYHTTP", "HAPROXYTCP", "SQUID3", "SYSLOG5424LINE",
    "SYSLOGLINE", "CATALINALOG", "TOMCATLOG", "JAVALOGMESSAGE", "RUBY_LOGGER", "RAILS3", "POSTGRESQL", "REDISLOG",
    "REDISMONLOG", "MONGO3_LOG", "MONGO_LOG", "NAGIOSLOGLINE", "BIND9_QUERYLOG", "EXIM", "S3_ACCESS_LOG", "ELB_ACCESS_LOG",
    "CLOUDFRONT_ACCESS_LOG", "CISCO_TAGGED_SYSLOG", "NETSCREENSESSIONLOG", "SHOREWALL", "CRONLOG", "MCOLLECTIVEAUDIT",
)  # fmt: skip


def _standard(line: str, ecs: bool) -> Iterator[Suggestion]:
    seen: set[tuple[Taken, ...]] = set()
    known = _whole_lines(ecs)
    until = time.monotonic() + _SUGGEST
    for name, expression in known:
        if time.monotonic() > until:
            return
        try:
            taken = _search(expression, line)
        except TooSlow:
            continue
        if taken and len(taken) >= _FIELDS and taken not in seen:
            seen.add(taken)
            yield Suggestion(f"the standard pattern {name}", f"^%{{{name}}}$", taken)


@cache
def _whole_lines(ecs: bool) -> tuple[tuple[str, Expression], ...]:
    patterns = standard_patterns(ecs)
    return tuple((name, _compiled(f"^%{{{name}}}$", patterns)) for name in _WHOLE_LINES if name in patterns)


#: What a piece of a line may be, the more particular first: pattern and the field it gets.
_KINDS: Final = (
    ("TIMESTAMP_ISO8601", "timestamp"),
    ("HTTPDATE", "timestamp"),
    ("SYSLOGTIMESTAMP", "timestamp"),
    ("UUID", "id"),
    ("EMAILADDRESS", "email"),
    ("URI", "url"),
    ("IP", "ip"),
    ("MAC", "mac"),
    ("LOGLEVEL", "level"),
    ("NUMBER", "number"),
    ("QUOTEDSTRING", "text"),
    ("UNIXPATH", "path"),
    ("NOTSPACE", "word"),
)
_SPACES: Final = re.compile(r"\s+")
_SIGNS: Final = re.compile(r"[\[\](){}<>|,;=\"']+|: ?|-(?=\s)")
#: Words that every such line has; several of them at the end are free text.
_PLAIN: Final = re.compile(r"[A-Za-z]+(?=[\s:,.;!?)\]]|$)")
_FREE_TEXT: Final = re.compile(r"[A-Za-z]+[:,.;!]?(?:\s+[A-Za-z'-]+[:,.;!?]?)+$")
_KEY: Final = re.compile(r"([A-Za-z_][\w.-]*)=")
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
#: Beyond so many pieces the rest of a line is one.
_WORDS_APART: Final = 24


@cache
def _kinds() -> tuple[tuple[str, str, Expression], ...]:
    patterns = standard_patterns(ecs=False)
    return tuple((name, field, _compiled(rf"\A%{{{name}}}(?![A-Za-z0-9_])", patterns)) for name, field in _KINDS)


def build(line: str) -> str:
    """A pattern for a line like this one: what looks like a time, an address, a number … gets a name."""
    pieces: list[str] = []
    used: dict[str, int] = {}
    at = 0

    def named(pattern: str, field: str, kind: str = "") -> str:
        used[field] = used.get(field, 0) + 1
        unique = field if used[field] == 1 else f"{field}{used[field]}"
        return f"%{{{pattern}:{unique}{kind}}}"

    while at < len(line):
        if len(pieces) > _WORDS_APART:
            pieces.append(named("GREEDYDATA", "rest"))
            break
        if _FREE_TEXT.match(line, at):
            pieces.append(named("GREEDYDATA", "message"))
            break
        space, key, sign = (scanner.match(line, at) for scanner in (_SPACES, _KEY, _SIGNS))
        if space:
            pieces.append(r"\s+" if len(space[0]) > 1 else " ")
            at = space.end()
            continue
        if key and key.end() < len(line):
            pieces.append(re.escape(key[0]))
            at = key.end()
        elif sign and line[at] not in "\"'":
            pieces.append(re.escape(sign[0]).replace("\\ ", " "))
            at = sign.end()
            continue
        value = _value(line, at)
        plain = None if key or (value and value.pattern not in ("NOTSPACE", "DATA")) else _PLAIN.match(line, at)
        if plain:
            pieces.append(plain[0])
            at = plain.end()
        elif value is None:
            pieces.append(re.escape(line[at]))
            at += 1
        else:
            pieces.append(named(value.pattern, key[1] if key else value.field, value.kind))
            at = value.end
    return "^" + "".join(pieces) + "$"


@dataclass(frozen=True, slots=True)
class _Value:
    """What stands somewhere in a line: the pattern for it, what to call it, its type and its end."""

    pattern: str
    field: str
    kind: str
    end: int


def _value(line: str, at: int) -> _Value | None:
    rest = line[at:]
    for pattern, field, expression in _kinds():
        found = expression.search(rest, _LOOK)
        if found is None or found.end() == 0:
            continue
        end = at + found.end()
        if pattern == "NOTSPACE":
            stop = _SIGNS.search(line, at + 1, end)
            return _Value("DATA", field, "", stop.start()) if stop else _Value(pattern, field, "", end)
        if pattern == "NUMBER":
            return _Value(pattern, field, ":int" if _WHOLE.fullmatch(found.group()) else ":float", end)
        return _Value(pattern, field, "", end)
    return None
