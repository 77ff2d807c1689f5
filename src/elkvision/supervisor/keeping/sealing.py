"""A file that only a passphrase opens: pieces of AES-256-GCM, numbered, the last one marked, so that none can be cut,
moved or left out unnoticed. The key is made of the passphrase by scrypt."""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from elkvision.core.errors import Refused

BEGINNING = b"elkvision sealed 1\n"
_SALT, _PREFIX, _TAG = 16, 7, 16
_PIECE = 1 << 20


class Sealer(io.RawIOBase):
    """Writes sealed what is written to it. Only `close` makes it whole."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._file = file
        self._key = _key(passphrase, salt)
        self._number = 0
        self._waiting = bytearray()
        file.write(BEGINNING + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        more = memoryview(data).cast("B")  # type: ignore[arg-type]  # whatever has bytes, as io says
        self._waiting += more
        while len(self._waiting) > _PIECE:  # one is held back: it may be the last
            self._piece(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return len(more)

    def finish(self) -> None:
        self._piece(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _piece(self, data: bytes, *, last: bool) -> None:
        self._file.write(self._key.encrypt(_nonce(self._prefix, self._number, last=last), data, None))
        self._number += 1


class Opener(io.RawIOBase):
    """Reads what a Sealer wrote. Raises Refused when the passphrase is another, and when anything was changed."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        head = file.read(len(BEGINNING) + _SALT + _PREFIX)
        salt, self._prefix = head[len(BEGINNING) : -_PREFIX], head[-_PREFIX:]
        self._file = file
        self._key = _key(passphrase, salt)
        self._number = 0
        self._next = file.read(_PIECE + _TAG)
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # whatever has bytes, as io says
        if not self._ready and self._next:
            self._open()
        count = min(len(into), len(self._ready))
        into[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _open(self) -> None:
        piece, self._next = self._next, self._file.read(_PIECE + _TAG)
        try:
            self._ready = self._key.decrypt(_nonce(self._prefix, self._number, last=not self._next), piece, None)
        except InvalidTag as error:
            if self._number == 0:
                raise Refused("The passphrase does not open this backup, or its beginning is damaged") from error
            raise Refused("The backup is damaged or not whole") from error
        self._number += 1


def is_sealed(file: BinaryIO) -> bool:
    """Looks at the beginning and goes back to it."""
    found = file.read(len(BEGINNING))
    file.seek(0)
    return found == BEGINNING


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
