"""`csv`: an event for each row of a table."""

import csv
import io
from collections.abc import Callable
from typing import Any, Final

from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import Timestamp, WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    HASH,
    BadSetting,
    Option,
    Settings,
    Surroundings,
)
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_text
from elkvision.pipeline.values.pieces import Pieces
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import strict_float, to_s

FAILURE_TAG = "_csvparsefailure"
#: What people write where nothing is quoted.
_NO_QUOTE: Final = frozenset({"", "\0", "\\x00"})


def _integer(text: str) -> Any:
    return int(text)


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text.strip().lower(), text)


_CONVERTERS: Final[dict[str, Callable[[str], Any]]] = {
    "integer": _integer,
    "float": strict_float,
    "boolean": _boolean,
    "date": Timestamp.read,
    "date_time": Timestamp.read,
}


class Table:
    """Knows the names of the columns, and keeps the beginning of a row until its end arrives."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        self._form = _form(settings)
        self._columns = [to_s(name) for name in settings["columns"]]
        self._wants_names = settings["autodetect_column_names"] or settings["include_headers"]
        self._autogenerate = settings["autogenerate_column_names"]
        self._skip_empty = settings["skip_empty_columns"]
        self._converters = {name: _converter(kind) for name, kind in settings["convert"].items()}
        self._target = settings["target"]
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now
        self._pieces = Pieces(b"\n")

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each row that is whole now; a line that is no row is tagged."""
        return self._events(self._pieces.cut(data))

    def flush(self) -> list[WorkEvent]:
        """A last row without an end."""
        return self._events([self._pieces.last()])

    def _events(self, lines: list[bytes]) -> list[WorkEvent]:
        now = self._now()
        events = []
        for line in lines:
            text = self._read(line).removesuffix("\r")
            if not text:
                continue
            try:
                [row] = csv.reader([text], strict=True, **self._form)
            except (csv.Error, ValueError):
                events.append(event_of_text(text, now, self._ecs, FAILURE_TAG))
                continue
            if self._wants_names:
                self._columns, self._wants_names = row, False
            else:
                events.append(self._event(row, text, now))
        return events

    def _event(self, row: list[str], text: str, now: int) -> WorkEvent:
        event = event_of_text(text, now, self._ecs)
        del event.data["message"]
        for place, value in enumerate(row):
            name = self._name(place)
            if name is None or (self._skip_empty and not value):
                continue
            field = f"{self._target}[{name}]" if self._target else name
            if self._target and not self._target.startswith("["):
                field = f"[{self._target}][{name}]"
            reference(field).set(event, self._converted(name, value))
        return event

    def _name(self, place: int) -> str | None:
        if place < len(self._columns):
            return self._columns[place]
        return f"column{place + 1}" if self._autogenerate else None

    def _converted(self, name: str, value: str) -> Any:
        converter = self._converters.get(name)
        try:
            return value if converter is None else converter(value)
        except ValueError:
            return value


def _form(settings: Settings) -> dict[str, Any]:
    """How rows are written. Raises BadSetting."""
    separator, quote = settings["separator"], settings["quote_char"]
    if len(separator) != 1:
        raise BadSetting("one character was expected", option="separator")
    if quote in _NO_QUOTE:
        return {"delimiter": separator, "quoting": csv.QUOTE_NONE}
    if len(quote) != 1:
        raise BadSetting("one character was expected", option="quote_char")
    return {"delimiter": separator, "quotechar": quote}


def _converter(kind: Any) -> Callable[[str], Any]:
    if kind not in _CONVERTERS:
        raise BadSetting(f"`{kind}` is no type: one of {', '.join(_CONVERTERS)} was expected", option="convert")
    return _CONVERTERS[kind]


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return Table(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - needs nothing from outside
    """A row of the columns that are named, else of all fields; before the first one their names, if that is wanted."""
    names = [to_s(name) for name in settings["columns"]]
    fields = [reference(name) for name in names]
    form = {**_form(settings), "lineterminator": "\n"}
    if "quoting" in form:
        form["escapechar"] = "\\"
    head = settings["include_headers"] and bool(names)

    def encode(event: WorkEvent) -> bytes:
        nonlocal head
        out = io.StringIO()
        writer = csv.writer(out, **form)
        if head:
            writer.writerow(names)
            head = False
        writer.writerow([to_s(field.get(event)) for field in fields] or [to_s(value) for value in event.data.values()])
        return out.getvalue().encode()

    return encode


CODEC = Codec(
    name="csv",
    summary="Tables, an event for each row",
    decoder=decoder,
    encoder=encoder,
    options={
        "columns": Option(ARRAY, default=[]),
        "separator": Option(default=","),
        "quote_char": Option(default='"'),
        "include_headers": Option(BOOLEAN, default=False),
        "autodetect_column_names": Option(BOOLEAN, default=False),
        "autogenerate_column_names": Option(BOOLEAN, default=True),
        "skip_empty_columns": Option(BOOLEAN, default=False),
        "convert": Option(HASH, default={}),
        "target": Option(FIELD),
        "charset": Option(default="UTF-8"),
    },
)
