"""What is named is locked, with hashes, and the locks name no registry."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
NPM = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]


def locked(name: str) -> set[str]:
    return {plain(found) for found in re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(), re.M)}


def plain(requirement: str) -> str:
    """A package's name as an index writes it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*PROJECT["project"]["dependencies"], *GROUPS["build"]]),
        ("requirements-test.lock", [*PROJECT["project"]["dependencies"], *GROUPS["build"], *GROUPS["dev"]]),
    ],
)
def test_everything_that_the_project_names_is_locked(lock, wanted):
    assert {plain(requirement) for requirement in wanted} - locked(lock) == set()


def test_tests_run_on_the_versions_that_are_shipped():
    lines = (ROOT / "requirements-test.lock").read_text()
    missing = [
        found
        for found in re.findall(r"^[\w.-]+==\S+", (ROOT / "requirements.lock").read_text(), re.M)
        if found not in lines
    ]

    assert missing == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_package_has_hashes_and_no_registry_is_named(lock):
    text = (ROOT / lock).read_text()
    packages = re.split(r"^(?=\S)", text, flags=re.M)[1:]

    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_the_uis_lock_names_no_registry():
    assert [name for name, package in NPM.items() if "resolved" in package] == []


def test_the_uis_lock_has_the_builds_of_every_platform():
    """`npm ci` refuses a lock that lacks one, on any platform."""
    names = {name.rpartition("node_modules/")[2] for name in NPM}
    missing = {
        f"{name}: {wanted}"
        for name, package in NPM.items()
        for wanted, version in package.get("optionalDependencies", {}).items()
        if wanted not in names and re.fullmatch(r"\d+\.\d+\.\d+", version)
    }

    assert missing == set()
