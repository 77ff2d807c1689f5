"""One part of the product, as Health shows it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    name: str
    status: str
    reason: str
    details: dict[str, Any] = field(default_factory=dict)
