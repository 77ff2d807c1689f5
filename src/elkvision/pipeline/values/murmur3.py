"""MurmurHash3: quick fingerprints that are no secret."""

from struct import unpack_from
from typing import Final

_32: Final = 0xFFFFFFFF
_64: Final = 0xFFFFFFFFFFFFFFFF


def murmur3_32(data: bytes, seed: int = 0) -> int:
    """The 32-bit hash (x86) of bytes."""
    whole = len(data) & ~3
    state = seed
    for (block,) in _blocks("<I", data[:whole], 4):
        state ^= _mixed_32(block)
        state = (_turned_32(state, 13) * 5 + 0xE6546B64) & _32
    if whole < len(data):
        state ^= _mixed_32(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = ((state ^ state >> 16) * 0x85EBCA6B) & _32
    state = ((state ^ state >> 13) * 0xC2B2AE35) & _32
    return state ^ state >> 16


def murmur3_128(data: bytes, seed: int = 0) -> tuple[int, int]:
    """The 128-bit hash (x64) of bytes, as two numbers of 64 bits."""
    whole = len(data) & ~15
    first = second = seed
    for one, two in _blocks("<QQ", data[:whole], 16):
        first ^= _mixed_first(one)
        first = ((_turned_64(first, 27) + second) * 5 + 0x52DCE729) & _64
        second ^= _mixed_second(two)
        second = ((_turned_64(second, 31) + first) * 5 + 0x38495AB5) & _64
    tail = data[whole:]
    if len(tail) > 8:
        second ^= _mixed_second(int.from_bytes(tail[8:], "little"))
    if tail:
        first ^= _mixed_first(int.from_bytes(tail[:8], "little"))
    first ^= len(data)
    second ^= len(data)
    first = (first + second) & _64
    second = (second + first) & _64
    first, second = _finished_64(first), _finished_64(second)
    first = (first + second) & _64
    return first, (second + first) & _64


def _blocks(form: str, data: bytes, size: int) -> list[tuple[int, ...]]:
    return [unpack_from(form, data, at) for at in range(0, len(data), size)]


def _turned_32(value: int, by: int) -> int:
    return (value << by | value >> (32 - by)) & _32


def _turned_64(value: int, by: int) -> int:
    return (value << by | value >> (64 - by)) & _64


def _mixed_32(block: int) -> int:
    return _turned_32(block * 0xCC9E2D51 & _32, 15) * 0x1B873593 & _32


def _mixed_first(block: int) -> int:
    return _turned_64(block * 0x87C37B91114253D5 & _64, 31) * 0x4CF5AD432745937F & _64


def _mixed_second(block: int) -> int:
    return _turned_64(block * 0x4CF5AD432745937F & _64, 33) * 0x87C37B91114253D5 & _64


def _finished_64(value: int) -> int:
    value = ((value ^ value >> 33) * 0xFF51AFD7ED558CCD) & _64
    value = ((value ^ value >> 33) * 0xC4CEB9FE1A85EC53) & _64
    return value ^ value >> 33
