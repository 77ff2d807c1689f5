"""The one document: its fields, its levels, its identity, and the names that others use for them.

Everything that reads or writes an event, in Python or in an engine's SQL, takes the names from
here, so that both lanes make the same document.
"""

from collections.abc import Mapping
from typing import Any, Final

#: A normalised event: a flat dict of the fields below; `attributes` is a nested dict.
#: Absent means not there at all (never None, never an empty string), but for `message`.
#:
#: - `id`            32 lower-case hex digits (see `event_id`)
#: - `@timestamp`    int, nanoseconds since 1970 UTC
#: - `received_at`   int, milliseconds since 1970 UTC
#: - `tags`          list of str
#: - `attributes`    dict, nested, no nulls
#: - others          str
#:
#: On the wire to people (API, WebSocket, export) both times are ISO 8601 strings in UTC ending in
#: `Z`: `received_at` with three digits, `@timestamp` with three, six or nine, as many as it needs.
Event = dict[str, Any]

LEVELS: Final = ("trace", "debug", "info", "notice", "warning", "error", "critical")

#: Fields that hold one short string each.
KEYWORD_FIELDS: Final = ("level", "service", "source", "environment", "host", "logger", "trace_id", "span_id")

#: Set by the product, never taken from what a sender wrote.
OWN_FIELDS: Final = ("id", "received_at", "tenant_id", "input", "upload_id")

#: Every top-level field of the document, in the order people see them.
FIELDS: Final = (
    "id", "@timestamp", "received_at", "tenant_id", "level", "message",
    "service", "source", "environment", "host", "logger", "trace_id", "span_id",
    "tags", "attributes", "geoip", "user_agent", "raw", "input", "upload_id",
)  # fmt: skip

#: Where a bare word of a query is looked for.
WORD_FIELDS: Final = ("message", "service", "source", "host", "logger", "trace_id")

#: Which names a sender may use for a field, the first usable one wins. Dotted names are paths
#: (`{"log": {"level": …}}` and `{"log.level": …}` are the same). The winner is taken out of the
#: attributes; every other stays there as it came. A value is usable when it can be read as the
#: field's type (see `elkvision.pipeline.normalise`, which is the plain reading of these rules).
ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "@timestamp": (
        "@timestamp", "timestamp", "time", "ts", "datetime", "date", "eventTime", "event_time",
        "Timestamp", "timeUnixNano", "observedTimeUnixNano", "asctime", "_timestamp", "t",
    ),
    "level": (
        "level", "log.level", "severity", "severity_text", "severityText", "SeverityText", "loglevel",
        "log_level", "levelname", "lvl", "status_level", "syslog.severity.name", "severityNumber",
        "severity_number", "SeverityNumber", "levelno", "PRIORITY",
    ),
    "message": (
        "message", "msg", "short_message", "body", "Body", "log", "event", "text", "MESSAGE",
        "_msg", "line",
    ),
    "service": (
        "service", "service.name", "service_name", "resource.service.name", "app", "application",
        "appname", "app_name", "ddservice", "_service", "SYSLOG_IDENTIFIER", "program",
    ),
    "source": ("source", "ddsource", "log.file.path", "filename", "file", "log_source", "event.dataset"),
    "environment": ("environment", "env", "service.environment", "deployment.environment", "deployment.environment.name"),
    "host": ("host", "host.name", "hostname", "host_name", "_HOSTNAME", "agent.hostname", "beat.hostname"),
    "logger": ("logger", "log.logger", "logger_name", "loggerName", "name", "channel"),
    "trace_id": ("trace_id", "trace.id", "traceId", "TraceId", "traceid", "trace", "dd.trace_id", "otel.trace_id"),
    "span_id": ("span_id", "span.id", "spanId", "SpanId", "spanid", "dd.span_id", "otel.span_id"),
    "tags": ("tags",),
}  # fmt: skip

