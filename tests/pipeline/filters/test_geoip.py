"""geoip, with databases that are written here."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.pipeline.filters.mmdb import write_database
from tests.pipeline.filters.running import NOWHERE, after, mistake

from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.geo_database import MaxMindDatabase

ZURICH = {
    "city": {"names": {"en": "Zurich", "de": "Zürich"}},
    "continent": {"code": "EU", "names": {"en": "Europe"}},
    "country": {"iso_code": "CH", "names": {"en": "Switzerland"}},
    "location": {"latitude": 47.3682, "longitude": 8.5671, "time_zone": "Europe/Zurich"},
    "postal": {"code": "8048"},
    "subdivisions": [{"iso_code": "ZH", "names": {"en": "Zurich (Kanton)"}}],
}
NOBODY_KNOWS_WHERE = {"country": {"iso_code": "CH", "names": {"en": "Switzerland"}}}
ACME = {"autonomous_system_number": 64500, "autonomous_system_organization": "Acme Networks"}


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    folder = tmp_path_factory.mktemp("geo")
    city = write_database(
        folder / "city.mmdb",
        "GeoLite2-City",
        {"203.0.113.0/24": ZURICH, "198.51.100.0/24": NOBODY_KNOWS_WHERE, "2001:db8::/32": ZURICH},
    )
    asn = write_database(folder / "asn.mmdb", "GeoLite2-ASN", {"203.0.113.0/25": ACME})
    geo = {database.kind: database for database in (MaxMindDatabase(city), MaxMindDatabase(asn))}
    return replace(NOWHERE, geo=geo, open_geo=lambda path: MaxMindDatabase(folder / path))


def test_a_city_has_logstashs_fields(around):
    assert after('geoip { source => "ip" }', {"ip": "203.0.113.7"}, around)["geoip"] == {
        "ip": "203.0.113.7",
        "city_name": "Zurich",
        "continent_code": "EU",
        "country_name": "Switzerland",
        "country_code2": "CH",
        "country_code3": "CH",
        "postal_code": "8048",
        "region_name": "Zurich (Kanton)",
        "region_code": "ZH",
        "timezone": "Europe/Zurich",
        "location": {"lat": 47.3682, "lon": 8.5671},
        "latitude": 47.3682,
        "longitude": 8.5671,
    }


def test_with_ecs_it_lies_beside_the_address(around):
    event = after(
        'geoip { source => "[client][ip]" ecs_compatibility => "v8" }',
        {"client": {"ip": "203.0.113.7", "port": 1}},
        around,
    )
    assert event["client"] == {
        "ip": "203.0.113.7",
        "port": 1,
        "geo": {
            "city_name": "Zurich",
            "continent_code": "EU",
            "country_name": "Switzerland",
            "country_iso_code": "CH",
            "postal_code": "8048",
            "region_name": "Zurich (Kanton)",
            "region_iso_code": "CH-ZH",
            "timezone": "Europe/Zurich",
            "location": {"lat": 47.3682, "lon": 8.5671},
        },
    }


def test_a_network_has_an_owner(around):
    event = after(
        'geoip { source => "ip" default_database_type => "ASN" target => "as" }', {"ip": "203.0.113.7"}, around
    )
    assert event["as"] == {"ip": "203.0.113.7", "asn": 64500, "as_org": "Acme Networks"}
    event = after(
        'geoip { source => "[s][ip]" database => "asn.mmdb" ecs_compatibility => "v1" }',
        {"s": {"ip": "203.0.113.7"}},
        around,
    )
    assert event["s"]["as"] == {"number": 64500, "organization": {"name": "Acme Networks"}}


def test_only_the_fields_that_are_named_are_added(around):
    event = after(
        'geoip { source => "ip" fields => ["COUNTRY_NAME", "network"] }', {"ip": ["203.0.113.7", "x"]}, around
    )
    assert event["geoip"] == {"country_name": "Switzerland", "network": "203.0.113.0/24"}


def test_addresses_of_version_6_are_written_out(around):
    assert after('geoip { source => "ip" fields => "ip" }', {"ip": "2001:db8::1"}, around)["geoip"] == {
        "ip": "2001:db8:0:0:0:0:0:1"
    }


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "8.8.8.8", "198.51.100.1", "host.acme.example", "nonsense"]
)
def test_an_address_that_nothing_is_known_of_is_tagged(around, address):
    event = after('geoip { source => "ip" add_tag => ["never"] }', {"ip": address}, around)
    assert event == {"ip": address, "geoip": {}, "tags": ["_geoip_lookup_failure"]}


@pytest.mark.parametrize("fields", [{}, {"ip": ""}, {"ip": []}, {"ip": 5}])
def test_without_an_address_there_is_a_tag_and_nothing_else(around, fields):
    event = after('geoip { source => "ip" tag_on_failure => ["lost"] }', fields, around)
    assert event == {**fields, "tags": ["lost"]}


def test_an_event_gets_values_of_its_own(around):
    one = after('geoip { source => "ip" }', {"ip": "203.0.113.7"}, around)
    one["geoip"]["location"]["lat"] = 0
    assert after('geoip { source => "ip" }', {"ip": "203.0.113.7"}, around)["geoip"]["location"]["lat"] == 47.3682


def test_where_no_database_is_at_hand_nothing_happens_and_nothing_fails():
    assert after('geoip { source => "ip" }', {"ip": "203.0.113.7"}) == {"ip": "203.0.113.7"}


def test_settings_that_cannot_be_are_mistakes(around, tmp_path):
    assert "is no field" in mistake('geoip { source => "ip" fields => ["planet"] }', around)
    assert "`target` is needed" in mistake('geoip { source => "ip" ecs_compatibility => "v1" }', around)
    assert "cannot be opened" in mistake('geoip { source => "ip" database => "none.mmdb" }', around)
    no_database = Path(tmp_path / "x.mmdb")
    no_database.write_bytes(b"nonsense")
    with pytest.raises(OSError, match="no geo database"):
        MaxMindDatabase(no_database)
