"""How tests come by a server: what is missing is told in a sentence, and what was fetched is looked at."""

from pathlib import Path

import pytest
from tools.servers import distribution
from tools.servers.distribution import VERSION, NotHere


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(distribution, "cache_folder", lambda: tmp_path)
    return tmp_path


def java(folder: Path, version: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2026-01-01' >&2\n")
    program.chmod(0o755)
    return folder


def test_an_archive_that_is_not_what_it_should_be_is_removed_and_told(cache: Path) -> None:
    archive = cache / f"elasticsearch-{VERSION}.zip"
    archive.write_bytes(b"something else")

    with pytest.raises(NotHere, match="was not what it should be and is removed"):
        distribution.distribution()

    assert not archive.exists()


def test_without_maven_it_is_told_how_to_get_it(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(cache))

    with pytest.raises(NotHere, match="apt-get install maven"):
        distribution.distribution()


def test_what_is_unpacked_is_not_fetched_again(cache: Path) -> None:
    program = cache / f"elasticsearch-{VERSION}" / "bin" / "elasticsearch"
    program.parent.mkdir(parents=True)
    program.touch()

    assert distribution.distribution() == program.parents[1]


def test_the_first_java_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ES_JAVA_HOME", str(java(tmp_path / "old", "11.0.2")))
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path / "new", "21.0.1")))

    assert distribution.java_home() == tmp_path / "new"


def test_a_java_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = java(tmp_path / "old", "1.8.0_392")
    monkeypatch.setattr(distribution, "_javas", lambda: iter([old]))

    with pytest.raises(NotHere, match=f"Java 17 or newer .too old: {old}.: apt-get install"):
        distribution.java_home()
