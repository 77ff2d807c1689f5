"""A folder of geo databases: opened anew when they change, and asked together."""

from pathlib import Path

import pytest
from tests.pipeline.filters.mmdb import write_database

from elkvision.pipeline.geo_database import GeoFolder, MaxMindDatabase, Together

BERLIN = {"location": {"latitude": 52.5, "longitude": 13.4}}
FLAT = {"city": "Mountain View", "country_code": "US", "latitude": 37.4, "longitude": -122.0, "postcode": "",
        "state1": "California", "state2": "", "timezone": ""}  # fmt: skip


def test_a_folder_is_read_anew_when_its_files_change(tmp_path: Path) -> None:
    folder = GeoFolder(tmp_path / "geoip")
    assert (folder.look(), folder.version) == ({}, 0)
    (tmp_path / "geoip").mkdir()
    write_database(tmp_path / "geoip" / "a.mmdb", "GeoLite2-City", {"203.0.113.0/24": BERLIN})
    assert folder.look()["City"].get("203.0.113.7") == BERLIN
    assert (folder.look()["City"], folder.version) == (folder.look()["City"], 1)
    (tmp_path / "geoip" / "a.mmdb").unlink()
    assert (folder.look(), folder.version) == ({}, 2)


def test_a_file_that_is_no_database_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "notes.mmdb").write_text("no")
    assert GeoFolder(tmp_path).look() == {}


def test_databases_of_one_kind_are_asked_one_after_another(tmp_path: Path) -> None:
    one = MaxMindDatabase(write_database(tmp_path / "4.mmdb", "city ipv4", {"203.0.113.0/24": BERLIN}))
    other = MaxMindDatabase(write_database(tmp_path / "6.mmdb", "city ipv6", {"2001:db8::/32": BERLIN}))
    together = Together("City", [one, other])
    assert one.kind == "City"
    assert together.get("203.0.113.7") == together.get("2001:db8::1") == BERLIN
    assert together.get("198.51.100.1") is None
    assert together.network("2001:db8::1") == "2001:db8::/32"
    with pytest.raises(ValueError, match="does not appear"):
        together.get("nobody")


def test_a_flat_record_is_given_in_the_form_of_maxminds(tmp_path: Path) -> None:
    database = MaxMindDatabase(write_database(tmp_path / "flat.mmdb", "city ipv4", {"203.0.113.0/24": FLAT}))
    assert database.get("203.0.113.7") == {
        "country": {"iso_code": "US"},
        "city": {"names": {"en": "Mountain View"}},
        "subdivisions": [{"names": {"en": "California"}}],
        "location": {"latitude": 37.4, "longitude": -122.0},
    }
