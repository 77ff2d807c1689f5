"""Saved objects as Kibana 8 imports them: a data view, searches, charts of its classic kind, and dashboards.

Each is a line of NDJSON: https://www.elastic.co/guide/en/kibana/8.19/saved-objects-api-import.html
"""

import json
from dataclasses import dataclass
from typing import Any, Final

DATA_VIEW: Final = "elkvision-logs"
_INDEX_REF: Final = "kibanaSavedObjectMeta.searchSourceJSON.index"
#: What the objects say of themselves: Kibana brings older ones up to its own version.
_VERSION: Final = "8.0.0"


def data_view(pattern: str) -> dict[str, Any]:
    """Kibana reads the fields from the indices themselves."""
    attributes = {"title": pattern, "name": "ELK Vision logs", "timeFieldName": "@timestamp"}
    return {"type": "index-pattern", "id": DATA_VIEW, "attributes": attributes, "references": []}


@dataclass(frozen=True)
class Search:
    """A search in Discover: which lines, in KQL, and which columns."""

    name: str
    title: str
    query: str
    columns: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"elkvision-search-{self.name}"

    def json(self) -> dict[str, Any]:
        attributes = {
            "title": self.title,
            "description": "",
            "columns": list(self.columns),
            "sort": [["@timestamp", "desc"]],
            "kibanaSavedObjectMeta": {"searchSourceJSON": _source(self.query)},
        }
        return {
            "type": "search",
            "id": self.id,
            "attributes": attributes,
            "references": [_of_data_view(_INDEX_REF)],
            "coreMigrationVersion": _VERSION,
        }


@dataclass(frozen=True)
class Chart:
    """Logs counted: over time, by the commonest values of a field, or all together."""

    name: str
    title: str
    #: histogram, area, line, pie, table or metric.
    kind: str
    over_time: bool = False
    by: str = ""
    most: int = 10
    query: str = ""

    @property
    def id(self) -> str:
        return f"elkvision-chart-{self.name}"

    @property
    def aggregations(self) -> list[dict[str, Any]]:
        """In Kibana's words; the first is the count."""
        found: list[dict[str, Any]] = [_aggregation("1", "count", "metric", {})]
        if self.over_time:
            params = {"field": "@timestamp", "interval": "auto", "min_doc_count": 1, "useNormalizedEsInterval": True}
            found.append(_aggregation("2", "date_histogram", "segment", params))
        if self.by:
            params = {"field": self.by, "size": self.most, "order": "desc", "orderBy": "1"}
            within = {"table": "bucket", "pie": "segment"}.get(self.kind, "group" if self.over_time else "segment")
            found.append(_aggregation("3", "terms", within, params))
        return found

    def json(self) -> dict[str, Any]:
        state = {"title": self.title, "type": self.kind, "aggs": self.aggregations, "params": _params(self.kind)}
        attributes = {
            "title": self.title,
            "description": "",
            "uiStateJSON": "{}",
            "visState": json.dumps(state),
            "kibanaSavedObjectMeta": {"searchSourceJSON": _source(self.query)},
        }
        return {
            "type": "visualization",
            "id": self.id,
            "attributes": attributes,
            "references": [_of_data_view(_INDEX_REF)],
            "coreMigrationVersion": _VERSION,
        }


@dataclass(frozen=True)
class Board:
    """A dashboard: rows of panels that share the width of 48."""

    name: str
    title: str
    rows: tuple[tuple[Chart | Search, ...], ...]

    @property
    def id(self) -> str:
        return f"elkvision-dashboard-{self.name}"

    def json(self) -> dict[str, Any]:
        panels, references = [], []
        for line, row in enumerate(self.rows):
            for place, shown in enumerate(row):
                number = str(len(panels) + 1)
                width = 48 // len(row)
                kind = "search" if isinstance(shown, Search) else "visualization"
                panels.append(
                    {
                        "panelIndex": number,
                        "gridData": {"x": place * width, "y": line * 15, "w": width, "h": 15, "i": number},
                        "type": kind,
                        "panelRefName": f"panel_{number}",
                        "embeddableConfig": {},
                    }
                )
                references.append({"name": f"{number}:panel_{number}", "type": kind, "id": shown.id})
        attributes = {
            "title": self.title,
            "description": "",
            "panelsJSON": json.dumps(panels),
            "optionsJSON": json.dumps({"useMargins": True, "hidePanelTitles": False}),
            "timeRestore": True,
            "timeFrom": "now-24h",
            "timeTo": "now",
            "kibanaSavedObjectMeta": {
                "searchSourceJSON": json.dumps({"query": {"language": "kuery", "query": ""}, "filter": []})
            },
        }
        return {
            "type": "dashboard",
            "id": self.id,
            "attributes": attributes,
            "references": references,
            "coreMigrationVersion": _VERSION,
        }


def _source(query: str) -> str:
    words = {"language": "kuery", "query": query}
    return json.dumps({"query": words, "filter": [], "indexRefName": _INDEX_REF})


def _of_data_view(name: str) -> dict[str, str]:
    return {"name": name, "type": "index-pattern", "id": DATA_VIEW}


def _aggregation(id: str, kind: str, schema: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"id": id, "enabled": True, "type": kind, "schema": schema, "params": params}


def _params(kind: str) -> dict[str, Any]:
    if kind == "pie":
        return {"type": "pie", "addLegend": True, "legendPosition": "right", "isDonut": True, "addTooltip": True}
    if kind == "table":
        return {"perPage": 10, "showTotal": True, "totalFunc": "sum"}
    if kind == "metric":
        return {"addTooltip": True, "addLegend": False, "type": "metric", "metric": {"style": {"fontSize": 40}}}
    axis = {"id": "CategoryAxis-1", "type": "category", "position": "bottom", "show": True, "scale": {"type": "linear"}}
    values = {"id": "ValueAxis-1", "name": "LeftAxis-1", "type": "value", "position": "left", "show": True}
    series = {
        "show": True, "type": kind, "mode": "stacked", "data": {"label": "Logs", "id": "1"}, "valueAxis": "ValueAxis-1",
    }  # fmt: skip
    return {
        "type": kind,
        "addLegend": True,
        "addTooltip": True,
        "legendPosition": "right",
        "categoryAxes": [axis],
        "valueAxes": [{**values, "scale": {"type": "linear", "mode": "normal"}}],
        "seriesParams": [series],
    }
