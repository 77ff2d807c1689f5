"""Makes logs for the benchmarks: JSON lines of about 255 bytes, the same for the same seed.

    python benchmarks/make_logs.py logs.ndjson 3000000

One in 300,000 lines has the word RARE_WORD, a hundredth ends with the phrase PHRASE.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

RARE_WORD = "flumboquist"
PHRASE = "after the third attempt"
RARE_EVERY = 300_000

_SERVICES = (
    "basket",
    "billing",
    "catalogue",
    "courier",
    "gatekeeper",
    "mailroom",
    "pantry",
    "pricing",
    "ranking",
    "sessions",
    "stock",
    "tills",
)
_HOSTS = tuple(f"shelf-{number:02d}" for number in range(40))
_LEVELS = ("info",) * 80 + ("debug",) * 10 + ("warning",) * 7 + ("error",) * 3
_ROUTES = ("/v1/baskets", "/v1/orders", "/v2/customers", "/ready", "/v1/baskets/items", "/assets/shop.js", "/v2/find")
_TABLES = ("customers", "orders", "articles", "payments", "visits", "baskets", "shipments")
_VERBS = ("GET",) * 6 + ("POST",) * 3 + ("PUT", "DELETE")
_STATUS = (200,) * 90 + (201,) * 4 + (301,) + (404,) * 3 + (500, 503)


def lines(
    count: int, *, first: int = 0, begin: datetime | None = None, spread: timedelta = timedelta(hours=6)
) -> Iterator[bytes]:
    """`count` lines, newline included, evenly over `spread` from `begin`. The same arguments give the same lines."""
    start_ms = int((begin or datetime(2026, 11, 22, tzinfo=UTC)).timestamp() * 1000)
    step = spread.total_seconds() * 1000 / max(count, 1)
    chance = random.Random(first * 2_654_435_761 + 97)
    draw, bits = chance.random, chance.getrandbits
    second, text = -1, ""
    for number in range(count):
        ms = start_ms + int(number * step)
        if ms // 1000 != second:
            second = ms // 1000
            text = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        message = _message(draw, bits)
        if (first + number) % RARE_EVERY == RARE_EVERY // 2:
            message += " " + RARE_WORD
        yield (
            f'{{"timestamp":"{text}.{ms % 1000:03d}Z","level":"{_LEVELS[int(draw() * 100)]}",'
            f'"service":"{_SERVICES[int(draw() * 12)]}","host":"{_HOSTS[int(draw() * 40)]}","message":"{message}",'
            f'"user_id":{int(draw() * 100_000)},"ip":"{int(draw() * 223) + 1}.{bits(8)}.{bits(8)}.{bits(8)}",'
            f'"trace_id":"{bits(128):032x}"}}\n'
        ).encode()


def _message(draw, bits) -> str:  # type: ignore[no-untyped-def]
    """One of six kinds of sentence."""
    kind = int(draw() * 6)
    if kind == 0:
        return f"{_VERBS[int(draw() * 11)]} {_ROUTES[int(draw() * 7)]}/{bits(20)} answered {_STATUS[int(draw() * 100)]} within {int(draw() * 2000)} ms"
    if kind == 1:
        return f"read table {_TABLES[int(draw() * 7)]} in {int(draw() * 900)} ms, {int(draw() * 5000)} rows came back"
    if kind == 2:
        return f"no cached copy of visit:{int(draw() * 10_000_000)}, asking the database replica {bits(3)} instead"
    if kind == 3:
        tail = PHRASE if draw() < 0.06 else "and trying again"
        return f"upstream 10.{bits(8)}.{bits(8)}.{bits(8)}:{1024 + bits(15)} did not answer for {int(draw() * 30000)} ms {tail}"
    if kind == 4:
        return f"customer {int(draw() * 100_000)} signed in on device d-{bits(16):04x}, visit token {bits(32):08x}"
    return f"worker {bits(6)} finished job {int(draw() * 100_000_000)} of queue {_SERVICES[int(draw() * 12)]}-work in {int(draw() * 700)} ms"


def write(path: str, count: int) -> None:
    with open(path, "wb", buffering=1 << 20) as file:
        file.writelines(lines(count))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3_000_000)
