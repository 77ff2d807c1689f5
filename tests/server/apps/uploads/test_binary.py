"""What is no text is told by its first bytes, and no log is mistaken for it."""

import gzip
import io
import random
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from elkvision.server.apps.uploads.reading import blocks, whole_file

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
LOG = b"2026-11-23T10:00:00Z INFO up\n2026-11-23T10:00:01Z INFO on\n"


def told(folder: Path, content: bytes, name: str = "file") -> str | None:
    path = folder / "kept"
    path.write_bytes(content)
    found = whole_file(path, name)
    return found and found.what


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("app.log")
        member.size = len(LOG)
        archive.addfile(member, io.BytesIO(LOG))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (PNG, "a PNG image"),
        (gzip.compress(PNG), "a PNG image"),
        (zstandard.compress(PNG), "a PNG image"),
        (zipped(a=PNG, b=PNG), "a PNG image"),
        (Path(sys.executable).resolve().read_bytes()[:100_000], "a program"),
        (gzip.compress(tarred()), "a tar archive"),
        (gzip.compress(gzip.compress(LOG)), "packed with gzip once more"),
        (zipped(**{"[Content_Types].xml": b"<xml/>", "xl/sheet1.xml": b"<a/>"}), "an Office document"),
        (b"%PDF-1.7\n%text until here", "a PDF document"),
        (random.Random(1).randbytes(4096), "no text: it has bytes that text does not have"),
        (b"\x00" * 5000, "no text: it has bytes that text does not have"),
        (LOG.decode().encode("utf-16-le"), "no text: it has bytes that text does not have"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_it_is_told_what_it_is(tmp_path: Path, content: bytes, what: str) -> None:
    assert told(tmp_path, content) == what


@pytest.mark.parametrize(
    "content",
    [
        LOG,
        gzip.compress(LOG),
        LOG.decode().encode("utf-16"),
        "Grüße aus Köln\n".encode("latin-1") * 20,
        "起動しました\n".encode("shift-jis") * 20,
        b"\x1b[31mred\x1b[0m and \x07 a bell\n" * 20,
        b"8=FIX.4.4\x019=63\x0135=5\x0134=1\x0149=ACME\x0110=128\x01\n" * 20,
        b"\x00" * 300 + LOG,
        LOG * 30 + b"one stray \x00 byte\n",
        zipped(a=PNG, b=LOG),
        gzip.compress(LOG)[:20],
        b"",
    ],
    ids=lambda _: "log",
)
def test_a_log_is_never_mistaken(tmp_path: Path, content: bytes) -> None:
    assert told(tmp_path, content) is None


def test_a_picture_between_the_logs_of_a_zip_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(zipped(**{"a.log": LOG, "b.png": PNG, "c.log": LOG}))
    found = list(blocks(path, "a.zip", most=1 << 20))
    assert [len(block.lines) for block in found] == [2, 0, 2]
    (refusal,) = found[1].refusals
    assert (refusal.file, refusal.line, refusal.reason) == ("b.png", 1, "it is a PNG image")
