"""One attempt at one delivery: whatever happens, an outcome, in which nothing secret can be read."""

import structlog

from elkvision.core.errors import ElkVisionError
from elkvision.core.settings import Settings
from elkvision.server.apps.notifications import configuring, secrets
from elkvision.server.apps.notifications.kinds import kind_of
from elkvision.server.apps.notifications.kinds.contract import Kind, Outcome, Work
from elkvision.server.apps.notifications.message import from_json
from elkvision.server.apps.notifications.models import Delivery
from elkvision.server.apps.notifications.outside.guard import Barred, Guard, NotFound
from elkvision.server.apps.notifications.pictures import picture

_LONGEST_ANSWER = 2_000

log = structlog.get_logger(__name__)


def attempt(delivery: Delivery, settings: Settings) -> Outcome:
    """Send it once. Never raises: an error of ours is an outcome as well, and is in our log."""
    kind = kind_of(delivery.kind)
    try:
        config = configuring.whole(delivery.channel, settings) if delivery.channel else {"to": delivery.to}
    except secrets.Lost as error:
        return Outcome(ok=False, answer=str(error))
    outcome = _sent(delivery, kind, config, settings)
    return _clean(outcome, configuring.hidden_texts(kind, config))


def _sent(delivery: Delivery, kind: Kind, config: dict[str, object], settings: Settings) -> Outcome:
    message = from_json(delivery.message)
    work = Work(
        message, config, str(delivery.token), delivery.organisation.tenant, settings, Guard.of(settings),
        max(1, delivery.attempts), lambda: picture(message, delivery.organisation.timezone),
    )  # fmt: skip
    try:
        return kind.send(work)
    except Barred as error:
        return Outcome(ok=False, answer=str(error))
    except NotFound as error:
        return Outcome(ok=False, answer=str(error), passing=True)
    except ElkVisionError as error:
        return Outcome(ok=False, answer=str(error))
    except Exception as error:  # one message must not stop the others
        log.exception("a message could not be sent", delivery=delivery.pk, kind=kind.name)
        return Outcome(ok=False, answer=f"something nobody foresaw: {type(error).__name__}", passing=True)


def _clean(outcome: Outcome, hidden: list[str]) -> Outcome:
    answer = outcome.answer
    for text in hidden:
        answer = answer.replace(text, "•••")
    answer = "".join(each for each in answer if each.isprintable() or each in "\n\t")[:_LONGEST_ANSWER]
    return Outcome(outcome.ok, answer, outcome.status, outcome.passing, outcome.retry_after)
