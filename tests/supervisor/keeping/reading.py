"""A backup as tests look at it: rows and logs, whatever form they are packed in."""

import io
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import zstandard

from elkvision.supervisor.keeping import archive

#: It counts how often settings were published to the gateway, which a restoration does.
_MOVES = "database/accounts.snapshot.ndjson.zst"


def database_of(path: Path, passphrase: str) -> dict[str, list[Any]]:
    """Every table's rows."""
    return {
        member.name: [json.loads(line) for line in _lines(member)]
        for member in archive.members(path, passphrase)
        if member.name.startswith(("database/", "metadata/")) and member.name != _MOVES
    }


def logs_of(path: Path, passphrase: str) -> dict[str, list[bytes]]:
    """Every organisation's day, log by log."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for member in archive.members(path, passphrase):
        if member.name.startswith("logs/"):
            found[member.name.rpartition("/")[0]] += _lines(member)
    return dict(found)


def _lines(member: archive.Member) -> list[bytes]:
    with zstandard.ZstdDecompressor().stream_reader(member.file) as reader:
        return io.BufferedReader(reader).read().splitlines()
