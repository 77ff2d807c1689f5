"""truncate, uuid, bytes, de_dot, urldecode, syslog_pri, cidr."""

from dataclasses import replace

import pytest
from tests.pipeline.filters.running import NOWHERE, after, around_files, mistake


def test_texts_are_cut_to_so_many_bytes_and_never_within_a_character():
    event = after(
        'truncate { fields => ["a", "[b][c]", "l"] length_bytes => 4 }',
        {"a": "hello", "b": {"c": "héééé"}, "l": ["12345", 12345], "z": "as it was"},
    )
    assert event == {"a": "hell", "b": {"c": "hé"}, "l": ["1234", 12345], "z": "as it was"}


def test_without_fields_every_text_is_cut():
    assert after("truncate { length_bytes => 1 }", {"a": "hello", "b": {"c": ["xy"]}, "n": 12}) == {
        "a": "h",
        "b": {"c": ["x"]},
        "n": 12,
    }


def test_an_identifier_is_random_and_stays_unless_it_is_to_be_overwritten():
    around = replace(NOWHERE, random_bytes=lambda size: bytes(range(size)))
    made = "00010203-0405-4607-8809-0a0b0c0d0e0f"
    assert after('uuid { target => "id" }', {}, around)["id"] == made
    assert after('uuid { target => "id" }', {"id": "mine"}, around)["id"] == "mine"
    assert after('uuid { target => "id" overwrite => true }', {"id": "mine"}, around)["id"] == made


@pytest.mark.parametrize(
    ("text", "more", "size"),
    [
        ("40", "", 40),
        ("40 B", "", 40),
        ("40KB", "", 40960),
        ("40kB", 'conversion_method => "metric"', 40000),
        ("1.5 GB", "", 1610612736),
        ("1,5 kb", "", 1536),
        ("1,333 MB", "", 1333 * 1024**2),
        ("1,333 kB", 'decimal_separator => ","', 1365),
        ("1.234.567,5", "", 1234568),
        ("2 EB", "", 2 * 1024**6),
        ("1 000 k", "", 1024000),
    ],
)
def test_a_size_becomes_a_number_of_bytes(text, more, size):
    assert after(f'bytes {{ target => "n" {more} }}', {"message": text})["n"] == size


@pytest.mark.parametrize("text", ["", "many", "12 XB", "KB", None, "9" * 400])
def test_what_is_no_size_is_tagged(text):
    assert after('bytes { target => "n" }', {"message": text})["tags"] == ["_bytesparsefailure"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"a_b": 1, "x": {"y.z": 2}}),
        ('separator => "-"', {"a-b": 1, "x": {"y.z": 2}}),
        ("nested => true", {"a": {"b": 1}, "x": {"y.z": 2}}),
        ('fields => ["[x][y.z]"]', {"a.b": 1, "x": {"y_z": 2}}),
        ('nested => true fields => ["[x][y.z]"]', {"a.b": 1, "x": {"y": {"z": 2}}}),
        ("recursive => true", {"a_b": 1, "x": {"y_z": 2}}),
        ("recursive => true nested => true", {"a": {"b": 1}, "x": {"y": {"z": 2}}}),
        ('recursive => true nested => true fields => ["x", "none.at.all"]', {"a.b": 1, "x": {"y": {"z": 2}}}),
    ],
)
def test_dots_leave_the_names(settings, expected):
    assert after(f"de_dot {{ {settings} }}", {"a.b": 1, "x": {"y.z": 2}}) == expected


def test_hashes_with_dots_in_their_names_go_when_they_are_empty():
    event = after('de_dot { nested => true fields => ["[a.b][c.d][e.f]"] }', {"a.b": {"c.d": {"e.f": 1}}})
    assert event == {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}


def test_names_that_cannot_both_be_are_kept():
    event = after("de_dot { recursive => true nested => true }", {"x": {"a": 1, "a.b": 2, "c..d": 3}})
    assert event == {"x": {"a": 1, "a.b": 2, "c..d": 3}}


