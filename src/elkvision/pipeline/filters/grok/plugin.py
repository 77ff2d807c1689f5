"""The settings of grok, and the filter made of them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, Expression, TooSlow, compile_expression
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    HASH,
    NUMBER,
    STRING,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.grok.captures import Capture, captures_of, fill
from elkvision.pipeline.filters.grok.expansion import UnknownPattern, expand
from elkvision.pipeline.filters.grok.own_patterns import own_patterns
from elkvision.pipeline.patterns import standard_patterns
from elkvision.pipeline.values.references import BadReference, CannotSet, Reference, reference
from elkvision.pipeline.values.templates import value_text

#: Seconds, where people say that there is no limit: longer than anybody waits.
_NO_LIMIT: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: Expression
    captures: tuple[Capture, ...]


class _Deadline:
    """How long an event, or each of its patterns, may take."""

    def __init__(self, milliseconds: float, scope: str, most_seconds: float) -> None:
        self._seconds = min(milliseconds / 1000 if milliseconds > 0 else _NO_LIMIT, most_seconds)
        self._whole_event = scope == "event"
        self._end = 0.0

    def start(self) -> None:
        """An event begins."""
        if self._whole_event:
            self._end = time.monotonic() + self._seconds

    def left(self) -> float:
        """Seconds for the next pattern. Raises TooSlow when there are none."""
        if not self._whole_event:
            return self._seconds
        left = self._end - time.monotonic()
        if left <= 0:
            raise TooSlow("the event")
        return left


class _Grok:
    def __init__(
        self, fields: Sequence[tuple[Reference, Sequence[_Pattern]]], settings: Settings, around: Surroundings
    ) -> None:
        self.fields = fields
        self.first_only: bool = settings["break_on_match"]
        self.keep_empty: bool = settings["keep_empty_captures"]
        self.failure_tags: list[str] = settings["tag_on_failure"]
        self.timeout_tag: str = settings["tag_on_timeout"]
        self.deadline = _Deadline(settings["timeout_millis"], settings["timeout_scope"], around.most_seconds)
        self.count = around.count

    def run(self, event: WorkEvent) -> bool:
        self.deadline.start()
        try:
            if self._match_all(event):
                return True
        except TooSlow:
            self.count("timeouts", 1)
            event.tag(self.timeout_tag)
            return False
        for tag in self.failure_tags:
            event.tag(tag)
        return False

    def _match_all(self, event: WorkEvent) -> bool:
        matched = False
        for field, patterns in self.fields:
            value = field.get(event)
            try:
                for text in list(value) if isinstance(value, list) else (value,):
                    matched |= self._match(event, text if isinstance(text, str) else value_text(text), patterns)
            except CannotSet:
                continue
            if matched and self.first_only:
                return True
        return matched

    def _match(self, event: WorkEvent, text: str, patterns: Sequence[_Pattern]) -> bool:
        matched = False
        for pattern in patterns:
            found = pattern.expression.search(text, self.deadline.left())
            if found is not None:
                fill(event, found.groups(), pattern.captures, keep_empty=self.keep_empty)
                if self.first_only:
                    return True
                matched = True
        return matched


def make(settings: Settings, around: Surroundings) -> Filter:
    """Compiles every pattern. Raises BadSetting."""
    ecs = settings["ecs_compatibility"] or around.ecs
    patterns = {**standard_patterns(ecs != "disabled"), **own_patterns(settings, around)}
    overwrite = frozenset(settings["overwrite"])
    fields: list[tuple[Reference, Sequence[_Pattern]]] = []
    for field, written in settings["match"].items():
        texts = written if isinstance(written, list) else [written]
        compiled = [_compile(text, patterns, settings, overwrite) for text in texts]
        fields.append((_field(field), compiled))
    return _Grok(fields, settings, around).run


def _field(text: str) -> Reference:
    try:
        return reference(text)
    except BadReference as wrong:
        raise BadSetting(str(wrong), option="match") from wrong


def _compile(text: Any, patterns: Mapping[str, str], settings: Settings, overwrite: frozenset[str]) -> _Pattern:
    if not isinstance(text, str):
        raise BadSetting(f"a pattern is a text, not {text!r}", option="match")
    try:
        expression = compile_expression(
            expand(text, patterns, named_only=settings["named_captures_only"]), dot_all=True
        )
        return _Pattern(expression, captures_of(expression.names, target=settings["target"], overwrite=overwrite))
    except UnknownPattern as unknown:
        raise BadSetting(str(unknown), option="match", hint=unknown.hint) from unknown
    except (BadExpression, BadReference, ValueError) as wrong:
        raise BadSetting(f"the pattern `{text}` cannot be read: {wrong}", option="match") from wrong


_OPTIONS: Final = {
    "match": Option(HASH, default={}),
    "patterns_dir": Option(ARRAY, default=[]),
    "patterns_files_glob": Option(STRING, default="*"),
    "pattern_definitions": Option(HASH, default={}),
    "break_on_match": Option(BOOLEAN, default=True),
    "named_captures_only": Option(BOOLEAN, default=True),
    "keep_empty_captures": Option(BOOLEAN, default=False),
    "overwrite": Option(ARRAY, default=[]),
    "target": Option(FIELD),
    "ecs_compatibility": Option(STRING, one_of=("disabled", "v1", "v8")),
    "timeout_millis": Option(NUMBER, default=30_000),
    "timeout_scope": Option(STRING, default="pattern", one_of=("pattern", "event")),
    "tag_on_failure": Option(ARRAY, default=["_grokparsefailure"]),
    "tag_on_timeout": Option(STRING, default="_groktimeout"),
    "pattern": Option(ARRAY, refused='write `match => { "message" => "…" }`'),
    "singles": Option(BOOLEAN, default=True, ignored="a single value is always a single value"),
}

PLUGIN: Final = Plugin(
    name="grok",
    make=make,
    options=_OPTIONS,
    summary="Takes fields out of text with named expressions",
)
