"""What a log store promises. Every engine sits `tests/exams/store`.

Synchronous and shaped in batches. The tenant is always an argument; nothing here is ambient. Times
that go in are aware datetimes or None for "open"; a range is half open, `start <= @timestamp < end`.
Ranges, order and paging go by `@timestamp` and then `id`; retention goes by `received_at`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from elkvision.core.event import Event
from elkvision.core.query import Query
from elkvision.core.tenancy import TenantId

Order = Literal["newest", "oldest"]


@dataclass(frozen=True)
class Span:
    """Which events are asked about: a query and a range of `@timestamp`, half open."""

    query: Query
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Run:
    """Consecutive lines of a LineBatch that came the same way.

    `defaults` are values for fields that a line does not give itself: any of KEYWORD_FIELDS, `tags`
    (added to the line's own) and `upload_id`; and `timezone`, the zone of times without one.
    """

    first_line: int
    tenant: TenantId
    received_ms: int
    input: str
    defaults: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LineBatch:
    """One segment's JSON lines, as they came: for engines that read JSON themselves.

    `payload` is newline-terminated lines; line numbers count every newline from 0, `numbers[i]` is
    the line number in the segment of the payload's i-th line, or None when they are the same.
    `runs` are in order of `first_line` (a segment's line number).
    """

    token: str
    segment: int
    payload: bytes
    runs: Sequence[Run]
    numbers: Sequence[int] | None = None


@dataclass(frozen=True)
class EventBatch:
    """Normalised events of any tenants (`tenant_id` is in each). `token` names the batch for ever."""

    token: str
    events: Sequence[Event]


@dataclass(frozen=True)
class Rejected:
    """An event of a batch that the store cannot keep, by its place, and why."""

    index: int
    reason: str


@dataclass(frozen=True)
class Plan:
    """How a segment's lines were split, so that a repeat makes the same split. Opaque JSON to others."""

    data: Mapping[str, object]


@dataclass(frozen=True)
class Page:
    """Rows and where to go on. `cursor` is None at the end. Totals are asked for on their own."""

    events: Sequence[Event]
    cursor: str | None
    rows_read: int = 0
    elapsed_ms: float = 0.0


@dataclass(frozen=True)
class Bucket:
    start: datetime
    #: Count by level; events without a level count under "".
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Histogram:
    step: timedelta
    buckets: Sequence[Bucket]  # every bucket of the range, empty ones too
    total: int


@dataclass(frozen=True)
class ValueCount:
    value: str | int | float | bool
    count: int


@dataclass(frozen=True)
class TopValues:
    """`total` matching events, `present` of them have the field, `distinct` values in all (exact or, when
    `distinct_is_estimate`, within 2 %)."""

    values: Sequence[ValueCount]
    total: int
    present: int
    distinct: int
    distinct_is_estimate: bool = False


@dataclass(frozen=True)
class FieldInfo:
    """A field that matching events have: dotted name as a query writes it, the types seen, how many have it.

    Types: "string", "integer", "float", "boolean", "list", "object", "date".
    """

    name: str
    types: Sequence[str]
    count: int


@dataclass(frozen=True)
class FieldStats:
    """Of the values that are numbers; None where there is none."""

    count: int
    minimum: float | None
    maximum: float | None
    average: float | None
    total: float | None
    percentiles: Mapping[str, float]  # "50", "90", "95", "99"


MeasureKind = Literal["count", "sum", "average", "minimum", "maximum", "percentile", "distinct"]


@dataclass(frozen=True)
class Measure:
    """A number to work out over events. `count` counts events and has no field; the others look at a field's values.

    Each element of a list is a value. `sum`, `average`, `minimum`, `maximum` and `percentile` are of the values that
    are numbers, or texts that are written as one (`@timestamp` and `received_at` count as milliseconds since 1970);
    `distinct` is of all values, as `top_values` tells them apart, exact or within 2 %; a percentile may be off by 1 %
    of the rank. `percent` is from 0 to 100. With a `query`, only the span's events that match it too are looked at.
    """

    kind: MeasureKind = "count"
    field: str = ""
    percent: float = 50.0
    query: Query | None = None


@dataclass(frozen=True)
class Ask:
    """Numbers over a span's events: for each combination of the groups' values, and for each step of time.

    `groups` are at most four different fields, none of them a time. An event that lacks a group's field is in the group
    None; with a list, it is in the group of each element. Values are told apart by their text, as a query writes it:
    1 and "1" are one group.

    Buckets begin at whole multiples of `step` since 1970 UTC, moved by `shift`. Each covers the `window` that ends
    where the bucket does (a whole multiple of the step; None: the step itself), so that windows may overlap; what lies
    before the span's start, by at most the window less a step, counts for the first windows, and makes groups.
    Without a step there are no buckets.

    Of all groups, `limit` are kept: the first by measure number `order_by`, the largest first unless `ascending`, then
    by their keys, None last; a group without that number comes after those that have one.
    """

    span: Span
    measures: Sequence[Measure] = (Measure(),)
    groups: Sequence[str] = ()
    step: timedelta | None = None
    window: timedelta | None = None
    shift: timedelta = timedelta(0)
    limit: int = 1000
    order_by: int = 0
    ascending: bool = False


Number = int | float | None


@dataclass(frozen=True)
class Row:
    """One group: its keys, its numbers over the whole span, measure by measure, and, with a step, each measure's
    numbers bucket by bucket. Counts and `distinct` of nothing are 0, sums too; the other numbers of nothing are None."""

    keys: Sequence[str | None]
    numbers: Sequence[Number]
    series: Sequence[Sequence[Number]] = ()


@dataclass(frozen=True)
class Table:
    """What was asked for. `total` is over all events of the span, whatever their group, and has no keys. `groups` says
    how many groups there are in all; `rows` has no more than the limit of them. Without groups there are no rows."""

    total: Row
    rows: Sequence[Row]
    groups: int
    starts: Sequence[datetime] = ()  # of the buckets, every one, empty ones too


@dataclass(frozen=True)
class Context:
    before: Sequence[Event]  # oldest first
    event: Event
    after: Sequence[Event]


@dataclass(frozen=True)
class Usage:
    events: int
    bytes: int
    oldest: datetime | None
    newest: datetime | None
    estimate: bool = False


@dataclass(frozen=True)
class Health:
    """`status` is "green", "yellow" or "red"; `reason` says why in one sentence a person can act on."""

    status: Literal["green", "yellow", "red"]
    reason: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at before a store is trusted with logs: "good", "without" when it is done without,
    "problem" when the store cannot be used so. `words` is one line."""

    about: str
    status: Literal["good", "without", "problem"]
    words: str


class LogStore(Protocol):
    """Keeps tenants' events and finds them again.

    What `append` and `append_lines` return from is durable. An engine that cannot answer raises
    Unsupported; one that does not answer now raises Unavailable; neither ever answers in part.
    """

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        """Keep events. The same token again adds nothing. Returns what the store cannot keep at all."""

    def plan_lines(self, batch: LineBatch) -> Plan:
        """Look at the lines and say how `append_lines` would take them. Raises Unsupported when the
        engine does not read lines itself: then every line takes the full lane."""

    def append_lines(self, batch: LineBatch, plan: Plan) -> Sequence[int]:
        """Keep those lines that the engine reads exactly as `pipeline.normalise` would, and return the
        segment's line numbers of all others, which take the full lane. The same token and plan again
        add nothing and return the same. Raises Refused when it keeps none of them, now or ever."""

    def get(self, tenant: TenantId, id: str) -> Event | None: ...

    def search(
        self, tenant: TenantId, span: Span, *, limit: int = 50, order: Order = "newest", cursor: str | None = None
    ) -> Page:
        """Raises BadRequest when the cursor is not one of ours."""

    def count(self, tenant: TenantId, span: Span) -> int: ...

    def histogram(self, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
        """Raises BadRequest when the range is open or has more than 2,000 steps. Buckets begin at whole
        multiples of the step since 1970 UTC."""

    def top_values(self, tenant: TenantId, span: Span, field: str, *, limit: int = 10, prefix: str = "") -> TopValues:
        """Most frequent first, then by value. Each element of a list counts as a value."""

    def aggregate(self, tenant: TenantId, ask: Ask) -> Table:
        """Everything that is asked in one go: the events are read once, whatever the number of measures. Raises
        BadRequest when a step comes with an open range, with more than 70,000 buckets, or with more than 2,000,000
        numbers in all (buckets times measures times the groups that are kept); and for a window that is not a whole
        multiple of the step, groups that an ask cannot have, or a measure that lacks its field."""

    def fields(self, tenant: TenantId, span: Span) -> Sequence[FieldInfo]: ...

    def field_stats(self, tenant: TenantId, span: Span, field: str) -> FieldStats: ...

    def context(
        self,
        tenant: TenantId,
        id: str,
        *,
        before: int = 25,
        after: int = 25,
        same: Sequence[str] = ("source", "host", "service"),
    ) -> Context | None:
        """The lines around a line, of events that have the same values in `same`. None: no such event."""

    def export(
        self, tenant: TenantId, span: Span, *, order: Order = "oldest", only: Sequence[str] = ()
    ) -> Iterator[Sequence[Event]]:
        """Every match in order, in chunks, with flat memory. Closing the iterator cancels the query. With `only`, names of
        KEYWORD_FIELDS, `message` and `@timestamp`, events have nothing else, and cost little."""

    def delete(self, tenant: TenantId, span: Span) -> int:
        """Returns how many events were deleted. They are not found again once it returns."""

    def remove(self, tenant: TenantId, events: Sequence[Event]) -> int:
        """Delete these very events, told by `id` and `@timestamp`; those that are not there are passed over. Returns
        how many were deleted. They are not found again once it returns, and may be appended anew."""

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        """Delete what was received before the moment; returns how many events."""

    def watermark(self) -> datetime:
        """Every event received before this moment and delivered is visible to search."""

    def tenants(self) -> Sequence[TenantId]:
        """Whose logs are there, in order."""

    def usage(self, tenant: TenantId) -> Usage: ...

    def health(self) -> Health: ...

    def check(self) -> Sequence[Checked]:
        """Versions, rights and abilities, what is used and what is done without. May make things of its own to try,
        and takes them away again. Never raises: what is wrong is in it."""

    def close(self) -> None: ...


#: Opens a store for a URL. Raises BadRequest for a URL it does not know.
Opener = Callable[[str], LogStore]


@runtime_checkable
class Prepares(Protocol):
    """What an engine has besides, when there is something to make before the first log: tables, templates."""

    def prepare(self) -> str:
        """Make what is not there yet, however often and from wherever it is called; says in one sentence what is there.
        Raises Unavailable while the store is not there, and Refused for one that a newer version has made."""


@runtime_checkable
class ForgetsTogether(Protocol):
    """What an engine may have besides, when it forgets for several organisations at less cost than for one after another."""

    def forget(self, moments: Mapping[TenantId, datetime]) -> int:
        """As `forget_before` of each."""