def test_a_separator_with_a_dot_is_a_mistake():
    assert "must not have a dot" in mistake('de_dot { separator => "." }')


@pytest.mark.parametrize(
    ("text", "settings", "decoded"),
    [
        ("a%20b+c", "", "a b+c"),
        ("caf%C3%A9é", "", "caféé"),
        ("%E9", "", "\\xE9"),
        ("%E9", 'charset => "ISO-8859-1"', "é"),
        ("100%", "", "100%"),
        (["%41", {"k": "%42"}, 1], "", ["A", {"k": "B"}, 1]),
    ],
)
def test_escapes_become_letters(text, settings, decoded):
    assert after(f"urldecode {{ {settings} }}", {"message": text})["message"] == decoded


def test_all_fields_can_be_decoded_and_an_unknown_character_set_is_a_mistake():
    assert after("urldecode { all_fields => true }", {"a": "%41", "b": {"c": "%42"}}) == {"a": "A", "b": {"c": "B"}}
    assert "no character set" in mistake('urldecode { charset => "KLINGON" }')


def test_a_priority_says_facility_and_severity():
    event = after("syslog_pri { }", {"syslog_pri": "165"})
    assert (event["syslog_facility_code"], event["syslog_facility"]) == (20, "local4")
    assert (event["syslog_severity_code"], event["syslog_severity"]) == (5, "notice")


def test_a_priority_that_there_is_no_word_for_is_tagged():
    event = after("syslog_pri { }", {"syslog_pri": 193})
    assert (event["syslog_facility_code"], event["syslog_severity"]) == (24, "alert")
    assert event["tags"] == ["_syslogpriparsefailure"]
    assert "tags" not in after("syslog_pri { use_labels => false }", {"syslog_pri": 193})


def test_without_a_priority_it_is_that_of_a_user_level_notice():
    event = after("syslog_pri { use_labels => false }", {})
    assert event == {"syslog_facility_code": 1, "syslog_severity_code": 5}


def test_with_ecs_the_parts_of_a_priority_lie_under_log_syslog():
    event = after('syslog_pri { ecs_compatibility => "v8" }', {"log": {"syslog": {"priority": ["0"]}}})
    assert event["log"]["syslog"] == {
        "priority": ["0"],
        "facility": {"code": 0, "name": "kernel"},
        "severity": {"code": 0, "name": "emergency"},
    }


CIDR = 'cidr {{ address => ["%{{ip}}", "%{{other}}"] {} add_tag => ["in"] }}'


@pytest.mark.parametrize(
    ("networks", "fields", "inside"),
    [
        ('network => ["10.0.0.0/8", "fe80::/10"]', {"ip": "10.1.2.3"}, True),
        ('network => ["10.0.0.0/8", "fe80::/10"]', {"ip": "fe80::1"}, True),
        ('network => ["10.0.0.0/8"]', {"ip": "11.1.2.3", "other": "10.0.0.1"}, True),
        ('network => ["10.0.0.0/8"]', {"ip": "11.1.2.3"}, False),
        ('network => ["192.168.1.7/24"]', {"ip": "192.168.1.200"}, True),
        ('network => ["%{net}"]', {"ip": "10.1.2.3", "net": "11.0.0.0/8, 10.0.0.0/8"}, True),
        ('network => ["nonsense", "10.1.2.3"]', {"ip": "10.1.2.3"}, True),
        ('network_path => "nets.txt"', {"ip": "10.1.2.3"}, True),
        ('network_path => "nets.txt"', {"ip": "host.acme.example"}, False),
    ],
)
def test_an_address_lies_in_a_network(networks, fields, inside):
    event = after(CIDR.format(networks), fields, around_files(nets_txt=b"172.16.0.0/12\n10.0.0.0/8\n"))
    assert ("tags" in event) == inside


def test_a_file_of_networks_that_is_missing_is_a_mistake():
    assert "cannot be read" in mistake(CIDR.format('network_path => "none"'))
    assert "exclude each other" in mistake(CIDR.format('network_path => "none" network => "10.0.0.0/8"'))
