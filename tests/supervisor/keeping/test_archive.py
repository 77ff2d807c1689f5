"""A backup's file: whole, sealed, and never believed when something of it was changed."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from elkvision.core.errors import BadRequest, Refused
from elkvision.supervisor.keeping import archive
from elkvision.supervisor.keeping.archive import Head, Manifest
from elkvision.supervisor.keeping.sealing import Opener, Sealer

HEAD = Head("abc", "0.1.0", "2026-11-02T12:00:00+00:00", {"database": {}, "migrations": []}, logs=False, geo=False)
WORDS = "seven brave hens cross"


@pytest.fixture(params=["", WORDS], ids=["open", "sealed"])
def passphrase(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(folder: Path, passphrase: str = "", head: Head = HEAD, size: int = 3_000_000) -> Path:
    content = folder / "content"
    content.write_bytes(b"0123456789" * (size // 10))
    target = folder / "a.tar"
    with archive.writing(target, head, passphrase) as writer:
        writer.add("database/a.ndjson.zst", content, count=7)
        writer.add("logs/acme/2026-11-02/0001.ndjson.zst", content, count=5)
        writer.add_bytes("settings.env", b"ELKVISION_HTTPS=true\n")
        writer.finish()
    return target


def check(path: Path, passphrase: str = "") -> tuple[Head, Manifest]:
    return archive.check(path, passphrase, lambda _: None)


def test_what_was_written_is_read(tmp_path: Path, passphrase: str) -> None:
    path = made(tmp_path, passphrase)
    head, manifest = check(path, passphrase)
    assert head == HEAD
    assert list(manifest.members) == [
        "elkvision.json", "database/a.ndjson.zst", "logs/acme/2026-11-02/0001.ndjson.zst", "settings.env",
    ]  # fmt: skip
    assert (manifest.counted("database/"), manifest.counted("logs/")) == (7, 5)
    contents = {
        member.name: hashlib.sha256(member.file.read()).hexdigest() for member in archive.members(path, passphrase)
    }
    assert {name: each["sha256"] for name, each in manifest.members.items()} == {
        name: digest for name, digest in contents.items() if name != "manifest.json"
    }
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [0, 10, (1 << 20) - 512 * 5, 1 << 20, (1 << 21) + 10])
def test_a_sealed_one_of_any_length_is_opened(tmp_path: Path, size: int) -> None:
    check(made(tmp_path, WORDS, size=size), WORDS)


def test_a_plain_one_is_a_tar_that_others_open_too(tmp_path: Path) -> None:
    with tarfile.open(made(tmp_path)) as tar:
        file = tar.extractfile("settings.env")
        assert file is not None
        assert file.read() == b"ELKVISION_HTTPS=true\n"


def test_another_passphrase_does_not_open_it(tmp_path: Path) -> None:
    path = made(tmp_path, WORDS)
    with pytest.raises(Refused, match="passphrase does not open"):
        check(path, WORDS + "!")
    with pytest.raises(BadRequest, match="is sealed"):
        check(path)
    assert b"0123456789" not in path.read_bytes()


def _flipped(data: bytes, at: float) -> bytes:
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit in the first file": lambda data: _flipped(data, 0.3),
    "a bit in the second file": lambda data: _flipped(data, 0.8),
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut near the end": lambda data: data[: -12 * 1024],
    "cut at a whole piece": lambda data: data[: 19 + 23 + 2 * ((1 << 20) + 16)],
    "two pieces changed places": lambda data: data[:42] + data[1048634:2097226] + data[42:1048634] + data[2097226:],
    "empty": lambda _: b"",
    "something else": lambda _: b"hello " * 5000,
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_noticed(name: str, tmp_path: Path, passphrase: str) -> None:
    path = made(tmp_path, passphrase)
    path.write_bytes(DAMAGES[name](path.read_bytes()))
    with pytest.raises(Refused):
        check(path, passphrase)


def test_a_seal_alone_notices_that_whole_pieces_are_missing() -> None:
    sealed = io.BytesIO()
    sealer = Sealer(sealed, WORDS)
    sealer.write(b"x" * (3 << 20))
    sealer.finish()
    whole = sealed.getvalue()
    assert io.BufferedReader(Opener(io.BytesIO(whole), WORDS)).read() == b"x" * (3 << 20)
    cut = whole[: 19 + 23 + 2 * ((1 << 20) + 16)]
    with pytest.raises(Refused, match="not whole"):
        io.BufferedReader(Opener(io.BytesIO(cut), WORDS)).read()


def test_what_is_not_in_the_manifest_is_not_believed(tmp_path: Path) -> None:
    path = made(tmp_path)
    with tarfile.open(path) as tar:
        found = [(info, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]  # they are files
    with tarfile.open(path, "w") as tar:
        extra = tarfile.TarInfo("secret.key")
        extra.size = 3
        for info, data in [*found[:-1], (extra, b"bad"), found[-1]]:
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(Refused, match="not in its manifest"):
        check(path)


def test_a_form_of_a_later_version_is_refused_by_name(tmp_path: Path) -> None:
    path = made(tmp_path, head=replace(HEAD, format=2, product="9.9"))
    with pytest.raises(Refused, match=r"ELK Vision 9\.9.*install that version"):
        check(path)


def test_nothing_is_left_of_a_backup_that_failed(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no room"), archive.writing(tmp_path / "a.tar", HEAD, ""):
        raise OSError("no room")
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_is_what_the_page_says(tmp_path: Path) -> None:
    last = [member for member in archive.members(made(tmp_path), "") if member.name == "manifest.json"]
    assert len(last) == 1
    with tarfile.open(tmp_path / "a.tar") as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        assert set(json.load(file)) == {"members", "notes"}
