"""Decompression that stops at a limit, whatever the sender packed."""

import zlib
from collections.abc import Callable

import zstandard

from elkvision.core.errors import BadRequest, Refused, Unsupported

#: A zstd block of 4 bytes may hold 128 KB, so input goes in small pieces: what one makes is bounded.
_ZSTD_PIECE = 1024
#: What a zstd frame may ask us to remember.
_ZSTD_WINDOW = 8 << 20


class TooLarge(Refused):
    """More bytes than are taken at once."""


def inflate(data: bytes, encoding: str, limit: int) -> bytes:
    """The bytes that a Content-Encoding stands for.

    Raises Unsupported for an encoding we do not know, BadRequest for data that is not what it says,
    TooLarge beyond the limit.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return data
    inflater = _INFLATERS.get(name)
    if inflater is None:
        raise Unsupported(f"Content-Encoding {encoding!r} is not known.", hint="Use gzip, deflate or zstd, or none.")
    return inflater(data, limit)


def _gzip(data: bytes, limit: int) -> bytes:
    return _zlib(data, limit, 31, "gzip")


def _deflate(data: bytes, limit: int) -> bytes:
    """zlib as the standard says, or raw deflate as some send."""
    wrapped = len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return _zlib(data, limit, 15 if wrapped else -15, "deflate")


def _zlib(data: bytes, limit: int, window: int, name: str) -> bytes:
    parts = []
    left = limit
    while True:  # a gzip file may have several members
        inflater = zlib.decompressobj(window)
        try:
            part = inflater.decompress(data, left + 1)
        except zlib.error as error:
            raise BadRequest(f"The body is not {name}: {error}.") from error
        if len(part) > left:
            raise _too_large(limit)
        parts.append(part)
        left -= len(part)
        if not inflater.eof:
            raise BadRequest(f"The {name} body ends too early.", hint="Send it whole.")
        data = inflater.unused_data
        if window != 31 or not data.lstrip(b"\0"):
            return b"".join(parts)


def _zstd(data: bytes, limit: int) -> bytes:
    view = memoryview(data)
    parts = []
    size = 0
    inflater = None
    position = 0
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    while position < len(view):
        inflater = inflater or decompressor.decompressobj()
        piece = view[position : position + _ZSTD_PIECE]
        try:
            part = inflater.decompress(piece)
        except zstandard.ZstdError as error:
            raise BadRequest(f"The body is not zstd: {error}.") from error
        position += len(piece)
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
        if inflater.eof:
            position -= len(inflater.unused_data)
            inflater = None
    if inflater is not None:
        raise BadRequest("The zstd body ends too early.", hint="Send it whole.")
    return b"".join(parts)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is over {limit} bytes when unpacked.", hint="Send smaller batches.")


_INFLATERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
