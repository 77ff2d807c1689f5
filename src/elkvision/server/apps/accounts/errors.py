"""How a verb says no, whichever door it was called through.

ElkVisionError
├── Invalid     what was filled in cannot be used; says which field and why
├── Conflict    somebody was first, or a rule of the house forbids it now
├── NotFound    there is no such thing for whoever asks
├── Forbidden   it is there, and not theirs to change
│   └── SecondFactorNeeded   their organisation requires one
├── NotKnown    the credential is not one of ours
└── TooMany     tried too often; carries when to try again
"""

from collections.abc import Mapping, Sequence

from elkvision.core.errors import BadRequest, ElkVisionError


class Invalid(BadRequest):
    def __init__(self, message: str, *, fields: Mapping[str, Sequence[str]] | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.fields = dict(fields or {})


class Conflict(ElkVisionError):
    pass


class NotFound(ElkVisionError):
    pass


class Forbidden(ElkVisionError):
    pass


class SecondFactorNeeded(Forbidden):
    def __init__(self, organisation: object) -> None:
        super().__init__(f"{organisation} requires two-factor sign-in: set it up first.", hint="see Settings")


class NotKnown(ElkVisionError):
    pass


class TooMany(ElkVisionError):
    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
