"""Why `up` cannot start, or had to stop."""

from elkvision.core.errors import ElkVisionError


class CannotStart(ElkVisionError):
    """Something stands in the way; says what in one sentence and the mend in the hint."""
