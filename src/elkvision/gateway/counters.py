"""What intake counts, as `GET /stats` tells it."""

from collections import defaultdict
from dataclasses import dataclass, field

from elkvision.gateway.quotas import Quotas


@dataclass
class InputCounts:
    """Lines taken, their bytes, items said no to, lines that fell (nobody could wait), open connections; lines that
    were over the limit and cut, and the bytes that were cut off; datagrams that the kernel dropped."""

    received: int = 0
    bytes: int = 0
    refused: int = 0
    dropped: int = 0
    connections: int = 0
    truncated: int = 0
    cut_bytes: int = 0
    fallen_datagrams: int = 0

    def as_dict(self) -> dict[str, int]:
        return dict(vars(self))


@dataclass
class Counters:
    inputs: dict[str, InputCounts] = field(default_factory=lambda: defaultdict(InputCounts))
    tenants: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    keys: dict[str, int] = field(default_factory=dict)
    quotas: Quotas | None = None

    def took(self, input: str, tenant: str, lines: int, size: int) -> None:
        counts = self.inputs[input]
        counts.received += lines
        counts.bytes += size
        self.tenants[tenant] += lines
        if self.quotas is not None:
            self.quotas.took(tenant, lines, size)

    def wait(self, tenant: str) -> float:
        """Seconds until the tenant's quota lets more in; 0 for now."""
        return self.quotas.wait(tenant) if self.quotas is not None else 0.0

    def demand(self, tenant: str, lines: int) -> None:
        """Raises Overloaded while the tenant's quota is used up."""
        if self.quotas is not None:
            self.quotas.demand(tenant, lines)

    def said_no(self, tenant: str, lines: int) -> None:
        """Lines that fell because the tenant's quota is used up."""
        if self.quotas is not None:
            self.quotas.refused(tenant, lines)
