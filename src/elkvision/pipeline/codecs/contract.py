"""What a codec promises.

A codec is a module (or package) of `elkvision.pipeline.codecs` that has a `CODEC`. `decoder` is called once for each
stream (a connection, a file, a datagram's sender): what it makes may keep what is not whole yet. `encoder` is called
once for each output. Options are declared as filters declare theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import Option, Settings, Surroundings


class Decoder(Protocol):
    """Makes events of the bytes of one stream. What cannot be read becomes an event too, tagged."""

    def decode(self, data: bytes) -> list[WorkEvent]:
        """The events that are whole with these bytes."""
        ...

    def flush(self) -> list[WorkEvent]:
        """What was still waiting when the stream ended, or was silent for long."""
        ...


#: The bytes of one event.
Encode = Callable[[WorkEvent], bytes]


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec as the registry knows it."""

    name: str
    decoder: Callable[[Settings, Surroundings], Decoder]
    #: None where the codec only reads.
    encoder: Callable[[Settings, Surroundings], Encode] | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    #: One line for lists and completion.
    summary: str = ""
