"""Every example in the reference of pipelines compiles."""

import re
from pathlib import Path

import pytest

from elkvision.pipeline import compile_pipeline
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.filters.registry import filter_names

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "pipeline"
AROUND = Surroundings(
    environment={"REDACT_KEY": "k", "KEY": "k", "FINGERPRINT_KEY": "k"},
    read_file=lambda path: b"{}" if path.endswith(".json") else b"",
    list_files=lambda path: [],
)


def _examples() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for page in sorted(PAGES.rglob("*.md")):
        for number, block in enumerate(
            re.findall(r"^```\w*\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL), 1
        ):
            name = re.match(r"(?:#.*\n|\s)*([a-z_]+)\s*\{", block)
            if name and name[1] in ("input", "filter", "output"):
                found.append((f"{page.name}-{number}", block))
            elif name and (name[1] in filter_names() or name[1] == "if"):
                found.append((f"{page.name}-{number}", f"filter {{\n{block}\n}}"))
    return found


@pytest.mark.parametrize(("name", "text"), _examples(), ids=lambda value: value if "\n" not in value else "")
def test_it_compiles(name: str, text: str) -> None:
    compile_pipeline(text, AROUND, name=name)


def test_there_are_examples() -> None:
    assert len(_examples()) > 20
