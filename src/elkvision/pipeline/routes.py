"""A tenant's pipelines, in their order: which lines they take, and the documents that come out of them.

A line becomes an event of Logstash's shape: a JSON object's fields as they came, or a text's `message`; `@timestamp`
is the receipt until something sets it, and `[@metadata]` has `input`, `tenant`, `key`, the input's
defaults, and `pipelines` where the organisation has some. What
comes out is normalised as a JSON line is (`normalise`). A text that no pipeline took apart is recognised as if there
were none; of one that was taken apart only the time and the level that are still missing are looked for in its message.

An event says in its attribute `elkvision.pipeline` which versions it went through: `nginx@3, redact@1`. `raw` is the line as it
came, where the pipelines changed anything and `keep_raw` says so; what the filter `redact` hides is hidden there too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import orjson

from elkvision.core.event import CHILD_BITS, Event, event_id
from elkvision.pipeline.allowance import Allowance, spending
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import CLEANERS, Surroundings
from elkvision.pipeline.language.compiler import FilterCount, Step, Watch, branching
from elkvision.pipeline.language.conditions import Test, compile_condition
from elkvision.pipeline.language.parser import parse
from elkvision.pipeline.language.pipeline import compile_pipeline
from elkvision.pipeline.language.source import PipelineError, Place, Problem, Source
from elkvision.pipeline.language.tree import Branch
from elkvision.pipeline.normalise import normalise_line, normalise_object
from elkvision.pipeline.recognise import recognise
from elkvision.pipeline.recognise.stamps import read_time
from elkvision.pipeline.values.timestamp import Timestamp

_SPACE: Final = b" \t\r\n"
_BEFORE, _AFTER = "filter { if ", " { drop { } } }"
#: What a text has that no filter took anything out of.
_UNTOUCHED: Final = frozenset({"message", "@timestamp", "@version", "tags"})
#: The tag of events of a pipeline that could not be compiled: they go on without it.
BROKEN_TAG: Final = "_pipeline_failure"


class Definition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a pipeline, and what it is for: these inputs and credentials (none: all), and events of which
    the condition (as in `if`; empty: all) is true when they come to it."""

    id: int
    name: str
    version: int
    text: str
    condition: str = ""
    inputs: tuple[str, ...] = ()
    keys: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"

    def takes(self, input: str, key: int | None) -> bool:
        return (not self.inputs or input in self.inputs) and (not self.keys or key in self.keys)


@dataclass(frozen=True, slots=True)
class Origin:
    """How lines came: what `store.contract.Run` says, and by whose key."""

    tenant: str
    input: str
    received_ms: int
    key: int | None
    defaults: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """One pipeline, compiled. `problem`: why it is not, and then it does nothing but tag."""

    definition: Definition
    step: Step
    counts: tuple[FilterCount, ...] = ()
    problem: str = ""


def check_condition(condition: str) -> Test | None:
    """The condition's closure; None for an empty one. Raises PipelineError with places within the condition."""
    if not condition.strip():
        return None
    source = Source("condition", _BEFORE + condition + _AFTER)
    try:
        tree, _ = parse(source)
    except PipelineError as error:
        raise PipelineError([_within(problem, condition) for problem in error.problems]) from error
    statements = tree.statements("filter")
    arms = statements[0].arms if len(statements) == 1 and isinstance(statements[0], Branch) else ()
    if len(tree.sections) != 1 or len(arms) != 1 or arms[0].condition is None or len(arms[0].body) != 1:
        raise PipelineError([Problem(Place(Source("condition", condition), 0), "this is more than a condition")])
    try:
        return compile_condition(arms[0].condition)
    except PipelineError as error:
        raise PipelineError([_within(problem, condition) for problem in error.problems]) from error


def _within(problem: Problem, condition: str) -> Problem:
    offset = min(max(0, problem.place.offset - len(_BEFORE)), len(condition))
    return Problem(Place(Source("condition", condition), offset), problem.message, problem.hint)


