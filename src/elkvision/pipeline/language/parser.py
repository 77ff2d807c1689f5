"""From text to tree: sections, plugins, settings, values, and `if` around them."""

import re
from typing import Final

from elkvision.pipeline.language.condition_parser import condition
from elkvision.pipeline.language.scanner import Scanner
from elkvision.pipeline.language.source import Place, Problem, Source, did_you_mean
from elkvision.pipeline.language.tree import (
    Arm,
    Branch,
    Configuration,
    HashValue,
    ListValue,
    PluginCall,
    Section,
    Setting,
    Statement,
    Text,
    Value,
)

SECTIONS: Final = ("input", "filter", "output")

_KEY_AND_ARROW: Final = re.compile(r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=>""")


def parse(source: Source, *, escapes: bool = False) -> tuple[Configuration, list[Problem]]:
    """The tree and the warnings. Raises PipelineError at the first thing that cannot be read."""
    scan = Scanner(source, escapes=escapes)
    found = Configuration()
    while not scan.ended():
        found.sections.append(_section(scan))
    return found, scan.warnings


def _section(scan: Scanner) -> Section:
    place = scan.place()
    kind = scan.peek_word()
    if kind not in SECTIONS:
        scan.fail("a section: `input`, `filter` or `output`", did_you_mean(kind, SECTIONS) if kind else "")
    scan.word()
    return Section(kind, _body(scan, f"`{{` after `{kind}`"), place)


def _body(scan: Scanner, opening: str) -> tuple[Statement, ...]:
    scan.expect("{", opening)
    opened = scan.place().line
    statements: list[Statement] = []
    while not scan.take("}"):
        if scan.ended():
            scan.fail(f"`}}` to close what opened in line {opened}")
        with scan.deeper():
            statements.append(_statement(scan))
    return tuple(statements)


def _statement(scan: Scanner) -> Statement:
    word = scan.peek_word()
    if word == "if":
        return _branch(scan)
    if word in ("else", "elsif", "elseif", "elif"):
        scan.fail("an `if` before this", "write `if … { } else if … { } else { }`")
    return _plugin(scan, "a plugin or `if`")


def _branch(scan: Scanner) -> Branch:
    place = scan.place()
    arms: list[Arm] = []
    scan.word()
    arms.append(Arm(condition(scan), _body(scan, "`{` after the condition"), place))
    while scan.peek_word() == "else":
        place = scan.place()
        scan.word()
        if scan.peek_word() == "if":
            scan.word()
            arms.append(Arm(condition(scan), _body(scan, "`{` after the condition"), place))
        else:
            arms.append(Arm(None, _body(scan, "`{` or `if` after `else`"), place))
            break
    return Branch(tuple(arms), arms[0].place)


def _plugin(scan: Scanner, what: str) -> PluginCall:
    scan.skip()
    place = scan.place()
    name = scan.name()
    if name is None:
        scan.fail(what)
    scan.expect("{", f"`{{` after `{name}`")
    return PluginCall(name, _settings(scan, name), place)


def _settings(scan: Scanner, plugin: str) -> tuple[Setting, ...]:
    settings: list[Setting] = []
    opened = scan.place().line
    while not scan.take("}"):
        if scan.ended():
            scan.fail(f"`}}` to close `{plugin}`, which opened in line {opened}")
        scan.skip()
        place = scan.place()
        if settings and scan.take(";"):
            scan.warn(place, "`;` between settings is not needed, and an error in Logstash")
            continue
        with scan.deeper():
            settings.append(_setting(scan, plugin))
    return tuple(settings)


def _setting(scan: Scanner, plugin: str) -> Setting:
    place = scan.place()
    name = scan.name()
    if name is None:
        if scan.sees(","):
            scan.fail(f"a setting of `{plugin}` or `}}`", "settings are separated by blanks, without commas")
        scan.fail(f"a setting of `{plugin}` or `}}`")
    scan.expect("=>", f"`=>` after `{name}`", "" if not scan.sees("=") else "write `=>`")
    return Setting(name, _value_or_bare_list(scan, name), place)


def _value_or_bare_list(scan: Scanner, name: str) -> Value:
    first = value(scan, f"a value for `{name}`")
    comma = scan.place() if scan.sees(",") else None
    if comma is None:
        return first
    items = [first]
    while scan.take(","):
        scan.skip()
        if _KEY_AND_ARROW.match(scan.text, scan.at):
            scan.fail("a value after `,`", "settings are separated by blanks, without commas")
        items.append(value(scan, "a value after `,`"))
    scan.warn(comma, "a list without brackets is an error in Logstash", "write `[ … ]` around it")
    return ListValue(tuple(items), first.place)


def value(scan: Scanner, what: str = "a value") -> Value:
    """A string, number, list, hash, bare word or plugin (a codec with settings)."""
    scan.skip()
    place = scan.place()
    if found := scan.string() or _number(scan):
        return found
    if scan.take("["):
        return _list(scan, place)
    if scan.take("{"):
        return _hash(scan, place)
    before = scan.at
    name = scan.name()
    if name is None:
        scan.fail(what, _what_looks_wrong(scan))
    if scan.sees("{"):
        scan.at = before
        return _plugin(scan, what)
    return Text(name, place, quoted=False)


def _number(scan: Scanner) -> Value | None:
    """A number, unless it is the beginning of a name such as 1d."""
    before = scan.at
    found = scan.number()
    if found is not None and re.match(r"[A-Za-z_]", scan.text[scan.at : scan.at + 1]):
        scan.at = before
        return None
    return found


def _what_looks_wrong(scan: Scanner) -> str:
    if scan.text.startswith("%{", scan.at) or scan.text.startswith("$", scan.at):
        return "write it in quotes"
    if scan.text.startswith("/", scan.at):
        return "an expression stands in quotes here; /…/ is for conditions"
    return ""


def _list(scan: Scanner, place: Place) -> ListValue:
    items: list[Value] = []
    while not scan.take("]"):
        if items:
            scan.expect(",", f"`,` or `]` in the list that opened in line {place.line}")
            if scan.sees("]"):
                scan.fail("a value after `,`", "no comma after the last one")
        with scan.deeper():
            items.append(value(scan, "a value or `]`"))
    return ListValue(tuple(items), place)


def _hash(scan: Scanner, place: Place) -> HashValue:
    entries: list[tuple[Text, Value]] = []
    while not scan.take("}"):
        if entries and scan.sees(","):
            scan.fail("`=>` pairs separated by blanks", "no commas between the pairs of a hash")
        with scan.deeper():
            entries.append(_entry(scan, place.line))
    return HashValue(tuple(entries), place)


def _entry(scan: Scanner, line: int) -> tuple[Text, Value]:
    scan.skip()
    place = scan.place()
    key = scan.string()
    if key is None:
        name = scan.name()
        if name is None:
            scan.fail(f"`key => value` or `}}` in the hash that opened in line {line}")
        key = Text(name, place, quoted=False)
    scan.expect("=>", f"`=>` after `{key.value}`")
    return key, value(scan, f"a value for `{key.value}`")
