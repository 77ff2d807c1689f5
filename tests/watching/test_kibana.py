"""What Kibana is given, held against the mapping that our indices have."""

import json
import re
from typing import Any

import pytest
from tools.kibana.making import CHARTS, FILE, PATTERN, SEARCHES, objects, text

from elkvision.store.engines.elasticsearch.address import read_address
from elkvision.store.engines.elasticsearch.template import mappings, template

PROPERTIES: dict[str, dict[str, Any]] = mappings("match_only_text")["properties"]
OBJECTS = [json.loads(line) for line in FILE.read_text().splitlines()]


def test_the_file_is_what_is_made() -> None:
    assert FILE.read_text() == text()
    assert objects() == OBJECTS


def test_its_data_view_has_the_indices_of_the_template() -> None:
    patterns = template(read_address("elasticsearch+http://localhost:9200/logs"), message_type="text")["index_patterns"]

    assert all(pattern.startswith(PATTERN.rstrip("*")) for pattern in patterns)
    assert PROPERTIES["@timestamp"]["type"] == "date_nanos"


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_counts_by_fields_that_can_be_counted(chart: Any) -> None:
    fields = [params["field"] for each in chart.aggregations if (params := each["params"])]

    for name in fields:
        assert PROPERTIES[name]["type"] in {"keyword", "date_nanos"}, name
        assert PROPERTIES[name].get("doc_values", True), name
    assert fields or chart.kind == "metric"


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search.name)
def test_a_search_has_columns_that_are_there(search: Any) -> None:
    assert set(search.columns) <= set(PROPERTIES)


def test_every_query_asks_fields_that_are_there() -> None:
    asked = {name for each in (*CHARTS, *SEARCHES) for name in re.findall(r"([\w@.]+):", each.query)}

    assert asked == {"level", "trace_id"}
    assert asked <= set(PROPERTIES)


def test_every_object_is_there_once_and_after_those_it_refers_to() -> None:
    seen: list[tuple[str, str]] = []
    for each in OBJECTS:
        assert all((to["type"], to["id"]) in seen for to in each["references"])
        seen.append((each["type"], each["id"]))
    assert len(seen) == len(set(seen)) == len(OBJECTS)


def test_a_dashboard_names_its_panels_as_it_refers_to_them() -> None:
    for each in OBJECTS:
        if each["type"] == "dashboard":
            panels = json.loads(each["attributes"]["panelsJSON"])
            named = [f"{panel['panelIndex']}:{panel['panelRefName']}" for panel in panels]
            assert named == [to["name"] for to in each["references"]]
            assert all(panel["gridData"]["x"] + panel["gridData"]["w"] <= 48 for panel in panels)
