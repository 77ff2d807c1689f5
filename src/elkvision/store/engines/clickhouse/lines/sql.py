"""Normalising in SQL: reads lines as `elkvision.pipeline.normalise` does, and says of which lines it is sure."""

from collections.abc import Sequence
from typing import Final

from elkvision.core.event import (
    ALIASES,
    KEYWORD_FIELDS,
    LEVEL_NAMES,
    LEVEL_NUMBERS,
    LEVEL_NUMBERS_OTEL,
    LEVEL_NUMBERS_PYTHON,
    OTEL_LEVEL_ALIASES,
    PYTHON_LEVEL_ALIASES,
)
from elkvision.store.contract import LineBatch
from elkvision.store.engines.clickhouse.client import parameter_list, quoted
from elkvision.store.engines.clickhouse.lines.senders import Senders
from elkvision.store.engines.clickhouse.lines.templates import Template, aliases_in
from elkvision.store.engines.clickhouse.lines.times import of_integer, of_text
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.table import JSON_TYPE, TABLE

_INPUT: Final = "input('line String')"
#: Signs in a line of something nested, or of white space where these would not be seen.
_NESTED: Final = ('":{', '":[', '": {', '": [', '" :', '"\t:', '"\r:', '":\t', '":\r', '":  ', '": \t', '": \r')
_SCALARS: Final = ("Int64", "UInt64", "Float64", "Bool", "String")
_COLUMNS: Final = ("message", *KEYWORD_FIELDS)


