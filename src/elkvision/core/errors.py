"""The errors a person may meet, and what they carry.

ElkVisionError
├── BadRequest          what was asked cannot be understood; says where and what to try
│   └── QueryError      a query's text; carries the column
├── Unsupported         this engine cannot answer that, and never answers in part
├── Unavailable         a part is not there now; asking again later may work
│   └── Overloaded      a queue is at its budget; carries when to try again
└── Refused             a part said no for good (too large, no credential, wrong tenant)
"""


class ElkVisionError(Exception):
    """Something went wrong that we can say in one sentence, with a hint at the mend."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class BadRequest(ElkVisionError):
    """What was asked cannot be understood."""


class QueryError(BadRequest):
    """A query that cannot be read. `column` counts from 1, in characters of the query's text."""

    def __init__(self, message: str, *, column: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.column = column


class Unsupported(ElkVisionError):
    """The engine cannot answer this at all."""


class Unavailable(ElkVisionError):
    """A part of the product does not answer now."""


class Overloaded(Unavailable):
    """A queue is at its budget. `retry_after` is in seconds."""

    def __init__(self, message: str, *, retry_after: float = 1.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Refused(ElkVisionError):
    """A no that trying again does not change."""