class Route:
    """Compiled once, for one thread. Definitions that cannot be compiled are named in `problems`; their events pass
    with a tag."""

    def __init__(
        self,
        definitions: Sequence[Definition],
        around: Surroundings,
        *,
        keep_raw: bool = True,
        watch: Watch | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        #: Whoever runs batches renews it for each.
        self.allowance = allowance or Allowance()
        self.definitions = tuple(definitions)
        self.keep_raw = keep_raw
        self.stages = tuple(_stage(definition, around, watch) for definition in definitions)
        self._chosen: dict[tuple[str, int | None], tuple[Stage, ...]] = {}

    @property
    def problems(self) -> list[str]:
        return [stage.problem for stage in self.stages if stage.problem]

    @property
    def is_default(self) -> bool:
        """Is it the pipeline that everybody has, and nothing else?"""
        return all(definition.id == 0 for definition in self.definitions)

    def takes(self, input: str, key: int | None) -> bool:
        return bool(self.chosen(input, key))

    def chosen(self, input: str, key: int | None) -> tuple[Stage, ...]:
        found = self._chosen.get((input, key))
        if found is None:
            found = tuple(stage for stage in self.stages if stage.definition.takes(input, key))
            self._chosen[input, key] = found
        return found

    def documents(
        self, lines: Sequence[tuple[int, bytes]], origin: Origin, segment: int
    ) -> Iterator[tuple[int, Event]]:
        """The documents of lines, given with their numbers in the segment: each with the number of its line, in the
        order of the lines, and with the id that a repeat gives it again. A line that has none was dropped."""
        stamp = Timestamp(origin.received_ms * 1_000_000)
        works = [_work(place, data, origin, stamp) for place, (_, data) in enumerate(lines)]
        labels: list[list[str]] = [[] for _ in lines]
        chosen = self.chosen(origin.input, origin.key)
        if any(stage.definition.id for stage in chosen):
            for work in works:
                work.metadata["pipelines"] = True
        for stage in chosen:
            with spending(self.allowance):
                works = stage.step(works) if works else works
            label = stage.definition.label
            if stage.definition.id == 0:
                continue
            for work in works:
                if stage.definition.condition and not work.metadata.pop(_PASSED, False):
                    continue
                if label not in labels[work.origin]:
                    labels[work.origin].append(label)
        children: Counter[int] = Counter()
        for work in works:
            number, line = lines[work.origin]
            child = children[work.origin]
            children[work.origin] += 1
            if child >= 1 << CHILD_BITS:
                continue
            id = event_id(origin.received_ms, segment, number, child)
            try:
                document = self._document(work, line, id, origin, stamp)
            except Exception:  # noqa: BLE001 - too deep to be kept, say; the others of the batch are not to blame
                document = _as_it_came(work, line, id, origin)
            if labels[work.origin]:
                own = document.setdefault("attributes", {}).setdefault("elkvision", {})
                if isinstance(own, dict):
                    own["pipeline"] = ", ".join(labels[work.origin])
            yield number, document

    def _document(self, work: WorkEvent, line: bytes, id: str, origin: Origin, stamp: Timestamp) -> Event:
        tags, untouched = _left_alone(work, line, origin, stamp)
        about = {"id": id, "tenant": origin.tenant, "received_ms": origin.received_ms, "input": origin.input}
        if untouched:
            event = normalise_line(line, **about, defaults=origin.defaults)  # type: ignore[arg-type]  # as named
            if tags:
                event["tags"] = list(dict.fromkeys([*event.get("tags", ()), *tags]))
        else:
            event = normalise_object(_filled(work, origin, stamp), **about, defaults=origin.defaults)  # type: ignore[arg-type]
            # The default pipeline only adds: what it was given is all there.
            own = "pipelines" in work.metadata
            if own and self.keep_raw and event["message"] != (text := kept(work, line)):
                event["raw"] = text
        return event


def _as_it_came(work: WorkEvent, line: bytes, id: str, origin: Origin) -> Event:
    """The line alone, and a tag that says so."""
    event = normalise_line(
        kept(work, line).encode(), id=id, tenant=origin.tenant, received_ms=origin.received_ms, input=origin.input,
        defaults=origin.defaults,
    )  # fmt: skip
    event["tags"] = [*event.get("tags", ()), BROKEN_TAG]
    return event


def kept(work: WorkEvent, line: bytes) -> str:
    """The line as it came, without what filters hid in the event."""
    text = line.decode(errors="replace").rstrip("\r\n")
    for clean in work.metadata.get(CLEANERS, ()):
        text = clean(text)
    return text


#: Metadata of an event that a condition let through, for a moment.
_PASSED: Final = "\0passed"


def _stage(definition: Definition, around: Surroundings, watch: Watch | None) -> Stage:
    try:
        compiled = compile_pipeline(definition.text, around, name=definition.name, watch=watch)
        test = check_condition(definition.condition)
    except PipelineError as error:
        return Stage(
            definition, _broken, problem=f"{definition.label}: {error.problems[0] if error.problems else error}"
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody else waits for it
        return Stage(definition, _broken, problem=f"{definition.label}: {type(error).__name__}: {error}")
    if test is None:
        return Stage(definition, compiled.run, compiled.counts)

    def passed(events: list[WorkEvent]) -> list[WorkEvent]:
        out = compiled.run(events)
        for event in out:
            event.metadata[_PASSED] = True
        return out

    return Stage(definition, branching([(test, passed)], f"the condition of {definition.name}"), compiled.counts)


def _broken(events: list[WorkEvent]) -> list[WorkEvent]:
    for event in events:
        event.tag(BROKEN_TAG)
    return events


def _work(place: int, data: bytes, origin: Origin, stamp: Timestamp) -> WorkEvent:
    metadata: dict[str, Any] = {**origin.defaults, "input": origin.input, "tenant": origin.tenant, "key": origin.key}
    inner = data.strip(_SPACE)
    marks: list[str] = []
    if inner[:1] == b"{":
        obj = _object(inner)
        if obj is None:
            marks.append("_jsonparsefailure")
        else:
            return WorkEvent(_fields_of(obj, origin, stamp), metadata, place)
    line = data.rstrip(b"\r\n")
    text = line.decode(errors="replace")
    if "\ufffd" in text and not _is_utf8(line):
        marks.append("_invalid_utf8")
    event: dict[str, Any] = {"message": text, "@timestamp": stamp}
    return WorkEvent(event | {"tags": marks} if marks else event, metadata, place)


def _fields_of(obj: dict[str, Any], origin: Origin, stamp: Timestamp) -> dict[str, Any]:
    """The object with a moment as its `@timestamp`: its own where that can be read, else the receipt."""
    given = obj.get("@timestamp")
    if given is None:
        obj["@timestamp"] = stamp
    elif type(given) is str:
        read = read_time(given, origin.defaults.get("timezone"), origin.received_ms)
        if read is not None:
            obj["@timestamp"] = Timestamp(read)
    return obj


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _object(inner: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(inner)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _left_alone(work: WorkEvent, line: bytes, origin: Origin, stamp: Timestamp) -> tuple[list[str], bool]:
    """The tags that filters gave, and whether that is all that they did."""
    data = work.data
    if data.get("geoip") == {}:
        del data["geoip"]  # looked for, and nothing is known
    inner = line.strip(_SPACE)
    came = _object(inner) if inner[:1] == b"{" else None
    if came is None:
        text = line.rstrip(b"\r\n").decode(errors="replace")
        alone = data.keys() <= _UNTOUCHED and data.get("message") == text and data.get("@timestamp") is stamp
        tags = data.get("tags")
        return (tags, True) if alone and isinstance(tags, list) else ([], alone and tags is None)
    return [], _fields_of(came, origin, stamp) == data


def _filled(work: WorkEvent, origin: Origin, stamp: Timestamp) -> dict[str, Any]:
    """What is normalised: plain values, and what the message still says of time and level."""
    data = work.data
    if data.get("@timestamp") is stamp:
        del data["@timestamp"]
    data.pop("@version", None)
    fields: dict[str, Any] = plain(data)
    message = fields.get("message")
    if isinstance(message, str) and ("@timestamp" not in fields or "level" not in fields):
        found = recognise(message, origin.received_ms, origin.defaults.get("timezone"))
        for name in ("@timestamp", "level"):
            if name in found and name not in fields and not _has_alias(fields, name):
                fields[name] = str(Timestamp(found[name])) if name == "@timestamp" else found[name]
    return fields


def _has_alias(fields: Mapping[str, Any], name: str) -> bool:
    """Whether the pipeline gave it under another name, which normalising understands."""
    others = _TIMES if name == "@timestamp" else _LEVELS
    if not others.isdisjoint(fields):
        return True
    log = fields.get("log")
    return name == "level" and isinstance(log, dict) and "level" in log


_TIMES: Final = frozenset({"timestamp", "time", "ts", "datetime", "date", "eventTime", "event_time", "asctime"})
_LEVELS: Final = frozenset({"severity", "loglevel", "log_level", "levelname", "lvl", "log.level", "PRIORITY"})


def plain(value: Any) -> Any:
    """A copy of an event's data with moments as texts."""
    kind = type(value)
    if kind is dict:
        return {key: plain(each) for key, each in value.items()}
    if kind is list:
        return [plain(each) for each in value]
    return str(value) if kind is Timestamp else value
