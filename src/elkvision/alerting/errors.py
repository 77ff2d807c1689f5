"""The errors of rules."""

from collections.abc import Sequence

from elkvision.core.errors import BadRequest


class RuleError(BadRequest):
    """A rule that cannot be read. `place` says where in what was given (`rules[2].condition.value`), `problem` what is
    wrong there, `hint` what to try. The message has place and problem."""

    def __init__(self, place: str, problem: str, *, hint: str = "") -> None:
        super().__init__(f"{place}: {problem}" if place else problem, hint=hint)
        self.place = place
        self.problem = problem


class RuleTrouble(BadRequest):
    """A window that a rule which reads well cannot be evaluated for: an error state of the rule, in words for its owner."""


def too_many(count: int, fields: Sequence[str], most: int) -> RuleTrouble:
    return RuleTrouble(
        f"There are {count:,} different groups by {', '.join(fields)}, and {most:,} are the most.",
        hint="narrow the query, or group by less",
    )
