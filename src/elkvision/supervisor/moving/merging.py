"""Two stores' logs of the same time side by side, by id, with flat memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from elkvision.core.event import Event

Place = tuple[int, str]


@dataclass
class Beside:
    """Walks along the other store's logs, which come in the order of `@timestamp` and `id` as ours do."""

    others: Iterator[Event]
    #: Logs of the other store that are there more than once.
    doubled: int = 0

    def __post_init__(self) -> None:
        self._at: Place | None = None
        self._step()

    def has(self, event: Event) -> bool:
        """Is it there? To be asked in order."""
        wanted = place(event)
        while self._at is not None and self._at < wanted:
            self._step()
        return self._at == wanted

    def finish(self) -> None:
        """Look at those that are left."""
        while self._at is not None:
            self._step()

    def _step(self) -> None:
        last = self._at
        following = next(self.others, None)
        while following is not None and place(following) == last:
            self.doubled += 1
            following = next(self.others, None)
        self._at = None if following is None else place(following)


def beside(chunks: Iterable[Sequence[Event]]) -> Beside:
    return Beside(chain.from_iterable(chunks))


def place(event: Event) -> Place:
    return event["@timestamp"], event["id"]