class Reading:
    """One batch's SQL. Words of senders are in `parameters` only; key names are quoted literals that templates allow."""

    def __init__(self, batch: LineBatch, templates: Sequence[Template]) -> None:
        self.parameters = Parameters()
        self._batch = batch
        self._templates = templates
        self._senders = Senders(batch, self.parameters)
        self._aliases = aliases_in(templates)
        self._names = [name for field in ALIASES for name in self._aliases.get(field, ())]
        self._certain = ["startsWith(line, '{')", "isNotNull(doc)", self._known_keys(), self._regular()]
        self._values = {field: self._text(field) for field in _COLUMNS if field != "level"} | {"level": self._level()}
        self._time = self._timestamp()

    def insert(self, database: str, *, strict: bool) -> str:
        """Keep the lines that are sure; with `strict`, fail when there is any other."""
        s = self._senders
        columns = {
            "tenant_id": s.tenant,
            "timestamp": "ifNull(moment, fromUnixTimestamp64Milli(toInt64(received_ms), 'UTC'))",
            "received_ms": "received_ms",
            "segment": f"toUInt64({self._batch.segment})",
            "line": f"toUInt32({s.line})",
            "input": s.input,
            "attributes": f"assumeNotNull(doc)::{JSON_TYPE}",
            "tags": self._tags(),
            **{field: self._filled(field) for field in _COLUMNS},
        }
        if (upload := s.default("upload_id")) is not None:
            columns["upload_id"] = upload
        chosen = ", ".join(f"{expression} AS c_{name}" for name, expression in columns.items())
        only = "NOT throwIf(NOT certain, 'odd')" if strict else "certain"
        return (
            f"INSERT INTO `{database}`.{TABLE} ({', '.join(columns)}) SELECT {chosen} FROM ({self._read()})"
            f" WHERE {only} FORMAT LineAsString"
        )

    def odd(self) -> str:
        """The line numbers of all lines that are not sure."""
        line = self._senders.line
        return f"SELECT toUInt32({line}) AS odd FROM ({self._read()}) WHERE NOT certain FORMAT LineAsString"

    def _read(self) -> str:
        names = ", ".join(f"{_quoted_name(name)} Dynamic" for name in self._names)
        texts = ", ".join(f"{expression} AS v_{field}" for field, expression in self._values.items())
        return (
            f"SELECT n, line, doc, t, {self._senders.received_ms} AS received_ms, {self._time} AS moment, {texts},"
            f" ifNull({' AND '.join(self._certain)}, 0) AS certain FROM (SELECT line, rowNumberInAllBlocks() AS n,"
            f" accurateCastOrNull(line, {quoted(JSON_TYPE)}) AS doc, JSONExtract(line, {quoted(f'Tuple({names})')}) AS t"
            f" FROM {_INPUT})"
        )

    def _value(self, name: str, kind: str) -> str:
        return f"dynamicElement(t.{self._names.index(name) + 1}, '{kind}')"

    def _is_absent(self, name: str) -> str:
        return f"isNull(t.{self._names.index(name) + 1})"

    # -- which lines

    def _known_keys(self) -> str:
        lists = ", ".join(parameter_list(list(template)) for template in self._templates)
        return f"JSONExtractKeys(line) IN ({lists})" if len(self._templates) > 1 else f"JSONExtractKeys(line) = {lists}"

    def _regular(self) -> str:
        """Nothing but single values, none of whose paths is a part of another's: else the column could not give it back."""
        flat = f"NOT multiSearchAny(line, {parameter_list(list(_NESTED))})"
        paths = "mapKeys(types)"
        nested = (
            f"arrayAll((p, k) -> k IN {_SCALARS} AND NOT match(p, '(^|[.])[.]|[.]$|`|\\\\[]') AND countSubstrings(p, '.') < 30"
            f" AND NOT arrayExists(q -> startsWith(q, concat(p, '.')), {paths}), {paths}, mapValues(types))"
        ).replace("types", "JSONAllPathsWithTypes(assumeNotNull(doc))")
        nested = f"({nested} AND NOT match(line, '[{{\\\\[,:][ \\t\\r]*[\\\\[]'))"
        if any("." in key for template in self._templates for key in template):
            return nested
        return f"if({flat}, 1, {nested})"

    # -- the fields

    def _text(self, field: str) -> str:
        """The field's text, '' where a line has none."""
        values = []
        for name in self._aliases.get(field, ()):
            value = self._value(name, "String")
            usable = f"isNotNull({value})" if field == "message" else _is_keyword(value)
            if field != "message":
                usable = f"({self._is_absent(name)} OR {usable})"
                self._certain.append(usable)
            values.append(value)
        if field == "message":
            self._certain.append("(" + " OR ".join(f"isNotNull({value})" for value in values) + ")")
            return f"trimRight(coalesce({', '.join(values)}, ''), '\\r\\n')"
        return f"coalesce({', '.join([*values, quoted('')])})" if values else "''"

    def _level(self) -> str:
        folded = []
        for name in self._aliases.get("level", ()):
            text = f"coalesce(lower({self._value(name, 'String')}), toString({self._value(name, 'Int64')}), '?')"
            known = _levels(name)
            level = f"transform({text}, {parameter_list(list(known))}, {parameter_list(list(known.values()))}, '')"
            self._certain.append(f"({self._is_absent(name)} OR {level} != '')")
            folded.append((self._is_absent(name), level))
        if not folded:
            return "''"
        return "multiIf(" + ", ".join(f"NOT {absent}, {level}" for absent, level in folded) + ", '')"

    def _timestamp(self) -> str:
        times = []
        for name in self._aliases.get("@timestamp", ()):
            text, number = self._value(name, "String"), self._value(name, "Int64")
            read = f"coalesce({of_text(text, zoneless=not self._senders.is_zoned)}, {of_integer(number)})"
            self._certain.append(f"({self._is_absent(name)} OR isNotNull({read}))")
            times.append(read)
        return f"coalesce({', '.join(times)})" if times else "NULL::Nullable(DateTime64(9, 'UTC'))"

    def _filled(self, field: str) -> str:
        default = self._senders.default(field) if field != "message" else None
        if field == "level" and self._senders.has_beats:
            self._certain.append(f"({self._senders.input} != 'beats' OR v_level != '')")
        return f"if(v_{field} = '', {default}, v_{field})" if default else f"v_{field}"

    def _tags(self) -> str:
        given, mark = self._senders.tags, "if(isNull(moment), ['_no_timestamp'], [])"
        return mark if given is None else f"arrayDistinct(arrayConcat({given}, {mark}))"


def _is_keyword(value: str) -> str:
    """Sure to be a keyword: not empty, not long, and beginning with a sign that is no white space."""
    return f"(length({value}) <= 1024 AND ascii({value}) BETWEEN 33 AND 126)"


def _levels(alias: str) -> dict[str, str]:
    if alias in OTEL_LEVEL_ALIASES:
        numbers = LEVEL_NUMBERS_OTEL
    elif alias in PYTHON_LEVEL_ALIASES:
        numbers = LEVEL_NUMBERS_PYTHON
    else:
        numbers = LEVEL_NUMBERS
    return {**LEVEL_NAMES, **{str(number): level for number, level in numbers.items()}}


def _quoted_name(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
