"""A line as it came, made into the one document of `core.event`. The plain reading of its rules.

Engines that read lines themselves reproduce exactly this, and hand over the lines they are not sure of.

**JSON or text.** When a line, cut of white space at both ends (space, tab, CR, LF), begins with `{` and is one
JSON object (that can be written again: nested a few hundred deep at most), it is a JSON line. Everything else is text;
text that begins with `{` gets the tag `_jsonparsefailure`, text that is not UTF-8 has its bad bytes replaced by U+FFFD
and gets the tag `_invalid_utf8`.

**The tree.** Before anything else an object becomes a tree:
- nulls are dropped, in objects and in lists; so are empty objects, but not those in a list;
- a dotted key is a path: `{"a.b": 1}` is `{"a": {"b": 1}}`, at every depth, also in lists' objects. A key with an
  empty part (`a..b`, `.a`, `a.`) or with more than 32 parts is not split;
- where a name is a value and an object too, the deeper ones keep their dotted key beside the value:
  `{"a": 1, "a.b": 2}` stays as it is; the same path twice makes a list of both, in order;
- an object at depth 32 is kept as its JSON text; of a JSON key that is there twice the last one counts.

**Fields.** For each field the names of `core.event.ALIASES` are tried in order; the first whose value is usable
wins and is taken out of the tree (an object that this leaves empty goes too). What remains is `attributes`, as it is;
also what is not usable, and everything named like a field of the product's own (`id`, `received_at`, `tenant_id`, `input`,
`upload_id`, `geoip`, `user_agent`, `raw`, `attributes`). Usable is
- for `@timestamp`: a time (below);
- for `level`: what `core.event.fold_level(value, alias)` knows: a string or an integer;
- for `message`: a string, also the empty one; CR and LF at its end are cut;
- for `tags`: a list of strings, or a string of names with commas between; cut of white space, empty ones and repeats dropped;
- for `trace_id` and `span_id`: as below, or an integer, which becomes its digits;
- for the other keyword fields: a string of 1 to 1,024 characters that is not only white space, as it is.

**Message.** Without a usable alias, `event.original` (a string) is the message and is taken out, and is recognised like
a plain line: what the line says fills what the object did not give. Without that, the message is the line's own
text, cut of white space at both ends. An event of the input `beats` that has a message and no usable level gets the level that the
message's head says (and nothing else of it).

**Times.** As text: `YYYY-MM-DD`, then `T`, `t` or spaces, `hh:mm` or `hh:mm:ss`, a fraction of 1 or more digits after `.` or
`,` (beyond nine they are cut), a zone `Z`, `z`, `UTC`, `GMT`, `±hh`, `±hhmm` or `±hh:mm` with or without a space before it; without a zone
`defaults["timezone"]` (IANA), else UTC. Or a day alone (midnight), digits (as a number, below), or any other form that
`pipeline.recognise.stamps` reads. As a number n (not a boolean): 10^8 ≤ n < 10^11 are seconds, below 10^14 milliseconds, below
10^17 microseconds, above nanoseconds; a fraction counts to the microsecond for numbers, to the nanosecond for
digits in a string; smaller numbers are no times. Usable are times from 1970-01-01 to the end of 2261.
A day alone under `date` goes together with a time of day (`hh:mm`, `hh:mm:ss`, a fraction) under `time`, which is
taken out too. Without a usable time `@timestamp` is the receipt, and the tag `_no_timestamp` says so: for JSON and for text.

**Defaults** fill keyword fields that are absent; their `tags` come after the line's own; `upload_id` is set. The tags that
say what happened (above) come last: `_jsonparsefailure`, `_invalid_utf8`, `_no_timestamp` in this order. `tags` and
`attributes` are absent when empty.

**Text.** `message` is the whole line without the CR and LF at its end; time, level, host, logger, service and some attributes are what
`pipeline.recognise` finds in it.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from elkvision.core.event import Event
from elkvision.pipeline.fields import take_fields
from elkvision.pipeline.recognise import recognise
from elkvision.pipeline.tree import tree_of

_SPACE: Final = b" \t\r\n"
_FILLED: Final = ("level", "service", "source", "environment", "host", "logger", "trace_id", "span_id")


def normalise_line(
    line: bytes, *, id: str, tenant: str, received_ms: int, input: str, defaults: Mapping[str, object]
) -> Event:
    """The document of one line. Never raises, whatever the bytes are."""
    tags: list[str] = []
    inner = line.strip(_SPACE)
    if inner[:1] == b"{":
        try:
            return _document(orjson.loads(inner), inner, id, tenant, received_ms, input, defaults)
        except (ValueError, TypeError, RecursionError):  # no JSON, or nested deeper than a writer of JSON goes
            tags.append("_jsonparsefailure")
    line = line.rstrip(b"\r\n")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode(errors="replace")
        tags.append("_invalid_utf8")
    event: Event = {"id": id, "received_at": received_ms, "tenant_id": tenant, "input": input, "message": text}
    event.update(recognise(text, received_ms, defaults.get("timezone")))
    return _finish(event, tags, defaults)


def normalise_object(
    obj: dict[str, Any], *, id: str, tenant: str, received_ms: int, input: str, defaults: Mapping[str, object]
) -> Event:
    """The document of an object that was already read from JSON; the same as of its JSON line."""
    try:
        return _document(obj, None, id, tenant, received_ms, input, defaults)
    except (ValueError, TypeError, RecursionError):
        text = "an object that cannot be written as JSON: it nests too deep, or has values of other kinds"
        event: Event = {"id": id, "received_at": received_ms, "tenant_id": tenant, "input": input, "message": text}
        return _finish(event, ["_jsonparsefailure"], defaults)


def _document(
    obj: dict[str, Any],
    line: bytes | None,
    id: str,
    tenant: str,
    received_ms: int,
    input: str,
    defaults: Mapping[str, object],
) -> Event:
    event: Event = {"id": id, "received_at": received_ms, "tenant_id": tenant, "input": input}
    tree = tree_of(obj)
    take_fields(tree, event, defaults.get("timezone"), received_ms)
    if "message" not in event:
        _find_message(event, tree, obj, line, defaults)
    elif input == "beats" and "level" not in event:
        level = recognise(event["message"], received_ms, None).get("level")
        if level is not None:
            event["level"] = level
    if tree:
        event["attributes"] = tree
    return _finish(event, [], defaults)


def _find_message(
    event: Event, tree: dict[str, Any], obj: dict[str, Any], line: bytes | None, defaults: Mapping[str, object]
) -> None:
    inner = tree.get("event")
    original = inner.get("original") if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or not isinstance(original, str):
        event["message"] = (orjson.dumps(obj) if line is None else line).decode()
        return
    del inner["original"]
    if not inner:
        del tree["event"]
    event["message"] = original.rstrip("\r\n")
    found = recognise(event["message"], event["received_at"], defaults.get("timezone"))
    for name, value in found.pop("attributes", {}).items():
        tree.setdefault(name, value)
    for name, value in found.items():
        event.setdefault(name, value)


def _finish(event: Event, marks: list[str], defaults: Mapping[str, object]) -> Event:
    if "@timestamp" not in event:
        event["@timestamp"] = event["received_at"] * 1_000_000
        marks.append("_no_timestamp")
    if defaults:
        _fill(event, defaults)
    if marks:
        tags = event.setdefault("tags", [])
        tags.extend(mark for mark in marks if mark not in tags)
    return event


def _fill(event: Event, defaults: Mapping[str, object]) -> None:
    for name in _FILLED:
        if name in defaults and name not in event:
            event[name] = defaults[name]
    upload = defaults.get("upload_id")
    if upload is not None:
        event["upload_id"] = upload
    more = defaults.get("tags")
    if isinstance(more, (list, tuple)) and more:
        tags = event.setdefault("tags", [])
        tags.extend(tag for tag in more if tag not in tags)
