"""Every example of the reference page is a query."""

import re
from pathlib import Path

import pytest

from elkvision.core.query import parse

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "query-language.md"
EXAMPLES = [
    cell.replace(r"\|", "|") for cell in re.findall(r"^\| `((?:\\\||[^`|])+)` \|", PAGE.read_text(), re.MULTILINE)
]


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 50


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_read(example: str) -> None:
    assert parse(example).tree
