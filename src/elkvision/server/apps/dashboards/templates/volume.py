"""What is sent, and what could be left out."""

from elkvision.server.apps.dashboards.templates.fields import Fields
from elkvision.server.apps.dashboards.templates.making import Panel, measured, number, panel

_SHOWN = "service:$service environment:$environment"
_CHATTER = f"{_SHOWN} level:<=debug"


def panels(fields: Fields) -> list[Panel | None]:
    del fields  # only of what every log has
    return [
        panel("number", "Logs", number(_SHOWN, "Logs"), w=3, h=4),
        panel("number", "Part that is debug or trace", number(_CHATTER, "Chatter", of=_SHOWN), w=3, h=4,
              unit="percent"),
        panel("number", "Services", measured(_SHOWN, "distinct", "service", "Services"), w=3, h=4),
        panel("number", "Hosts", measured(_SHOWN, "distinct", "host", "Hosts"), w=3, h=4),
        panel("area", "Logs by service", number(_SHOWN), w=8, groups=["service"], stacked=True),
        panel("pie", "Logs by level", number(_SHOWN), w=4, groups=["level"]),
        panel("table", "Who sends how much", number(_SHOWN, "Logs"), number(_CHATTER, "Debug and trace"),
              number(_CHATTER, "Part that is chatter", of=_SHOWN), number(f"{_SHOWN} level:>=error", "Errors"),
              groups=["service"], limit=50),
        panel("top", "Loggers", number(_SHOWN), groups=["logger"]),
        panel("top", "Hosts", number(_SHOWN), groups=["host"], w=4),
        panel("top", "Ways in", number(_SHOWN), groups=["input"], w=4),
        panel("top", "Debug and trace by logger", number(_CHATTER), groups=["logger"], w=4),
        panel("heatmap", "Busiest hours", number(_SHOWN), h=9),
        panel("bar", "Logs by level through time", number(_SHOWN), groups=["level"], stacked=True, h=9),
    ]  # fmt: skip
