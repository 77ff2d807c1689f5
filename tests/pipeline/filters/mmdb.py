"""Writes small databases in MaxMind's format, for the tests of this folder."""

import struct
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

_MARKER = b"\xab\xcd\xefMaxMind.com"


class Short(int):
    """A number of 16 bits."""


class Long(int):
    """A number of 64 bits."""


def write_database(path: Path, kind: str, networks: Mapping[str, Mapping[str, Any]]) -> Path:
    """A database of that type, with a record for each network (IPv4 and IPv6)."""
    data = b""
    offsets: dict[str, int] = {}
    for network, record in networks.items():
        offsets[network] = len(data)
        data += _value(record)
    tree = _tree(networks)
    size = len(tree)
    section = b"".join(_node(left, size, offsets) + _node(right, size, offsets) for left, right in tree)
    metadata = {
        "binary_format_major_version": Short(2), "binary_format_minor_version": Short(0), "build_epoch": Long(1_767_225_600),
        "database_type": kind, "description": {"en": "a database for tests"}, "ip_version": Short(6),
        "languages": ["en"], "node_count": size, "record_size": Short(32),
    }  # fmt: skip
    path.write_bytes(section + b"\0" * 16 + data + _MARKER + _value(metadata))
    return path


def _tree(networks: Mapping[str, Any]) -> list[list[Any]]:
    """Nodes with two sides each: the number of a node, the text of a network, or None."""
    nodes: list[list[Any]] = [[None, None]]
    for text in networks:
        network = ip_network(text)
        length = network.prefixlen + (96 if network.version == 4 else 0)
        number = int(network.network_address)
        place = 0
        for step in range(length):
            side = number >> (127 - step) & 1
            if step == length - 1:
                nodes[place][side] = text
            elif nodes[place][side] is None:
                nodes.append([None, None])
                nodes[place][side] = place = len(nodes) - 1
            else:
                place = nodes[place][side]
    return nodes


def _node(side: Any, size: int, offsets: Mapping[str, int]) -> bytes:
    target = size if side is None else size + 16 + offsets[side] if isinstance(side, str) else side
    return struct.pack(">I", target)


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return _head(14, int(value))
    if isinstance(value, str):
        text = value.encode()
        return _head(2, len(text)) + text
    if isinstance(value, float):
        return _head(3, 8) + struct.pack(">d", value)
    if isinstance(value, Short):
        return _head(5, 2) + struct.pack(">H", value)
    if isinstance(value, Long):
        return _head(9, 8) + struct.pack(">Q", value)
    if isinstance(value, int):
        return _head(6, 4) + struct.pack(">I", value)
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(_value(item) for item in value)
    return _head(7, len(value)) + b"".join(_value(key) + _value(item) for key, item in value.items())


def _head(kind: int, size: int) -> bytes:
    assert size < 285, "long enough for tests"
    short = min(size, 29)
    first = bytes([kind << 5 | short]) if kind < 8 else bytes([short, kind - 7])
    return first + (bytes([size - 29]) if size >= 29 else b"")
