"""What ClickHouse says no to: only what it says of the data itself may change how a batch is kept."""

from collections.abc import Mapping

import pytest

from elkvision.core.errors import Refused, Unavailable
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, LineBatch, Run
from elkvision.store.engines.clickhouse.client import StatementError
from elkvision.store.engines.clickhouse.lines import append_lines, plan_lines
from elkvision.store.engines.clickhouse.writing import append_events

ACME = TenantId("acme")
BATCH = EventBatch("t", [
    {"id": f"{n:032x}", "@timestamp": 0, "received_at": 0, "tenant_id": ACME, "message": str(n)} for n in range(4)
])  # fmt: skip
LINES = LineBatch("t", 1, b'{"message":"a"}\n' * 20, [Run(0, ACME, 0, "tcp")])

CANCELLED, NO_RIGHT, NO_TABLE, DISK = 394, 497, 60, 75
UNREADABLE, UNKNOWN_FUNCTION = 117, 46


class Moody:
    """Says no with a code when `token` is asked for, and remembers what it took."""

    database = "elkvision"

    def __init__(self, code: int, token: str = "") -> None:
        self.code, self.token, self.taken = code, token, list[str]()

    def run(
        self, sql: str, parameters: Mapping[str, object] | None = None, data: bytes = b"", **settings: object
    ) -> None:
        token = str(settings["insert_deduplication_token"])
        if not self.token or token == self.token:
            raise StatementError("no", self.code)
        self.taken.append(token)


@pytest.mark.parametrize("code", [CANCELLED, NO_RIGHT, NO_TABLE, DISK, 0])
def test_a_store_that_fails_gets_the_same_batch_again_under_the_same_token(code: int) -> None:
    moody = Moody(code, token="t")
    with pytest.raises(Unavailable):
        append_events(moody, BATCH)  # type: ignore[arg-type]  # as much of a client as is asked here
    assert moody.taken == [], "halves have tokens of their own: the repeat would have their events twice"


def test_events_that_cannot_be_read_are_left_out_and_their_neighbours_kept() -> None:
    moody = Moody(UNREADABLE, token="t")
    assert append_events(moody, BATCH) == []  # type: ignore[arg-type]
    assert moody.taken == ["t/0", "t/1"]
    assert [each.index for each in append_events(Moody(UNREADABLE), BATCH)] == [0, 1, 2, 3]  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [CANCELLED, NO_RIGHT, DISK, 0])
def test_lines_are_not_given_to_the_other_lane_because_the_store_fails(code: int) -> None:
    with pytest.raises(Unavailable):
        append_lines(Moody(code), LINES, plan_lines(LINES))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [UNREADABLE, UNKNOWN_FUNCTION])
def test_lines_that_the_engine_never_takes_are_refused_so_that_it_is_remembered(code: int) -> None:
    with pytest.raises(Refused):
        append_lines(Moody(code), LINES, plan_lines(LINES))  # type: ignore[arg-type]
