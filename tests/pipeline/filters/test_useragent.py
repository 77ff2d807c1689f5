"""useragent, in both forms."""

from tests.pipeline.filters.running import after, around_files, events_after, mistake

FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Firefox/128.0"
OWN = b"""
user_agent_parsers:
  - regex: '(AcmeBrowser)/(\\d+)\\.(\\d+)'
os_parsers: []
device_parsers: []
"""


def test_a_browser_has_a_name_a_system_and_a_device():
    assert after('useragent { source => "agent" target => "ua" }', {"agent": FIREFOX})["ua"] == {
        "name": "Firefox",
        "version": "128.0",
        "major": "128",
        "minor": "0",
        "os": "Mac OS X",
        "os_name": "Mac OS X",
        "os_full": "Mac OS X 10.15",
        "os_version": "10.15",
        "os_major": "10",
        "os_minor": "15",
        "device": "Mac",
    }


def test_without_a_target_the_fields_are_at_the_top_with_their_prefix():
    event = after('useragent { source => "agent" prefix => "ua_" }', {"agent": [FIREFOX, "x"]})
    assert (event["ua_name"], event["ua_os_name"]) == ("Firefox", "Mac OS X")


def test_with_ecs_it_is_user_agent_and_numbers_are_notes():
    [event] = events_after('useragent { source => "agent" ecs_compatibility => "v8" }', {"agent": FIREFOX})
    assert event.data["user_agent"] == {
        "original": FIREFOX,
        "name": "Firefox",
        "version": "128.0",
        "os": {"name": "Mac OS X", "version": "10.15", "full": "Mac OS X 10.15"},
        "device": {"name": "Mac"},
    }
    assert event.get("[@metadata][filter][user_agent][version][major]") == "128"


def test_the_target_may_be_the_source():
    assert after('useragent { source => "ua" target => "ua" }', {"ua": FIREFOX})["ua"]["name"] == "Firefox"


def test_what_nobody_knows_is_other():
    event = after('useragent { source => "agent" }', {"agent": "zzz"})
    assert (event["name"], event["os_name"], event["device"]) == ("Other", "Other", "Other")
    assert "version" not in event


def test_nothing_to_read_adds_nothing():
    for fields in ({}, {"agent": ""}, {"agent": None}, {"agent": 5}):
        assert after('useragent { source => "agent" add_tag => ["x"] }', fields) == fields


def test_expressions_may_come_from_a_file():
    event = after(
        'useragent { source => "agent" regexes => "own.yaml" }',
        {"agent": "AcmeBrowser/3.4"},
        around_files(own_yaml=OWN),
    )
    assert (event["name"], event["version"]) == ("AcmeBrowser", "3.4")
    assert "cannot be read" in mistake('useragent { source => "agent" regexes => "none.yaml" }', around_files())
    assert "cannot be read" in mistake(
        'useragent { source => "agent" regexes => "bad.yaml" }', around_files(bad_yaml=b"[1")
    )
