"""The settings of csv, and the filter made of them."""

from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    HASH,
    STRING,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.csv.conversion import CONVERSIONS
from elkvision.pipeline.filters.csv.line import BadLine, read_line
from elkvision.pipeline.values.references import BadReference, CannotSet, Reference, reference
from elkvision.pipeline.values.templates import value_text

#: How people write a zero byte (quote nothing at all) and a tab without escapes.
_WRITTEN: Final = {"\\x00": "", "\x00": "", "\\t": "\t"}


class _CSV:
    def __init__(self, settings: Settings) -> None:
        self.source = reference(settings["source"])
        self.target: str = _bracketed(settings["target"]) if settings["target"] else ""
        self.columns: list[str] = [str(column) for column in settings["columns"]]
        self.separator: str = _WRITTEN.get(settings["separator"], settings["separator"])
        self.quote: str = _WRITTEN.get(settings["quote_char"], settings["quote_char"])
        self.detect: bool = settings["autodetect_column_names"]
        self.generate: bool = settings["autogenerate_column_names"]
        self.skip_header: bool = settings["skip_header"]
        self.skip_empty_columns: bool = settings["skip_empty_columns"]
        self.skip_empty_rows: bool = settings["skip_empty_rows"]
        self.conversions = _conversions(settings["convert"])
        self.failure_tags: list[str] = settings["tag_on_failure"]
        self.fields: list[tuple[str, Reference]] = []

    def run(self, event: WorkEvent) -> bool:
        text = self.source.get(event)
        if text is None or text is False:
            return False
        try:
            return self._read(event, text if isinstance(text, str) else value_text(text))
        except (BadLine, BadReference, CannotSet):
            for tag in self.failure_tags:
                event.tag(tag)
            return False

    def _read(self, event: WorkEvent, text: str) -> bool:
        if not text.strip("\r\n"):
            return self._empty(event)
        values = read_line(text, self.separator, self.quote)
        if self.detect and not self.columns:
            self.columns = [column or "" for column in values]
            event.cancel()
            return False
        if self.skip_header and self.columns and values == self.columns:
            event.cancel()
            return False
        self._store(event, values)
        return True

    def _empty(self, event: WorkEvent) -> bool:
        if not self.skip_empty_rows:
            raise BadLine("the line is empty")
        event.tag("_csvskippedemptyfield")
        return False

    def _store(self, event: WorkEvent, values: list[str | None]) -> None:
        while len(self.fields) < len(values):
            self.fields.append(self._field(len(self.fields)))
        for (name, field), value in zip(self.fields, values, strict=False):
            if not name or (not value and self.skip_empty_columns):
                continue
            convert = self.conversions.get(name)
            field.set(event, value if convert is None or value is None else convert(value))

    def _field(self, column: int) -> tuple[str, Reference]:
        """Name and place of a column; no name when it is left out."""
        if column < len(self.columns) and self.columns[column]:
            name = self.columns[column]
        else:
            name = f"column{column + 1}" if self.generate else ""
        return name, reference(self.target + _bracketed(name) if name else "none")


def _bracketed(name: str) -> str:
    return name if name.startswith("[") else f"[{name}]"


def _conversions(wanted: dict[str, Any]) -> dict[str, Any]:
    for name, kind in wanted.items():
        if kind not in CONVERSIONS:
            raise BadSetting(
                f"the column `{name}` cannot become `{kind}`",
                option="convert",
                hint=f"there are {', '.join(CONVERSIONS)}",
            )
    return {name: CONVERSIONS[kind] for name, kind in wanted.items()}


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - nothing from outside is needed
    """Prepares the columns. Raises BadSetting."""
    if not settings["separator"]:
        raise BadSetting("`separator` cannot be empty", option="separator")
    return _CSV(settings).run


PLUGIN: Final = Plugin(
    name="csv",
    make=make,
    options={
        "source": Option(FIELD, default="message"),
        "target": Option(FIELD),
        "columns": Option(ARRAY, default=[]),
        "separator": Option(STRING, default=","),
        "quote_char": Option(STRING, default='"'),
        "convert": Option(HASH, default={}),
        "autodetect_column_names": Option(BOOLEAN, default=False),
        "autogenerate_column_names": Option(BOOLEAN, default=True),
        "skip_header": Option(BOOLEAN, default=False),
        "skip_empty_columns": Option(BOOLEAN, default=False),
        "skip_empty_rows": Option(BOOLEAN, default=False),
        "tag_on_failure": Option(ARRAY, default=["_csvparsefailure"]),
    },
    summary="Reads the columns of a line",
)
