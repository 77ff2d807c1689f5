"""How kinds that are told over HTTP send: shape a call, and read what came of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from elkvision.server.apps.notifications.kinds.contract import Outcome, Work
from elkvision.server.apps.notifications.outside import web
from elkvision.server.apps.notifications.outside.web import Answer, Call, NoAnswer

#: Answers that another day may be different.
_PASSING: Final = frozenset({408, 409, 421, 423, 425, 429})
_LONGEST_WAIT: Final = 6 * 3600.0

Shape = Callable[[Work], Call]
Read = Callable[[Answer], Outcome]


class NotTaken(Exception):
    """This kind does not take such a message."""


def by_http(shape: Shape, read: "Read | None" = None) -> Callable[[Work], Outcome]:
    """A kind's `send`."""

    def send(work: Work) -> Outcome:
        try:
            return (read or read_status)(web.ask(shape(work), work.guard))
        except NoAnswer as error:
            return Outcome(ok=False, answer=str(error), passing=True)
        except NotTaken as error:
            return Outcome(ok=False, answer=str(error))

    return send


def read_status(answer: Answer) -> Outcome:
    """By the status alone: 2xx is taken, 5xx and those that mean "later" pass, a redirect is not followed."""
    ok = 200 <= answer.status < 300
    text = answer.text.strip()
    if 300 <= answer.status < 400:
        where = answer.headers.get("location", "another address")
        text = f"It points to {where}; redirects are not followed, so give the final address. {text}".strip()
    passing = not ok and (answer.status >= 500 or answer.status in _PASSING)
    return Outcome(ok, text, answer.status, passing, wait_of(answer) if passing else None)


def wait_of(answer: Answer) -> float | None:
    """Seconds that `Retry-After` asks for, as a number or a date."""
    said = answer.headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        try:
            at = parsedate_to_datetime(said)
        except ValueError:
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT) if seconds == seconds else None
