"""Errors of one's own programs."""

from elkvision.server.apps.dashboards.templates.fields import Fields
from elkvision.server.apps.dashboards.templates.making import Panel, measured, number, panel

_SHOWN = "service:$service environment:$environment"
_ERRORS = f"{_SHOWN} level:>=error"


def panels(fields: Fields) -> list[Panel | None]:
    return [
        panel("number", "Errors", number(_ERRORS, "Errors"), w=3, h=4),
        panel("number", "Part of all logs", number(_ERRORS, "Errors", of=_SHOWN), w=3, h=4, unit="percent"),
        panel("number", "Traces with an error", measured(_ERRORS, "distinct", "trace_id", "Traces"), w=3, h=4),
        panel("number", "Warnings", number(f"{_SHOWN} level:warning", "Warnings"), w=3, h=4),
        panel("bar", "Errors by service", number(_ERRORS), w=8, groups=["service"], stacked=True),
        panel("top", "Part that is errors", number(_ERRORS, "Errors", of=_SHOWN), w=4, groups=["service"],
              unit="percent"),
        panel("top", "Types", number(_ERRORS), groups=[fields["error"]], w=4) if fields.has("error") else None,
        panel("top", "Loggers", number(_ERRORS), groups=["logger"], w=4),
        panel("top", "Hosts", number(_ERRORS), groups=["host"], w=4),
        panel("heatmap", "When which service fails", number(_ERRORS), groups=["service"], h=8),
        panel("line", "How long it takes, by service",
              measured(_SHOWN, "percentile", fields["took"], "p95"), groups=["service"], unit="milliseconds")
        if fields.has("took") else None,
        panel("table", "Services", number(_SHOWN, "Logs"), number(_ERRORS, "Errors"),
              number(f"{_SHOWN} level:warning", "Warnings"),
              number(_ERRORS, "Part that is errors", of=_SHOWN), w=12, groups=["service"], limit=50),
        panel("logs", "Newest errors", number(_ERRORS), w=12, h=10, limit=50,
              columns=["@timestamp", "level", "service", "host", "message"]),
    ]  # fmt: skip
