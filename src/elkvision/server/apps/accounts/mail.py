"""Letters to people: by `smtp_url`, or said in our own log when no mail is set up."""

import threading
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from elkvision.core.settings import load

log = structlog.get_logger(__name__)


def send(to: str, subject: str, text: str) -> bool:
    """True once a mail server took it. Never raises: a letter that does not go out must not undo what it tells of."""
    url = load().smtp_url
    if not url:
        log.warning(
            "mail is not set up, so nothing was sent; set ELKVISION_SMTP_URL, or use "
            "`elkvision users reset-password` for a lost password",
            to=to,
            subject=subject,
        )
        return False
    try:
        sender, server = _server(url)
        EmailMessage(subject, text, sender, [to], connection=server).send()
    except (OSError, ValueError) as error:
        log.error("a letter could not be sent", to=to, subject=subject, error=str(error))
        return False
    return True


def send_soon(to: str, subject: str, text: str) -> None:
    """Beside the request, so that a slow mail server does not tell whether there was a letter to send."""
    threading.Thread(target=lambda: send(to, subject, text), name="letter").start()


def _server(url: str) -> tuple[str, EmailBackend]:
    """`smtp://user:password@host:587?from=logs@example.org&tls=1`, or `smtps://`."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("ELKVISION_SMTP_URL begins with smtp:// or smtps://")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username or "")
    server = EmailBackend(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        username=user,
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=asked.get("tls") in {"1", "true"},
        timeout=10,
    )
    return asked.get("from") or (user if "@" in user else "elkvision@localhost"), server
