"""A compiled pipeline: order, decorations, dropped and made events, and filters that throw."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.pipeline.language.trying import after, all_after, warnings

from elkvision.pipeline import WorkEvent, compile_pipeline
from elkvision.pipeline.filters import registry
from elkvision.pipeline.filters.contract import STRING, Option, Plugin, Settings, Spread, Surroundings
from elkvision.pipeline.language import compiler


def _explode(settings: Settings, around: Surroundings) -> Callable[[WorkEvent], bool]:
    def run(event: WorkEvent) -> bool:
        if event.get("name") == settings["on"]:
            around.count("explosions", 1)
            raise RuntimeError("boom")
        return event.get("name") != "nobody"

    return run


def _twins(settings: Settings, around: Surroundings) -> Spread:
    return Spread(lambda event: [event.clone(), event.clone()])


def _gone(settings: Settings, around: Surroundings) -> Callable[[WorkEvent], bool]:
    def run(event: WorkEvent) -> bool:
        event.cancel()
        return True

    return run


PLUGINS = {
    "explode": Plugin("explode", _explode, {"on": Option(STRING, default="bob")}),
    "twins": Plugin("twins", _twins),
    "gone": Plugin("gone", _gone),
}


@pytest.fixture(autouse=True)
def _three_more_filters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(compiler, "find_filter", lambda name: PLUGINS.get(name) or registry.find_filter(name))
    return


def names(events: list[WorkEvent]) -> list[Any]:
    return [event.get("name") for event in events]


def people(*who: str) -> list[WorkEvent]:
    return [WorkEvent({"name": name}) for name in who]


def test_filters_run_in_the_order_of_the_text() -> None:
    found = after(
        """
        mutate { add_field => { "a" => "1" } }
        mutate { add_field => { "b" => "%{a}2" } }
        mutate { add_field => { "c" => "%{b}3" } }
        """
    )
    assert found["c"] == "123"


def test_decorations_are_done_in_logstashs_order() -> None:
    found = after(
        """mutate {
          add_field => { "copy_%{name}" => "%{name}!" "list" => ["%{name}", "two"] "name" => "again" "number" => 5 "[a][b]" => "deep" }
          remove_field => ["gone", "%{which}", "[home][town]"]
          add_tag => ["%{name}", "new", "new"] remove_tag => ["old", "%{which}"]
        }""",
        {
            "name": "alice",
            "gone": 1,
            "which": "other",
            "other": 2,
            "home": {"town": "x"},
            "tags": ["old", "other", "kept"],
        },
    )
    del found["@timestamp"]
    assert found == {
        "name": ["alice", "again"], "copy_alice": "alice!", "list": ["alice", "two"], "number": "5", "a": {"b": "deep"},
        "which": "other", "home": {}, "tags": ["kept", "alice,again", "new"],
    }  # fmt: skip


def test_adding_to_a_field_that_is_there_makes_a_list() -> None:
    found = after('mutate { add_field => { "a" => "2" "b" => "x" "c" => "x" } }', {"a": 1, "b": ["w"], "c": None})
    assert (found["a"], found["b"], found["c"]) == ([1, "2"], ["w", "x"], ["x"])


def test_a_single_tag_that_is_no_list_can_be_taken_away() -> None:
    assert after('mutate { remove_tag => "a" }', {"tags": "a"})["tags"] == []


def test_dropped_events_go_no_further_and_the_others_keep_their_order() -> None:
    pipeline = compile_pipeline('filter { if [name] == "bob" { gone { } } mutate { add_tag => "seen" } }')
    events = people("alice", "bob", "charlie")
    assert names(pipeline.run(events)) == ["alice", "charlie"]
    assert not events[1].has("tags")


def test_made_events_follow_the_one_they_came_from_and_are_decorated() -> None:
    pipeline = compile_pipeline(
        'filter { if [name] != "bob" { twins { add_tag => "twin" } } else { mutate { add_tag => "alone" } } }'
    )
    found = pipeline.run(people("alice", "bob", "charlie"))
    assert names(found) == ["alice", "alice", "alice", "bob", "charlie", "charlie", "charlie"]
    assert [event.get("tags") for event in found[:4]] == [None, ["twin"], ["twin"], ["alone"]]


def test_made_events_keep_their_place_when_originals_are_dropped_in_the_same_arm() -> None:
    pipeline = compile_pipeline('filter { if [name] { twins { } if [name] == "bob" { gone { } } twins { } } }')
    assert names(pipeline.run(people("bob", "alice", "bob", "charlie"))) == ["alice"] * 9 + ["charlie"] * 9


def test_a_filter_that_throws_tags_the_event_and_the_rest_goes_on() -> None:
    pipeline = compile_pipeline(
        'filter {\n explode { id => "dynamite" add_tag => "fine" }\n mutate { add_tag => "after" }\n}', name="web.conf"
    )
    found = pipeline.run(people("alice", "bob", "nobody"))
    assert [event.get("tags") for event in found] == [["fine", "after"], ["_pipeline_failure", "after"], ["after"]]
    assert found[1].get("[@metadata][pipeline_failure]") == "explode in web.conf:2:2: RuntimeError: boom"
    count = pipeline.counts[0]
    assert (count.id, count.events, count.failures, count.unsuccessful, count.noted["explosions"]) == (
        "dynamite",
        3,
        1,
        1,
        1,
    )
    assert count.nanoseconds > 0
    assert pipeline.counts[1].id == "mutate:3"


def test_filters_without_an_id_are_told_apart_by_their_place() -> None:
    pipeline = compile_pipeline("filter { mutate { } mutate { }\n mutate { } }")
    assert [count.id for count in pipeline.counts] == ["mutate:1", "mutate:1:21", "mutate:2"]


def test_a_decoration_that_cannot_be_done_is_a_failure_of_its_filter() -> None:
    found = after('mutate { add_field => { "[name][first]" => "x" } }', {"name": "alice"})
    assert found["name"] == "alice"
    assert found["tags"] == ["_pipeline_failure"]


def test_an_event_that_a_condition_sends_nowhere_is_left_as_it_is() -> None:
    [event] = all_after(
        'if [name] == "alice" { mutate { add_tag => "a" } } else if [name] == "charlie" { gone { } }', {"name": "bob"}
    )
    assert "tags" not in event.data


def test_who_tries_a_pipeline_sees_the_batch_after_each_filter() -> None:
    seen: list[tuple[str, list[Any]]] = []
    pipeline = compile_pipeline(
        'filter { mutate { id => "one" } if [name] == "bob" { gone { id => "two" } } twins { id => "three" } }',
        watch=lambda count, events: seen.append((count.id, names(events))),
    )
    pipeline.run(people("alice", "bob"))
    assert seen == [("one", ["alice", "bob"]), ("two", []), ("three", ["alice"] * 3)]


def test_nothing_in_nothing_out() -> None:
    assert compile_pipeline("filter { twins { } }").run([]) == []


def test_inputs_and_outputs_are_mapped_and_what_has_no_counterpart_is_named() -> None:
    text = """input {
  tcp { port => 5000 codec => json_lines }
  kafka { topics => ["${TOPIC}"] }
}
output {
  elasticsearch { hosts => ["es:9200"] index => "logs-%{+YYYY}" }
  if [level] == "error" { slack { url => "x" } }
}"""
    pipeline = compile_pipeline(text)
    assert [(one.name, one.ours) for one in pipeline.inputs] == [("tcp", "tcp"), ("kafka", None)]
    assert pipeline.inputs[0].settings == {"port": 5000, "codec": "json_lines"}
    assert [(one.name, one.ours) for one in pipeline.outputs] == [("elasticsearch", "store"), ("slack", None)]
    lines = [warning.split(" (")[0] for warning in warnings(text)]
    assert lines == [
        "pipeline.conf:3:3: the input `kafka` has no counterpart here",
        "pipeline.conf:3:22: the environment has no `TOPIC`",
        "pipeline.conf:7:3: conditions around outputs are not kept: every log goes into the store",
        "pipeline.conf:7:27: the output `slack` has no counterpart here",
    ]
