"""prune: fields and values by expressions."""

import pytest
from tests.pipeline.filters.running import after, events_after, mistake

FIELDS = {"name": "Alice", "status": "200", "%{never}": "x", "list": ["a1", "b2", 3], "which": "stat"}


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("", ["list", "name", "status", "which"]),
        ('blacklist_names => ["^s", "list"]', ["%{never}", "name", "which"]),
        ('whitelist_names => ["^name$", "@timestamp", "%"]', ["name"]),
        ('whitelist_names => ["name", "%"] blacklist_names => ["zzz"]', ["%{never}", "name"]),
        ('interpolate => true blacklist_names => ["^%{which}us$"]', ["%{never}", "list", "name", "which"]),
    ],
)
def test_fields_are_kept_by_their_names(settings, names):
    assert sorted(after(f"prune {{ {settings} }}", FIELDS)) == names


@pytest.mark.parametrize(
    ("settings", "field", "value"),
    [
        ('whitelist_values => { "status" => "^2" }', "status", "200"),
        ('whitelist_values => { "status" => "^3" }', "status", None),
        ('blacklist_values => { "status" => "^2" }', "status", None),
        ('whitelist_values => { "list" => "1|3" }', "list", ["a1", 3]),
        ('blacklist_values => { "list" => "[a-z]" }', "list", [3]),
        ('blacklist_values => { "list" => "." }', "list", None),
        ('interpolate => true whitelist_values => { "%{which}us" => "%{status}" }', "status", "200"),
        ('whitelist_values => { "nothing" => "x" }', "name", "Alice"),
    ],
)
def test_values_are_kept_by_what_they_are(settings, field, value):
    assert after(f"prune {{ {settings} }}", FIELDS).get(field) == value


def test_the_moment_goes_too_where_only_other_names_are_wanted():
    [event] = events_after('prune { whitelist_names => ["^name$"] }', FIELDS)
    assert event.data == {"name": "Alice"}


def test_an_expression_that_is_none_is_a_mistake():
    assert "(" in mistake('prune { whitelist_names => ["("] }')
