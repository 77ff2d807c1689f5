"""The settings of date, and the filter made of them."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    FIELD,
    STRING,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.date.joda import BadPattern, Joda, compile_pattern
from elkvision.pipeline.filters.date.locales import Locale, find_locale, languages
from elkvision.pipeline.filters.date.moments import Fields, NoMoment, find_zone, instant
from elkvision.pipeline.filters.date.plain_formats import read_iso8601, read_tai64n, read_unix, read_unix_ms
from elkvision.pipeline.values.references import BadReference, CannotSet, reference
from elkvision.pipeline.values.templates import Template, is_constant, template
from elkvision.pipeline.values.timestamp import Timestamp

#: Nanoseconds of a value in a zone. Raises NoMoment.
_Parse = Callable[[Any, tzinfo], int]

_NUMERIC: Final[dict[str, Callable[[Any], int]]] = {
    "UNIX": read_unix,
    "UNIX_MS": read_unix_ms,
    "TAI64N": read_tai64n,
}
#: Texts whose moment is remembered: many lines are of the same second.
_REMEMBERED: Final = 8192


def _numeric(read: Callable[[Any], int]) -> _Parse:
    def parse(value: Any, zone: tzinfo) -> int:  # noqa: ARG001 - numbers count from Greenwich
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise NoMoment("that is neither a number nor a text")
        return read(value)

    return parse


def _remembering(read: Callable[[str], Fields]) -> _Parse:
    @lru_cache(maxsize=_REMEMBERED)
    def parse_text(value: str, zone: tzinfo) -> int:
        return instant(read(value), zone)

    def parse(value: Any, zone: tzinfo) -> int:
        if not isinstance(value, str):
            raise NoMoment("that is no text")
        return parse_text(value, zone)

    return parse


def _guessing(joda: Joda, now: Callable[[], int]) -> _Parse:
    """For patterns without a year: this one; last year's December in January, next year's January in December."""

    @lru_cache(maxsize=_REMEMBERED)
    def parse_text(value: str, zone: tzinfo, this_year: int, this_month: int) -> int:
        fields = joda.read(value)
        if fields.month == 12 and this_month == 1:
            return instant(fields, zone, this_year - 1)
        if fields.month == 1 and this_month == 12:
            return instant(fields, zone, this_year + 1)
        return instant(fields, zone, this_year)

    def parse(value: Any, zone: tzinfo) -> int:
        if not isinstance(value, str):
            raise NoMoment("that is no text")
        year, month = _year_and_month(now() // 3_600_000_000_000)
        return parse_text(value, zone, year, month)

    return parse


@lru_cache(maxsize=64)
def _year_and_month(hour: int) -> tuple[int, int]:
    """Of an hour since 1970: as often as months change, the calendar need not be asked."""
    moment = datetime.fromtimestamp(hour * 3600, UTC)
    return moment.year, moment.month


class _Date:
    def __init__(self, settings: Settings, around: Surroundings) -> None:
        source, *formats = settings["match"]
        if not formats:
            raise BadSetting(
                "`match` wants a field and at least one format",
                option="match",
                hint='match => [ "logdate", "ISO8601" ]',
            )
        self.source = _reference(source)
        self.target = _reference(settings["target"])
        self.parsers = [_parser(str(text), _locale(settings["locale"]), around.now) for text in formats]
        zone = settings["timezone"] or around.time_zone
        self.zone_of: Template | None = None if is_constant(zone) else template(zone)
        self.zone = UTC if self.zone_of is not None else _zone(zone)
        #: Digits of the fraction that are kept; Logstash keeps three.
        self.step = 1_000_000 if settings["precision"] == "ms" else 1
        self.failure_tags: list[str] = settings["tag_on_failure"]

    def run(self, event: WorkEvent) -> bool:
        value = self.source.get(event)
        if value is None:
            return False
        for parse in self.parsers:
            try:
                zone = self.zone if self.zone_of is None else find_zone(self.zone_of(event))
                moment = parse(value, zone)
                self.target.set(event, Timestamp(moment - moment % self.step))
            except (NoMoment, CannotSet):
                continue
            return True
        for tag in self.failure_tags:
            event.tag(tag)
        return False


def _parser(text: str, locale: Locale, now: Callable[[], int]) -> _Parse:
    if text in _NUMERIC:
        return _numeric(_NUMERIC[text])
    if text == "ISO8601":
        return _remembering(read_iso8601)
    try:
        joda = compile_pattern(text, locale, datetime.fromtimestamp(now() // 1_000_000_000, UTC).year)
    except BadPattern as wrong:
        raise BadSetting(
            f"the format `{text}` cannot be read: {wrong}",
            option="match",
            hint="letters are Joda's (yyyy MM dd HH mm ss SSS Z); text stands in 'quotes'",
        ) from wrong
    return _remembering(joda.read) if joda.has_year else _guessing(joda, now)


def _reference(field: Any) -> Any:
    try:
        return reference(str(field))
    except BadReference as wrong:
        raise BadSetting(str(wrong), option="match") from wrong


def _locale(tag: str) -> Locale:
    locale = find_locale(tag)
    if locale is None:
        raise BadSetting(
            f"the names of months and days in `{tag}` are not known",
            option="locale",
            hint=f"there are {', '.join(languages())}",
        )
    return locale


def _zone(name: str) -> tzinfo:
    try:
        return find_zone(name)
    except NoMoment as wrong:
        raise BadSetting(str(wrong), option="timezone", hint="write `Europe/Paris`, `UTC` or `+02:00`") from wrong


def make(settings: Settings, around: Surroundings) -> Filter:
    """Compiles the formats. Raises BadSetting."""
    return _Date(settings, around).run


PLUGIN: Final = Plugin(
    name="date",
    make=make,
    options={
        "match": Option(ARRAY, required=True),
        "target": Option(FIELD, default="@timestamp"),
        "locale": Option(STRING, default="en"),
        "timezone": Option(STRING),
        "precision": Option(STRING, default="ms", one_of=("ms", "ns")),
        "tag_on_failure": Option(ARRAY, default=["_dateparsefailure"]),
    },
    summary="Reads when something happened",
)
