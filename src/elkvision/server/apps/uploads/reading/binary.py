"""What is no text: told by its first bytes, so that a picture does not become a thousand lines of noise."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from elkvision.server.apps.uploads.reading.sources import Unreadable, sources

#: As much of a stream as is looked at.
HEAD: Final = 1 << 13
_TEXT = "logs are text: lines, JSON, NDJSON or CSV, also packed with gzip, zstd or zip"
_UNPACK = "unpack it first, or pack it with gzip, zstd or zip"


@dataclass(frozen=True, slots=True)
class NoText:
    """What a file is instead of text, and what to do about it."""

    what: str
    hint: str = _TEXT


#: By the bytes at a place.
_MAGIC: Final[tuple[tuple[int, bytes, NoText], ...]] = (
    (0, b"\x89PNG\r\n\x1a\n", NoText("a PNG image")),
    (0, b"\xff\xd8\xff", NoText("a JPEG image")),
    (0, b"GIF87a", NoText("a GIF image")),
    (0, b"GIF89a", NoText("a GIF image")),
    (0, b"%PDF-", NoText("a PDF document")),
    (0, b"\x7fELF", NoText("a program")),
    (0, b"MZ\x90\x00", NoText("a program")),
    (0, b"\xcf\xfa\xed\xfe", NoText("a program")),
    (0, b"\xca\xfe\xba\xbe", NoText("a program")),
    (0, b"SQLite format 3\x00", NoText("an SQLite database", "export the table with the logs as CSV")),
    (0, b"PAR1\x15", NoText("a Parquet file", "write it as CSV or NDJSON")),
    (0, b"ElfFile\x00", NoText("a Windows event log", "save it as CSV or text in the Event Viewer")),
    (0, b"LPKSHHRH", NoText("a journal of systemd", "send what `journalctl -o json --file …` prints")),
    (0, b"\xd4\xc3\xb2\xa1", NoText("a capture of network packets")),
    (0, b"\x0a\x0d\x0d\x0a", NoText("a capture of network packets")),
    (0, b"\x1f\x8b", NoText("packed with gzip once more", _UNPACK)),
    (0, b"\x28\xb5\x2f\xfd", NoText("packed with zstd once more", _UNPACK)),
    (0, b"PK\x03\x04", NoText("a zip archive within another packing", _UNPACK)),
    (0, b"\xfd7zXZ\x00", NoText("packed with xz", _UNPACK)),
    (0, b"7z\xbc\xaf\x27\x1c", NoText("a 7-Zip archive", _UNPACK)),
    (0, b"Rar!\x1a\x07", NoText("a RAR archive", _UNPACK)),
    (4, b"1AY&SY", NoText("packed with bzip2", _UNPACK)),
    (257, b"ustar", NoText("a tar archive", "send the files in it, or pack them as a zip file")),
)
_OFFICE = NoText("an Office document", "save the sheet as CSV")
_OTHER = NoText("no text: it has bytes that text does not have")
_UNICODE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)
#: Bytes that text does not have. Some logs part their fields with one of them, packed data has them all.
_CONTROL: Final = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")
_MOST_KINDS: Final = 20
#: Of fewer bytes that cannot be told.
_ENOUGH: Final = 1024


def no_text(head: bytes) -> NoText | None:
    """What begins like this, when it is no text."""
    for place, magic, found in _MAGIC:
        if head.startswith(magic, place):
            return found
    if head.startswith(_UNICODE):
        return None
    # A log that was cut off under the program that writes it begins with a hole.
    rest = head[:HEAD].lstrip(b"\x00")
    if not rest:
        return _OTHER if head else None
    packed = len(rest) >= _ENOUGH and len(_CONTROL.intersection(rest)) >= _MOST_KINDS
    return _OTHER if packed or rest.count(0) > len(rest) / 100 else None


def whole_file(path: Path, name: str) -> NoText | None:
    """What an uploaded file is, when nothing in it is text. A file that cannot be unpacked is left to its reader."""
    found: NoText | None = None
    try:
        for source in sources(path, name):
            if source.member == "[Content_Types].xml":
                return _OFFICE
            found = no_text(source.stream.read(HEAD))
            if found is None:
                return None
    except Unreadable:
        return None
    return found
