"""A stream of bytes cut at a delimiter, however it arrives."""

from typing import Final

#: A piece that is longer is cut: whoever never sends a delimiter does not fill the memory.
LONGEST: Final = 20 * 1024 * 1024


class Pieces:
    """Gives the pieces between delimiters as soon as they are whole."""

    def __init__(self, delimiter: bytes, longest: int = LONGEST) -> None:
        self._delimiter = delimiter
        self._longest = longest
        self._rest = b""

    def cut(self, data: bytes) -> list[bytes]:
        """The pieces that are whole now."""
        pieces = (self._rest + data).split(self._delimiter)
        self._rest = pieces.pop()
        while len(self._rest) > self._longest:
            pieces.append(self._rest[: self._longest])
            self._rest = self._rest[self._longest :]
        return pieces

    def last(self) -> bytes:
        """What is left at the end of the stream."""
        rest, self._rest = self._rest, b""
        return rest
