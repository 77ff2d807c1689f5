"""What a check found, in words for a person."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["good", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """`mend` says what to do, where there is something to do."""

    about: str
    status: Status
    words: str
    mend: str = ""
