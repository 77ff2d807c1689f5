"""Letters over SMTP: text and HTML, the chart as a picture, files along with it."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from typing import Any

from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Outcome, Work
from elkvision.server.apps.notifications.letters import letter
from elkvision.server.apps.notifications.outside.guard import MAIL_PORTS, Guard
from elkvision.server.apps.notifications.outside.post import Server, hand_over

_NOT_SET_UP = "Mail is not set up: the administrator sets ELKVISION_SMTP_URL, or give this channel a server of its own."


def send(work: Work) -> Outcome:
    own = work.config.get("server")
    if not own and not work.settings.smtp_url:
        return Outcome(ok=False, answer=_NOT_SET_UP)
    try:
        server = Server.of(own or work.settings.smtp_url, work.guard if own else None)
    except ValueError as error:
        return Outcome(ok=False, answer=str(error))
    to: Sequence[str] = work.config["to"]
    try:
        made = letter(work, to, server.sender)
    except OSError as error:
        return Outcome(ok=False, answer=f"A file that was to go along is not there: {error}")
    try:
        taken = hand_over(made, to, server)
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error if isinstance(error.smtp_error, str) else error.smtp_error.decode("utf-8", "replace")
        return Outcome(ok=False, answer=said, status=error.smtp_code, passing=400 <= error.smtp_code < 500)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        return Outcome(ok=False, answer=f"{server.host}: {error}", passing=isinstance(error, ssl.SSLEOFError))
    except (OSError, EOFError) as error:
        return Outcome(ok=False, answer=f"{server.host} cannot be reached: {error}", passing=True)
    refused = "; ".join(f"not to {address}: {said}" for address, said in taken.refused.items())
    return Outcome(ok=True, answer=" ".join(filter(None, (taken.text, refused))), status=taken.code)


def check(config: Mapping[str, Any], guard: Guard) -> None:
    own = config.get("server")
    if not own:
        return
    try:
        Server.of(own, guard)
    except ValueError as error:
        raise Invalid(str(error), fields={"config.server": [str(error)]}) from error
    guard.look(own, ports=MAIL_PORTS, schemes=("smtp", "smtps"))


KIND = Kind(
    "email",
    "E-mail",
    "A letter with the chart and the lines, through the installation's mail server or one of your own.",
    (
        Field("to", "To", "emails", required=True),
        Field("server", "Mail server", secret=True,
              help="empty: the installation's; else smtp://user:password@host:587?tls=1&from=logs@example.org"),
    ),
    send,
    check=check,
)  # fmt: skip
