"""Stops and starts the reading of every connection together, so that senders wait."""

from typing import Protocol


class Pausable(Protocol):
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def is_closing(self) -> bool: ...


class Gate:
    """Shut for as long as anybody wants it shut."""

    def __init__(self) -> None:
        self.shut = False
        self._wanted: set[str] = set()
        self._inside: set[Pausable] = set()

    def enter(self, connection: Pausable) -> None:
        self._inside.add(connection)
        if self.shut:
            connection.pause_reading()

    def leave(self, connection: Pausable) -> None:
        self._inside.discard(connection)

    def set(self, shut: bool, why: str = "spool") -> None:
        if shut:
            self._wanted.add(why)
        else:
            self._wanted.discard(why)
        shut = bool(self._wanted)
        if shut == self.shut:
            return
        self.shut = shut
        for connection in self._inside:
            if connection.is_closing():
                continue
            if shut:
                connection.pause_reading()
            else:
                connection.resume_reading()
