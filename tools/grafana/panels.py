"""A few kinds of panels, in the JSON that Grafana 11 reads."""

from dataclasses import dataclass
from typing import Any, Final

PROMETHEUS: Final = {"type": "prometheus", "uid": "prometheus"}
#: Of a dashboard's 24 columns.
_WIDTH: Final = 24

Queries = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Panel:
    """`queries` are (expression, legend). `unit` is Grafana's word for it; `red` is the number from which it is bad."""

    title: str
    queries: Queries
    unit: str = "short"
    kind: str = "timeseries"
    help: str = ""
    wide: int = 8
    red: float | None = None
    stacked: bool = False

    def json(self, id: int, x: int, y: int) -> dict[str, Any]:
        return {
            "id": id,
            "type": self.kind,
            "title": self.title,
            "description": self.help,
            "datasource": PROMETHEUS,
            "gridPos": {"h": self.high, "w": self.wide, "x": x, "y": y},
            "targets": [self._target(place, *query) for place, query in enumerate(self.queries)],
            "fieldConfig": {"defaults": self._defaults(), "overrides": []},
            "options": self._options(),
        }

    @property
    def high(self) -> int:
        return 4 if self.kind == "stat" else 8

    def _target(self, place: int, expression: str, legend: str) -> dict[str, Any]:
        target: dict[str, Any] = {
            "refId": chr(ord("A") + place),
            "datasource": PROMETHEUS,
            "expr": expression,
            "legendFormat": legend,
        }
        if self.kind in {"stat", "table"}:
            target |= {"instant": True, "range": False}
        if self.kind == "table":
            target["format"] = "table"
        return target

    def _defaults(self) -> dict[str, Any]:
        steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
        if self.red is not None:
            steps.append({"color": "red", "value": self.red})
        defaults: dict[str, Any] = {
            "unit": self.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps},
        }  # fmt: skip
        if self.kind == "timeseries":
            stacking = {"mode": "normal" if self.stacked else "none", "group": "A"}
            defaults["custom"] = {
                "drawStyle": "line", "lineWidth": 1, "fillOpacity": 25 if self.stacked else 5, "showPoints": "never",
                "spanNulls": True, "stacking": stacking,
                "thresholdsStyle": {"mode": "off" if self.red is None else "line"},
            }  # fmt: skip
        return defaults

    def _options(self) -> dict[str, Any]:
        if self.kind == "stat":
            reduce = {"calcs": ["lastNotNull"], "fields": "", "values": False}
            return {"reduceOptions": reduce, "colorMode": "value", "graphMode": "none", "textMode": "auto"}
        if self.kind == "timeseries":
            legend = {"displayMode": "list", "placement": "bottom", "showLegend": True}
            return {"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}}
        return {}


@dataclass(frozen=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Board:
    name: str
    title: str
    help: str
    rows: tuple[Row, ...]

    def json(self) -> dict[str, Any]:
        panels: list[dict[str, Any]] = []
        y = 0
        for row in self.rows:
            place = {"h": 1, "w": _WIDTH, "x": 0, "y": y}
            panels.append(
                {
                    "id": len(panels) + 1,
                    "type": "row",
                    "title": row.title,
                    "collapsed": False,
                    "gridPos": place,
                    "panels": [],
                }
            )
            y += 1
            x = high = 0
            for panel in row.panels:
                if x + panel.wide > _WIDTH:
                    x, y, high = 0, y + high, 0
                panels.append(panel.json(len(panels) + 1, x, y))
                x, high = x + panel.wide, max(high, panel.high)
            y += high
        links = {"type": "dashboards", "tags": ["elkvision"], "title": "ELK Vision", "asDropdown": True, "includeVars": False,
                 "keepTime": True, "targetBlank": False, "icon": "external link", "tooltip": "", "url": ""}  # fmt: skip
        return {
            "uid": f"elkvision-{self.name}",
            "title": f"ELK Vision: {self.title}",
            "description": self.help,
            "tags": ["elkvision"],
            "schemaVersion": 39,
            "version": 1,
            "editable": False,
            "graphTooltip": 1,
            "refresh": "30s",
            "time": {"from": "now-1h", "to": "now"},
            "timezone": "browser",
            "links": [links],
            "annotations": {"list": []},
            "templating": {"list": []},
            "panels": panels,
        }
