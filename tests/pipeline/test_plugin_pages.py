"""Every filter and codec has a page that names every setting of it, and no other."""

import re
from pathlib import Path

import pytest

from elkvision.pipeline.codecs.registry import codec_names, find_codec
from elkvision.pipeline.filters.registry import filter_names, find_filter

PAGES = Path(__file__).parents[2] / "docs/reference/pipeline"
FIRST_CELL = re.compile(r"^\| ([^|]+)\|", re.MULTILINE)


def names_in(text: str) -> set[str]:
    """What stands in backquotes at the beginning of the rows of tables of settings."""
    tables = re.findall(r"\| setting \|.*?\n\|---.*?\n((?:\|.*\n)*)", text)
    return {name for table in tables for cell in FIRST_CELL.findall(table) for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("name", filter_names())
def test_the_page_of_a_filter_names_its_settings(name: str) -> None:
    assert names_in((PAGES / "filters" / f"{name}.md").read_text()) == set(find_filter(name).options)


def test_the_list_of_filters_is_whole() -> None:
    [table] = re.findall(r"\| filter \|.*?\n\|---.*?\n((?:\|.*\n)*)", (PAGES / "filters/README.md").read_text())
    assert re.findall(r"^\| \[`(\w+)`\]", table, re.MULTILINE) == list(filter_names())


def test_the_page_of_codecs_names_their_settings() -> None:
    text = (PAGES / "codecs.md").read_text()
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    told = {name: names_in(part) for part in parts for name in part.partition("\n")[0].split(", ")}
    assert set(told) == set(codec_names())
    for name in codec_names():
        effective = {option for option, known in find_codec(name).options.items() if not known.ignored}
        assert effective <= told[name], name
