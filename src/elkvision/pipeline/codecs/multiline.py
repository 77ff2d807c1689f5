"""`multiline`: lines that belong together become one event."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from elkvision.pipeline.codecs.contract import Codec, Decoder
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, TooSlow, compile_expression
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    BYTES,
    NUMBER,
    BadSetting,
    Option,
    Settings,
    Surroundings,
)
from elkvision.pipeline.patterns import standard_patterns
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_text
from elkvision.pipeline.values.pieces import Pieces
from elkvision.pipeline.values.replacing import TIME_LIMIT

_NAME: Final = re.compile(r"%\{(\w+)[^}]*\}")
_DEEPEST: Final = 50


class Multiline:
    """Keeps the lines of one event until the next one begins, or until they are too many."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        self._matches = _matcher(settings, around)
        self._to_previous = settings["what"] == "previous"
        self._tag = settings["multiline_tag"]
        self._most_lines = int(settings["max_lines"])
        self._most_bytes = settings["max_bytes"]
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._pieces = Pieces(settings["delimiter"].encode())
        self._now = around.now
        self._lines: list[str] = []
        self._size = 0
        self._began = 0

    def decode(self, data: bytes) -> list[WorkEvent]:
        """The events that are known to be whole with these bytes."""
        events: list[WorkEvent] = []
        for piece in self._pieces.cut(data):
            self._add(piece, events)
        return events

    def flush(self) -> list[WorkEvent]:
        """What waited for more lines, as it is."""
        events: list[WorkEvent] = []
        rest = self._pieces.last()
        if rest:
            self._add(rest, events)
        self._finish(events)
        return events

    def _add(self, piece: bytes, events: list[WorkEvent]) -> None:
        line = self._read(piece).removesuffix("\r")
        belongs = self._matches(line)
        if self._to_previous and (not belongs or self._is_full()):
            self._finish(events)
        if not self._lines:
            self._began = self._now()
        self._lines.append(line)
        self._size += len(piece)
        if not self._to_previous and (not belongs or self._is_full()):
            self._finish(events)

    def _is_full(self) -> bool:
        return len(self._lines) > self._most_lines or self._size >= self._most_bytes

    def _finish(self, events: list[WorkEvent]) -> None:
        if not self._lines:
            return
        event = event_of_text("\n".join(self._lines), self._began, self._ecs)
        if self._tag and len(self._lines) > 1:
            event.tag(self._tag)
        if self._size >= self._most_bytes:
            event.tag("multiline_codec_max_bytes_reached")
        if len(self._lines) > self._most_lines:
            event.tag("multiline_codec_max_lines_reached")
        events.append(event)
        self._lines, self._size = [], 0


def _matcher(settings: Settings, around: Surroundings) -> Callable[[str], bool]:
    patterns = {**standard_patterns(settings["ecs_compatibility"] != "disabled"), **_own(settings, around)}
    try:
        search = compile_expression(_expanded(settings["pattern"], patterns, 0)).search
    except (BadExpression, KeyError) as error:
        raise BadSetting(str(error), option="pattern") from None
    negate = settings["negate"]

    def matches(line: str) -> bool:
        try:
            return bool((search(line, TIME_LIMIT) is None) == negate)
        except TooSlow:  # a line that nobody can tell of stands alone
            return False

    return matches


def _expanded(text: str, patterns: Mapping[str, str], depth: int) -> str:
    """The expression with every `%{NAME}` in it written out."""
    if depth > _DEEPEST:
        raise BadExpression("a pattern is defined by itself")

    def one(found: "re.Match[str]") -> str:
        if found[1] not in patterns:
            raise BadExpression(f"the pattern `%{{{found[1]}}}` is not defined")
        return f"(?:{_expanded(patterns[found[1]], patterns, depth + 1)})"

    return _NAME.sub(one, text)


def _own(settings: Settings, around: Surroundings) -> dict[str, str]:
    """Patterns out of files: a name and its expression on each line."""
    patterns: dict[str, str] = {}
    try:
        for path in settings["patterns_dir"]:
            for file in around.list_files(path):
                for line in around.read_file(file).decode(errors="replace").splitlines():
                    name, _, text = line.strip().partition(" ")
                    if text and not name.startswith("#"):
                        patterns[name] = text.strip()
    except OSError as error:
        raise BadSetting(f"the patterns cannot be read: {error}", option="patterns_dir") from None
    return patterns


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return Multiline(settings, around)


CODEC = Codec(
    name="multiline",
    summary="Text, an event for several lines that belong together",
    decoder=decoder,
    options={
        "pattern": Option(required=True),
        "what": Option(one_of=("previous", "next"), required=True),
        "negate": Option(BOOLEAN, default=False),
        "patterns_dir": Option(ARRAY, default=[]),
        "charset": Option(default="UTF-8"),
        "multiline_tag": Option(default="multiline"),
        "max_lines": Option(NUMBER, default=500),
        "max_bytes": Option(BYTES, default=10 * 1024 * 1024),
        "auto_flush_interval": Option(NUMBER, ignored="a stream that is silent is flushed by the input"),
        "delimiter": Option(default="\n"),
        "streaming_input": Option(BOOLEAN, ignored="every input is cut into lines here"),
    },
)
