"""How far logs are in the store: each gateway says it for itself in one hash in Redis, and readers take the earliest.

A gateway that says nothing any more holds nobody up after a while. What it still has in its spool comes late then, and
`Horizon.late` says so.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

#: The hash: a gateway's id to what it said last.
KEY: Final = "store:watermarks"
#: A gateway that has said nothing for so long does not hold up the others.
LASTS_MS: Final = 60_000
#: Nobody waits for one that has said nothing for so long: it was taken away.
FORGOTTEN_MS: Final = 24 * 3600 * 1000


class Told(msgspec.Struct, frozen=True):
    """Everything that `name` received before `mark` is in the store, it said at `at` (milliseconds since 1970)."""

    mark: int
    at: int
    name: str = ""


class Horizon(NamedTuple):
    """Everything received before `mark` is in the store, but for what gateways in `late` still have. `mark` is None
    when no gateway has said anything."""

    mark: int | None
    late: tuple[Told, ...] = ()


_decoder = msgspec.json.Decoder(Told)
encode = msgspec.json.Encoder().encode
decode = _decoder.decode


def horizon(said: Mapping[bytes, bytes], now_ms: int) -> Horizon:
    """What all of it means at this moment. When all gateways are silent, nothing new is in the store either."""
    told = [one for one in map(decode, said.values()) if now_ms - one.at < FORGOTTEN_MS]
    living = [one for one in told if now_ms - one.at < LASTS_MS]
    late = tuple(one for one in told if one not in living) if living else ()
    return Horizon(min((one.mark for one in living or told), default=None), late)


def forgotten(said: Mapping[bytes, bytes], now_ms: int) -> list[bytes]:
    """The fields of gateways that nobody waits for."""
    return [field for field, body in said.items() if now_ms - decode(body).at >= FORGOTTEN_MS]