#: What senders call a level, lower-cased and stripped, and what it is here.
LEVEL_NAMES: Final[Mapping[str, str]] = {
    "trace": "trace", "trc": "trace", "verbose": "trace", "v": "trace", "t": "trace", "all": "trace",
    "finest": "trace", "finer": "trace", "silly": "trace", "trace1": "trace", "trace2": "trace",
    "trace3": "trace", "trace4": "trace",
    "debug": "debug", "dbg": "debug", "dbug": "debug", "d": "debug", "fine": "debug", "config": "debug",
    "debug1": "debug", "debug2": "debug", "debug3": "debug", "debug4": "debug", "debug5": "debug",
    "info": "info", "inf": "info", "i": "info", "information": "info", "informational": "info",
    "info1": "info", "info2": "info", "info3": "info", "info4": "info", "log": "info", "ok": "info",
    "success": "info", "audit": "info",
    "notice": "notice", "note": "notice", "n": "notice",
    "warning": "warning", "warn": "warning", "wrn": "warning", "w": "warning", "warn1": "warning",
    "warn2": "warning", "warn3": "warning", "warn4": "warning",
    "error": "error", "err": "error", "e": "error", "eror": "error", "severe": "error", "failure": "error",
    "error1": "error", "error2": "error", "error3": "error", "error4": "error", "fail": "error",
    "critical": "critical", "crit": "critical", "c": "critical", "fatal": "critical", "f": "critical",
    "ftl": "critical", "alert": "critical", "emerg": "critical", "emergency": "critical", "panic": "critical",
    "fatal1": "critical", "fatal2": "critical", "fatal3": "critical", "fatal4": "critical", "dpanic": "critical",
}  # fmt: skip

#: syslog 0–7 (RFC 5424, table 2; GELF and journald use the same); from 10 on the tens of bunyan and pino.
LEVEL_NUMBERS: Final[Mapping[int, str]] = {
    0: "critical", 1: "critical", 2: "critical", 3: "error", 4: "warning", 5: "notice", 6: "info", 7: "debug",
    10: "trace", 20: "debug", 30: "info", 40: "warning", 50: "error", 60: "critical",
}  # fmt: skip

#: Python's `levelno`.
LEVEL_NUMBERS_PYTHON: Final[Mapping[int, str]] = {
    5: "trace", 10: "debug", 20: "info", 25: "notice", 30: "warning", 40: "error", 50: "critical",
}  # fmt: skip

#: OpenTelemetry's SeverityNumber, 1–24 (logs data model, "Severity Fields").
LEVEL_NUMBERS_OTEL: Final[Mapping[int, str]] = {
    number: LEVELS[level]
    for first, level in ((1, 0), (5, 1), (9, 2), (13, 4), (17, 5), (21, 6))
    for number in range(first, first + 4)
}

OTEL_LEVEL_ALIASES: Final = frozenset({"severityNumber", "severity_number", "SeverityNumber"})
PYTHON_LEVEL_ALIASES: Final = frozenset({"levelno"})


def fold_level(value: object, alias: str = "level") -> str | None:
    """One of LEVELS, or None when the value cannot be read as a level under that name."""
    if isinstance(value, str):
        text = value.strip().lower()
        found = LEVEL_NAMES.get(text)
        if found is not None or not (text.isascii() and text.isdigit() and len(text) <= 2):
            return found
        value = int(text)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    if alias in OTEL_LEVEL_ALIASES:
        return LEVEL_NUMBERS_OTEL.get(value)
    if alias in PYTHON_LEVEL_ALIASES:
        return LEVEL_NUMBERS_PYTHON.get(value)
    return LEVEL_NUMBERS.get(value)


# ---------------------------------------------------------------------------------------------
# Identity: 48 bits of receipt milliseconds, 40 of segment, 24 of line, 16 of child.

SEGMENT_BITS: Final = 40
LINE_BITS: Final = 24
CHILD_BITS: Final = 16
MAX_LINES: Final = 1 << LINE_BITS


def event_id(received_ms: int, segment: int, line: int, child: int = 0) -> str:
    """The same event has the same id however often it is delivered; ids sort by receipt."""
    number = received_ms << 80 | segment << 40 | line << 16 | child
    return f"{number:032x}"


def parts_of_id(text: str) -> tuple[int, int, int, int]:
    """(received_ms, segment, line, child). Raises ValueError when the text is no id."""
    if len(text) != 32:
        raise ValueError(f"{text!r} is no event id: it has 32 hex digits")
    number = int(text, 16)
    return number >> 80, number >> 40 & (1 << 40) - 1, number >> 16 & (1 << 24) - 1, number & (1 << 16) - 1
