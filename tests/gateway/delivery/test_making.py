"""Lines go through the pipelines of their tenant: those of the moment their segment was begun."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.gateway.delivery.test_carrier import ACME, GLOBEX, HTTP, NOW, TCP, Shelf, segment
from tests.pipeline.filters.mmdb import write_database

from elkvision.core.errors import Unavailable
from elkvision.core.event import Event, event_id
from elkvision.gateway.delivery import plans
from elkvision.gateway.delivery.carrier import Carrier
from elkvision.gateway.delivery.counts import Counts
from elkvision.gateway.delivery.making import Making
from elkvision.gateway.keys import Keys
from elkvision.gateway.spool.reader import read_frames
from elkvision.gateway.spool.records import Origin
from elkvision.gateway.spool.segment import number_of
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.geo_database import GeoFolder
from elkvision.pipeline.normalise import normalise_line

SHOUT = 'filter { mutate { add_field => { "seen" => "yes" } } }'
DROP = 'filter { if [message] =~ "noise" { drop { } } }'
TWICE = 'filter { clone { clones => ["copy"] } }'


class House:
    """The gateway's settings, and a delivery that follows them."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "gateway.json"
        self.version = 0
        self.spool = folder / "spool"
        self.spool.mkdir()
        self.routes = folder / "routes"
        self.geo = folder / "geoip"
        self.shelf = Shelf()
        self.dead = folder / "dead"
        self.start()

    def start(self) -> None:
        making = Making(Keys(self.file), self.routes, normalise_line, Surroundings(), GeoFolder(self.geo))
        self.carrier = Carrier(self.spool, self.shelf, making, Counts(), self.dead, 1 << 20)  # type: ignore[arg-type]  # half a store

    def save(self, *pipelines: dict[str, Any], tenant: str = ACME, **of_tenant: Any) -> None:
        self.version += 1
        settings = {"version": self.version, "pipelines": {tenant: pipelines}, "tenants": {tenant: of_tenant}}
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(settings))
        new.replace(self.file)
        self.carrier.making.refresh()

    def carried(self, *commits: tuple[Origin, Sequence[bytes]]) -> list[Event]:
        before = len(self.shelf.events)
        self.carrier.carry(segment(self.spool, *commits))
        return [event for events in list(self.shelf.events.values())[before:] for event in events]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def pipeline(text: str, *, version: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": 1, "name": "web", "version": version, "text": text, **more}


def test_a_saved_pipeline_is_used_without_a_restart_and_named_in_each_event(house: House) -> None:
    assert "attributes" not in house.carried((TCP, [b"before"]))[0]
    house.save(pipeline(SHOUT, version=3))
    (event,) = house.carried((TCP, [b"after"]))
    assert event["attributes"] == {"seen": "yes", "elkvision": {"pipeline": "web@3"}}
    assert event["message"] == "after"


def test_another_tenants_lines_keep_the_express_lane(house: House) -> None:
    house.save(pipeline(SHOUT))
    events = house.carried((TCP, [b'{"message":"mine"}']), (HTTP, [b'{"message":"theirs"}']))
    assert [event["message"] for event in events] == ["mine"]
    (taken,) = house.shelf.lines.values()
    assert taken == {1: b'{"message":"theirs"}'}
    assert all(event["tenant_id"] != GLOBEX for event in events)


def test_only_the_inputs_and_keys_that_a_pipeline_names_go_through_it(house: House) -> None:
    house.save(pipeline(SHOUT, inputs=["http"], keys=[7]))
    lines = [Origin(ACME, "http", 7), Origin(ACME, "http", 8), Origin(ACME, "tcp", 7)]
    events = house.carried(*((origin, [b"x%d" % n]) for n, origin in enumerate(lines)))
    assert {event["message"]: "attributes" in event for event in events} == {"x0": True, "x1": False, "x2": False}


def test_a_condition_on_fields_lets_the_others_by(house: House) -> None:
    house.save(pipeline(SHOUT, condition='[service] == "shop"'))
    events = house.carried((TCP, [b'{"message":"a","service":"shop"}', b'{"message":"b"}']))
    assert [event.get("attributes", {}).get("seen") for event in events] == ["yes", None]


def test_pipelines_run_in_their_order(house: House) -> None:
    first = pipeline('filter { mutate { add_field => { "n" => "1" } } }')
    second = {**pipeline('filter { if [n] == "1" { mutate { replace => { "n" => "2" } } } }'), "id": 2, "name": "next"}
    house.save(first, second)
    (event,) = house.carried((TCP, [b"x"]))
    assert event["attributes"] == {"n": "2", "elkvision": {"pipeline": "web@1, next@1"}}


def test_dropped_lines_are_counted_and_copies_have_ids_of_their_own(house: House) -> None:
    house.save(pipeline(DROP))
    assert [event["message"] for event in house.carried((TCP, [b"noise", b"signal"]))] == ["signal"]
    assert house.carrier.counts.dropped == 1
    house.save(pipeline(TWICE, version=2))
    name = segment(house.spool, (TCP, [b"once"]))
    house.carrier.carry(name)
    events = list(house.shelf.events.values())[-1]
    assert [event["id"] for event in events] == [event_id(NOW + 1, number_of(name), 0, child) for child in (0, 1)]


def test_a_repeat_goes_through_the_pipelines_that_the_segment_began_with(house: House) -> None:
    house.save(pipeline(SHOUT, version=1))
    name = segment(house.spool, (TCP, [b"x"]))
    house.shelf.away = True
    with pytest.raises(Unavailable):
        house.carrier.carry(name)
    house.shelf.away = False
    house.save(pipeline(DROP, version=2))
    house.start()  # as after a kill: only what is on the disk is known
    house.carrier.carry(name)
    (event,) = next(iter(house.shelf.events.values()))
    assert event["attributes"]["elkvision"]["pipeline"] == "web@1"


def test_the_raw_line_is_kept_where_a_pipeline_changed_the_message_and_the_tenant_wants_it(house: House) -> None:
    change = pipeline('filter { mutate { gsub => ["message", "secret", "***"] } }')
    house.save(change)
    (event,) = house.carried((TCP, [b"a secret"]))
    assert (event["message"], event["raw"]) == ("a ***", "a secret")
    house.save(change, keep_raw=False)
    (event,) = house.carried((TCP, [b"a secret"]))
    assert "raw" not in event


def test_a_line_that_no_filter_touched_is_recognised_as_ever(house: House) -> None:
    house.save(pipeline('filter { if [message] =~ "never" { drop { } } }'))
    (event,) = house.carried((TCP, [b"2026-03-14T10:00:00Z ERROR payment failed"]))
    assert (event["level"], event["@timestamp"]) == ("error", 1_773_482_400_000_000_000)


def test_time_and_level_that_a_pipeline_left_in_the_message_are_still_read(house: House) -> None:
    house.save(pipeline(SHOUT))
    (event,) = house.carried((TCP, [b"2026-03-14T10:00:00Z ERROR payment failed"]))
    assert (event["level"], event["@timestamp"]) == ("error", 1_773_482_400_000_000_000)
    assert event["attributes"]["seen"] == "yes"
    house.save(pipeline('filter { mutate { add_field => { "severity" => "debug" } } }'))
    (event,) = house.carried((TCP, [b"2026-03-14T10:00:00Z ERROR payment failed"]))
    assert event["level"] == "debug"


def test_a_pipeline_that_cannot_be_compiled_lets_events_pass_with_a_tag(house: House) -> None:
    house.save(pipeline("filter { nothing { } }"))
    (event,) = house.carried((TCP, [b"x"]))
    assert "_pipeline_failure" in event["tags"]
    assert "nothing" in house.carrier.making.stats()[ACME][0]["problem"]


def test_what_each_filter_did_is_told(house: House) -> None:
    house.save(pipeline(SHOUT))
    house.carried((TCP, [b"x", b"y"]))
    (told,) = house.carrier.making.stats()[ACME]
    (one,) = told["filters"]
    assert (one["name"], one["line"], one["events"], one["failures"]) == ("mutate", 1, 2, 0)
    assert one["nanoseconds"] > 0


def test_the_live_tail_shows_what_the_pipelines_make_and_counts_nothing(house: House) -> None:
    house.save(pipeline(SHOUT))
    name = segment(house.spool, (TCP, [b"x"]))
    (frame,) = read_frames(house.spool, name)
    (event,) = house.carrier.making.shown(frame, [(0, b"x")], number_of(name))
    assert event["attributes"]["seen"] == "yes"
    assert house.carrier.making.stats() == {ACME: []}


def test_files_of_routes_that_nothing_needs_are_put_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elkvision.gateway.delivery.making._OLD_SECONDS", -1.0)
    house.save(pipeline(SHOUT))
    house.carried((TCP, [b"x"]))
    (old,) = house.routes.iterdir()
    house.save(pipeline(DROP, version=2))
    house.carrier.making.sweep([old.stem])
    assert old.exists()
    house.carrier.making.sweep(plans.routes_named(house.spool))
    assert not old.exists()


def test_with_a_geo_database_lines_that_name_a_client_get_its_place_and_others_keep_the_express_lane(
    house: House,
) -> None:
    lines = [b'{"message":"a","clientip":"203.0.113.7"}']
    others = [b'{"message":"b"}', b'{"message":"c"}']
    assert house.carried((TCP, lines)) == []
    house.geo.mkdir()
    germany = {
        "country": {"iso_code": "DE", "names": {"en": "Germany"}},
        "location": {"latitude": 52.5, "longitude": 13.4},
    }
    write_database(house.geo / "city.mmdb", "Test-City", {"203.0.113.0/24": germany})
    house.carrier.making.refresh()
    (event,) = house.carried((TCP, lines), (TCP, others))
    assert event["attributes"]["geoip"]["country_name"] == "Germany"
    assert "elkvision" not in event["attributes"]
    assert "raw" not in event
    assert list(list(house.shelf.lines.values())[-1].values()) == others
    (text,) = house.carried((TCP, [b'203.0.113.7 - - [14/Mar/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5']))
    assert text["attributes"]["geoip"]["country_code2"] == "DE"


def test_an_organisations_own_pipeline_comes_before_the_default_one(house: House) -> None:
    house.geo.mkdir()
    germany = {
        "country": {"iso_code": "DE", "names": {"en": "Germany"}},
        "location": {"latitude": 52.5, "longitude": 13.4},
    }
    write_database(house.geo / "city.mmdb", "Test-City", {"203.0.113.0/24": germany})
    house.save(pipeline('filter { grok { match => { "message" => "^%{IP:clientip} %{WORD:verb}" } } }'))
    (event,) = house.carried((TCP, [b"203.0.113.7 GET"]))
    assert event["attributes"]["geoip"]["country_name"] == "Germany"
    assert event["attributes"]["elkvision"]["pipeline"] == "web@1"
    (told,) = house.carrier.making.stats()[ACME]
    assert told["name"] == "web"


def test_a_pipeline_that_runs_away_does_not_hold_up_the_other_tenants_of_its_segment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elkvision.gateway.delivery.making._LOST_SECONDS", 1.0)
    house.start()
    house.save(pipeline("filter { if [message] =~ /^(a|a)*$/ { drop { } } }"))
    began = time.monotonic()
    events = house.carried((TCP, [b"a" * 60 + b"!"] * 2_000), (HTTP, [b"theirs"]))
    assert time.monotonic() - began < 15
    assert len(events) == 2_001
    (theirs,) = (event for event in events if event["tenant_id"] == GLOBEX)
    assert "_pipeline_failure" not in theirs.get("tags", ())


def test_a_route_that_is_needed_again_is_not_swept_away_before_a_plan_names_it(house: House) -> None:
    house.save(pipeline(SHOUT))
    making = house.carrier.making
    name = making.names([ACME])[ACME]
    path = house.routes / f"{name}.json"
    os.utime(path, (1, 1))
    making.names([ACME])
    house.save(pipeline(TWICE))
    making.sweep([])
    assert path.exists()
