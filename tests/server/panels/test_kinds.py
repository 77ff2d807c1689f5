"""Each kind of panel, over logs whose numbers are known."""

from typing import Any

import pytest
from tests.server.conftest import Caller, Logs
from tests.server.panels.conftest import data


@pytest.fixture(autouse=True)
def _logs(web_logs: Logs) -> None: ...


def test_a_line_is_one_number_through_time(alice: Caller) -> None:
    (found,) = data(alice, {"kind": "line", "title": "Logs"})
    assert found["error"] is None
    (line,) = found["series"]
    assert sum(line["numbers"]) == line["total"] == 15
    assert len(found["starts"]) == len(found["ends"]) == len(line["numbers"])
    assert found["starts"][0] == found["from"]
    assert found["ends"][-1] == found["to"]


def test_groups_make_lines_of_their_own_the_largest_first(alice: Caller) -> None:
    (found,) = data(alice, {"kind": "area", "groups": ["service"], "limit": 1})
    assert [line["label"] for line in found["series"]] == ["web"]
    assert found["series"][0]["q"] == "service:web"
    assert found["groups"] == 2


def test_a_ratio_is_a_part_of_the_other_query(alice: Caller) -> None:
    rate = {"label": "errors", "q": "level:error", "of": ""}
    (found,) = data(alice, {"kind": "top", "series": [rate], "groups": ["service"]})
    assert [(row["keys"], row["numbers"], row["qs"]) for row in found["rows"]] == [
        (["web"], [0.3], ["level:error service:web"]),
        (["api"], [0.0], ["level:error service:api"]),
    ]
    assert found["total"] == [0.2]


def test_several_numbers_stand_side_by_side(alice: Caller) -> None:
    series = [
        {"label": "all"},
        {"label": "errors", "q": "level:error"},
        {"label": "p95", "measure": {"kind": "percentile", "field": "duration_ms", "percent": 95}},
        {"measure": {"kind": "average", "field": "duration_ms"}},
    ]
    (found,) = data(alice, {"kind": "table", "series": series, "groups": ["service"]})
    assert found["columns"] == ["all", "errors", "p95", "Average of duration_ms"]
    web, api = found["rows"]
    assert web["numbers"][:2] == [10, 3]
    assert web["numbers"][3] == 45
    assert api["numbers"][3] == 2
    assert web["qs"][3] == "duration_ms:* service:web"


def test_a_number_is_told_with_the_period_before(alice: Caller) -> None:
    (found,) = data(alice, {"kind": "number", "series": [{"q": "service:web"}]}, from_="now-20m")
    (figure,) = found["figures"]
    assert (figure["value"], figure["previous"], figure["change"]) == (10, 0, None)
    assert sum(figure["numbers"]) == 10
    (found,) = data(alice, {"kind": "number"}, from_="now-20m")
    assert found["figures"][0]["previous"] == 5
    assert found["figures"][0]["change"] == 1.0


def test_a_pie_says_what_all_of_it_is(alice: Caller) -> None:
    (found,) = data(alice, {"kind": "pie", "series": [{"q": "service:*"}], "groups": ["level"]})
    assert [(row["keys"], row["numbers"]) for row in found["rows"]] == [(["info"], [12]), (["error"], [3])]
    assert found["total"] == [15]
    assert found["columns"] == ["Logs"]


def test_a_list_has_the_logs_and_how_many_there_are(alice: Caller) -> None:
    (found,) = data(alice, {"kind": "logs", "series": [{"q": "level:error"}], "limit": 2})
    assert [event["message"] for event in found["events"]] == ["request done"] * 2
    assert found["matches"] == 3


def test_hours_of_the_week_are_those_of_the_organisations_clocks(alice: Caller) -> None:
    assert alice.patch("/organisations/acme/", timezone="Asia/Kolkata").status_code == 200
    (found,) = data(alice, {"kind": "heatmap"})
    assert found["down"][0] == "Monday"
    assert len(found["across"]) == 24
    assert sum(cell["number"] for cell in found["cells"]) == 15
    for cell in found["cells"]:
        assert cell["from"][14:16] == "30" or cell["from"] == found["from"]
        assert _count(alice, cell) == cell["number"]


def test_a_field_through_time_has_a_row_for_each_value(alice: Caller) -> None:
    (found,) = data(alice, {"kind": "heatmap", "groups": ["service"]})
    assert found["down"] == ["web", "api"]
    assert found["across"][0] == found["from"]
    for cell in found["cells"]:
        assert _count(alice, cell) == cell["number"]


def test_what_is_wrong_with_one_panel_is_said_in_it_alone(alice: Caller) -> None:
    bad, ratio, good = data(
        alice,
        {"kind": "line", "series": [{"q": "level:>=loud"}]},
        {"kind": "heatmap", "series": [{"q": "level:error", "of": ""}]},
        {"kind": "line"},
    )
    assert bad["error"]["code"] == "query_error"
    assert bad["error"]["column"] == 9
    assert ratio["error"]["message"] == "Hours of a week cannot be joined to one ratio."
    assert good["error"] is None


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        ({"kind": "pie"}, "panels.0.groups: Name the field whose values are shown."),
        ({"kind": "top"}, "panels.0.groups: Name the field whose values are shown."),
        ({"kind": "cake"}, 'panels.0.kind: "cake" is not a valid choice.'),
        ({"kind": "line", "colour": "red"}, "panels.0.colour: There is no such field."),
        (
            {"kind": "line", "series": [{"measure": {"kind": "sum"}}]},
            "panels.0.series.0.measure.field: Name the field whose sum is meant.",
        ),
    ],
)
def test_a_panel_that_cannot_be_is_refused_with_a_sentence(alice: Caller, panel: dict[str, Any], said: str) -> None:
    answer = alice.post("/panels/data/", panels=[panel])
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == said


def test_a_text_is_elements_and_never_markup(alice: Caller) -> None:
    text = "# Of $service\n\n<script>x</script> **bold** [here](javascript:x) [there](/explorer/)"
    (found,) = data(alice, {"kind": "text", "markdown": text}, variables={"service": ["<b>"]})
    heading, paragraph = found["blocks"]
    assert heading == {"tag": "h1", "children": [{"text": "Of <b>"}]}
    assert {"tag": "a", "href": "/explorer/", "children": [{"text": "there"}]} in paragraph["children"]
    assert [block["href"] for block in paragraph["children"] if "href" in block] == ["/explorer/"]
    assert {"text": "<script>x</script> "} in paragraph["children"]


def test_a_tenant_sees_its_own_numbers_alone(charlie: Caller) -> None:
    (found,) = data(charlie, {"kind": "top", "groups": ["service"]})
    assert [row["keys"] for row in found["rows"]] == [["secret"]]


def _count(caller: Caller, mark: dict[str, Any]) -> int:
    """What Explorer finds behind a mark."""
    answer = caller.get("/logs/count/", q=mark["q"], from_=mark["from"], to=mark["to"])
    return int(answer.json()["count"])
