"""Help with grok: what each name took, where a pattern stops fitting, and patterns that fit a line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elkvision.pipeline.grokking import Taken, build, look, suggest

COMBINED = '192.0.2.7 - eve [14/Mar/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "http://x/" "curl/8"'
OWN = "2026-03-14T10:00:00Z ERROR [payment-service] order=4711 took 12.5 ms from 10.0.0.1: card was declined"


def test_each_name_says_which_part_of_the_line_it_took() -> None:
    looked = look("^%{IP:ip} %{WORD:verb}", "10.0.0.1 GET /")
    assert looked.matched
    assert looked.taken == (Taken("ip", 0, 8, "10.0.0.1"), Taken("verb", 9, 12, "GET"))


def test_a_pattern_that_does_not_fit_says_how_far_it_does() -> None:
    pattern = "%{IP:ip} %{WORD:verb} %{NUMBER:took}"
    looked = look(pattern, "10.0.0.1 GET slow")
    assert not looked.matched
    assert pattern[: looked.fits] == "%{IP:ip} %{WORD:verb} "
    assert looked.until == 13
    assert [one.field for one in looked.taken] == ["ip", "verb"]


def test_a_name_that_is_not_defined_is_a_problem_with_the_nearest_one() -> None:
    assert "did you mean `%{NUMBER}`?" in look("%{NUMBR:n}", "5").problem


def test_definitions_of_ones_own_count() -> None:
    assert look("%{ORDER:order}", "A-17", {"ORDER": "[A-Z]-[0-9]+"}).taken[0].value == "A-17"


def test_a_pattern_that_takes_ages_is_cut() -> None:
    began = time.monotonic()
    looked = look(r"^(?:(?<a>x+x+)+y)$", "x" * 60)
    assert "too long" in looked.problem
    assert time.monotonic() - began < 5


def test_a_web_servers_line_gets_the_standard_pattern_first() -> None:
    first, *_ = suggest(COMBINED)
    assert first.pattern == "^%{HTTPD_COMBINEDLOG}$"
    assert ("clientip", "192.0.2.7") in [(one.field, one.value) for one in first.taken]


def test_a_line_of_ones_own_gets_a_pattern_made_for_it() -> None:
    made = suggest(OWN)[-1]
    assert made.title == "made for this line"
    assert {one.field: one.value for one in made.taken} == {
        "timestamp": "2026-03-14T10:00:00Z", "level": "ERROR", "word": "payment-service", "order": "4711",
        "number": "12.5", "ip": "10.0.0.1", "message": "card was declined",
    }  # fmt: skip
    assert ":order:int}" in made.pattern


def test_the_pattern_made_for_one_line_fits_its_sisters() -> None:
    sister = "2027-01-02T03:04:05.678Z WARN [shop] order=9 took 3 ms from 192.0.2.1: out of stock"
    assert look(build(OWN), sister).matched


@pytest.mark.parametrize("line", ["", " ", "%{x}", "a" * 5000, '"', "[](){}", "=", "a=", "\t", "größe=5 ü"])
def test_odd_lines_get_a_pattern_that_can_be_read(line: str) -> None:
    assert look(build(line), line).problem == ""


@given(st.text(max_size=80))
def test_whatever_the_line_is_the_pattern_made_for_it_can_be_read(line: str) -> None:
    assert look(build(line), line).problem == ""
