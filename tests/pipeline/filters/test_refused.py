"""Filters that are not run: by name, with what to use instead."""

import pytest
from tests.pipeline.filters.running import mistake

from elkvision.pipeline.filters.registry import filter_names, refused_filters

NAMED = [
    "ruby",
    "aggregate",
    "dns",
    "http",
    "jdbc_streaming",
    "jdbc_static",
    "elasticsearch",
    "elapsed",
    "metrics",
    "sleep",
]


@pytest.mark.parametrize("name", NAMED)
def test_a_refused_filter_says_what_to_use_instead(name):
    said = mistake(f'{name} {{ anything => "x" }}')
    assert f"the filter `{name}` is not run here" in said
    assert refused_filters()[name] in said


def test_nothing_is_refused_that_is_there():
    assert set(filter_names()) & set(refused_filters()) == set()
