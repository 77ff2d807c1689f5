"""The documentation speaks of what is there: every setting, every link, every command."""

import dataclasses
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from elkvision.core.environment import variable
from elkvision.core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ELKVISION = Path(sys.executable).parent / "elkvision"


def blocks(page: Path) -> list[str]:
    """The shell commands of a page, comments and line breaks resolved."""
    text = "\n".join(re.findall(r"```sh\n(.*?)```", page.read_text(), re.S)).replace("\\\n", " ")
    return [line for line in (each.split(" #")[0].strip() for each in text.splitlines()) if line]


def commands(starting: tuple[str, ...]) -> list[str]:
    return sorted({line for page in PAGES for line in blocks(page) if line.startswith(starting)})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_every_setting_is_described_with_its_default() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()
    rows = dict(re.findall(r"^\| `(ELKVISION_\w+)` \|[^|]*\|\s*([^|]*?)\s*\|", page, re.M))
    assert set(rows) == {variable(field.name) for field in dataclasses.fields(Settings)}
    plain = Settings()
    for field in dataclasses.fields(Settings):
        value = getattr(plain, field.name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert rows[variable(field.name)].strip() == f"`{value}`"


@pytest.mark.parametrize("command", commands(("elkvision ", ".venv/bin/elkvision ")))
def test_every_elkvision_command_of_the_docs_is_one(command: str) -> None:
    words = [word for word in shlex.split(command.split("|")[0]) if not word.startswith(("-", "/", "'"))][1:]
    names = list(dict.fromkeys(words[:2] if words[0] in {"users", "keys", "store", "metadata"} else words[:1]))
    answer = subprocess.run([ELKVISION, *names, "--help"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    for flag in re.findall(r"(?<=\s)--[a-z-]+", command):
        assert flag in answer.stdout


@pytest.mark.parametrize("command", commands(("make ",)))
def test_every_make_command_of_the_docs_is_one(command: str) -> None:
    answer = subprocess.run(["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
