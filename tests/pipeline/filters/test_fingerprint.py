"""fingerprint: its methods, and the texts that they are made of. The values were made with other programs."""

from dataclasses import replace

import pytest
from tests.pipeline.filters.running import NOWHERE, after, mistake

from elkvision.pipeline.values.murmur3 import murmur3_32, murmur3_128

HELLO = [
    ("SHA1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
    ("SHA256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
    ("MD5", "5d41402abc4b2a76b9719d911017c592"),
    ("MURMUR3", 613153351),
]


@pytest.mark.parametrize(("method", "expected"), HELLO)
def test_a_text_has_its_mark(method, expected):
    assert after(f'fingerprint {{ method => "{method}" }}', {"message": "hello"})["fingerprint"] == expected


def test_murmur_gives_the_values_of_its_author():
    assert murmur3_32(b"") == 0
    assert murmur3_32(b"hello") == 0x248BFA47
    assert murmur3_32(b"hello, world") == 0x149BBB7F
    assert murmur3_128(b"The quick brown fox jumps over the lazy dog") == (0xE34BBC7BBC071B6C, 0x7A433CA9C49A9347)


@pytest.mark.parametrize("value", ["hello", 5, 2**40])
def test_the_long_murmur_is_128_bits_in_both_forms(value):
    hexadecimal = after('fingerprint { method => "MURMUR3_128" }', {"message": value})["fingerprint"]
    base64 = after('fingerprint { method => "MURMUR3_128" base64encode => true }', {"message": value})["fingerprint"]
    assert (len(hexadecimal), len(base64)) == (32, 24)


def test_with_a_key_nobody_else_makes_the_same_mark():
    event = after('fingerprint { method => "SHA256" key => "secret" }', {"message": "hello"})
    assert event["fingerprint"] == "88aab3ede8d3adf94d26ab90d3bafd4a2083070c3bcce9c014ee04a443847c0b"


def test_base64_is_shorter():
    event = after('fingerprint { method => "MD5" base64encode => true }', {"message": "hello"})
    assert event["fingerprint"] == "XUFAKrxLKna5cZ2REBfFkg=="


def test_an_address_becomes_its_network():
    assert (
        after('fingerprint { method => "IPV4_NETWORK" key => 24 }', {"message": "10.1.2.3"})["fingerprint"]
        == "10.1.2.0"
    )
    assert "length of the prefix" in mistake('fingerprint { method => "IPV4_NETWORK" }')
    assert "0 to 32" in mistake('fingerprint { method => "IPV4_NETWORK" key => "x" }')


def test_only_punctuation_is_left():
    event = after('fingerprint { method => "PUNCTUATION" }', {"message": "PHP Warning: json() [x=1] <é€>"})
    assert event["fingerprint"] == ":()[=]<€>"


def test_an_identifier_is_random():
    around = replace(NOWHERE, random_bytes=lambda size: b"\0" * size)
    assert (
        after('fingerprint { method => "UUID" }', {}, around)["fingerprint"] == "00000000-0000-4000-8000-000000000000"
    )


def test_sources_are_put_together_by_name_whatever_their_order():
    one = after(
        'fingerprint { source => ["b", "a"] concatenate_sources => true method => "SHA1" }',
        {"a": {"y": 1, "x": 2}, "b": "t"},
    )
    two = after(
        'fingerprint { source => ["a", "b"] concatenate_sources => true method => "SHA1" }',
        {"a": {"x": 2, "y": 1}, "b": "t"},
    )
    assert one["fingerprint"] == two["fingerprint"]


def test_the_text_of_several_sources_is_the_one_of_logstash():
    together = after(
        'fingerprint { source => ["a", "b"] concatenate_sources => true method => "MD5" }', {"a": 1, "b": "x"}
    )
    alone = after('fingerprint { source => "t" method => "MD5" }', {"t": "|a|1|b|x|"})
    assert together["fingerprint"] == alone["fingerprint"]


def test_all_fields_can_count():
    mark = 'fingerprint { concatenate_all_fields => true method => "SHA1" }'
    assert after(mark, {"a": 1})["fingerprint"] != after(mark, {"a": 2})["fingerprint"]


def test_the_mark_of_a_whole_event_is_the_one_that_it_has_in_logstash():
    alone = after('fingerprint { source => "t" }', {"t": "|@timestamp|2026-01-04T12:00:00.000Z|@version|1|a|1|"})
    assert after("fingerprint { concatenate_all_fields => true }", {"a": 1})["fingerprint"] == alone["fingerprint"]


def test_each_item_of_a_list_has_a_mark_of_its_own():
    marks = after('fingerprint { source => "l" method => "MD5" }', {"l": ["hello", "hello", "x"]})["fingerprint"]
    assert marks[0] == marks[1] != marks[2]


def test_with_ecs_the_mark_is_the_hash_of_the_event():
    assert after('fingerprint { ecs_compatibility => "v1" method => "MD5" }', {"message": "hello"})["event"]["hash"]


def test_a_source_that_is_missing_makes_no_mark():
    assert after('fingerprint { source => "none" }', {}) == {}
