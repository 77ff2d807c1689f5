"""How well payments are, over time: calm, slower and slower, failing, recovering, calm."""

from dataclasses import dataclass

#: Phase, where it begins in a round (0–1), and what on-call writes when it begins.
_PHASES = (
    ("calm", 0.0, ""),
    ("slow", 0.35, "payments answers slowly: p95 is above its goal"),
    ("failing", 0.5, "payments fails: the bank's connection pool is exhausted"),
    ("recovering", 0.75, "the pool was enlarged and payments was restarted"),
    ("over", 0.85, "payments is well again"),
)


@dataclass(frozen=True)
class Health:
    phase: str
    #: How many times longer a payment takes than on a good day.
    slowness: float
    #: Of a hundred payments, how many fail.
    failing: float


def health(progress: float) -> Health:
    """At a place of the round, 0 to 1; the round begins again after 1."""
    progress %= 1.0
    phase, start = _phase(progress)
    if phase == "slow":
        return Health(phase, 1 + 11 * (progress - start) / 0.15, 2.0)
    if phase == "failing":
        return Health(phase, 14.0, 65.0)
    if phase == "recovering":
        rest = 1 - (progress - start) / 0.1
        return Health(phase, 1 + 6 * rest, 25.0 * rest)
    return Health(phase, 1.0, 0.3)


def notice(before: float, now: float) -> tuple[str, str] | None:
    """The phase that began between two places of a round, and what is said about it."""
    phase, _ = _phase(now % 1.0)
    if phase == _phase(before % 1.0)[0]:
        return None
    words = next(words for name, _, words in _PHASES if name == phase)
    return (phase, words) if words else None


def _phase(progress: float) -> tuple[str, float]:
    return max((start, name) for name, start, _ in _PHASES if start <= progress)[::-1]
