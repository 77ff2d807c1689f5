"""Our own way to a mail server: what it answers is kept, and a channel's own server is guarded."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from elkvision.server.apps.notifications.outside.guard import MAIL_PORTS, Guard
from elkvision.server.apps.notifications.outside.web import tls

SECONDS: Final = 15.0
_DEFAULT_SENDER: Final = "elkvision@localhost"


@dataclass(frozen=True)
class Server:
    """`guard` is None where the administrator named the server."""

    host: str
    port: int
    user: str
    password: str
    #: TLS from the start, or asked for with STARTTLS.
    tls: bool
    starttls: bool
    #: Its certificate is looked at, unless the URL says `verify=0`.
    verify: bool
    sender: str
    guard: Guard | None

    @classmethod
    def of(cls, url: str, guard: Guard | None) -> "Server":
        """Of `smtp://user:password@host:587?tls=1&from=logs@example.org`, or `smtps://`. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("A mail server is written as smtp://user:password@host:587?tls=1, or smtps://…")
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        tls, user = parts.scheme == "smtps", unquote(parts.username or "")
        sender = asked.get("from") or (user if "@" in user else _DEFAULT_SENDER)
        return cls(
            parts.hostname, parts.port or (465 if tls else 25), user, unquote(parts.password or ""), tls,
            asked.get("tls") in {"1", "true"}, asked.get("verify") not in {"0", "false"}, sender, guard,
        )  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What the server said to the letter as a whole, and to each address that it did not want."""

    code: int
    text: str
    refused: dict[str, str]


def hand_over(letter: EmailMessage, to: Sequence[str], server: Server) -> Taken:
    """Raises Barred, OSError (smtplib's errors are such) and ssl.SSLError."""
    with _connected(server) as smtp:
        if server.starttls:
            smtp.starttls(context=_context(server))
        if server.user:
            smtp.login(server.user, server.password)
        return _given(smtp, letter, to, server.sender)


def _given(smtp: smtplib.SMTP, letter: EmailMessage, to: Sequence[str], sender: str) -> Taken:
    smtp.ehlo_or_helo_if_needed()
    code, said = smtp.mail(_bare(sender))
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    refused: dict[str, str] = {}
    worst = (0, b"")
    for address in to:
        code, said = smtp.rcpt(address)
        if code not in (250, 251):
            refused[address] = f"{code} {said.decode('utf-8', 'replace')}"
            worst = max(worst, (code, said))
    if len(refused) == len(to):
        raise smtplib.SMTPResponseException(*worst)
    code, said = smtp.data(letter.as_bytes(policy=letter.policy.clone(linesep="\r\n")))
    if code != 250:
        raise smtplib.SMTPDataError(code, said)
    return Taken(code, said.decode("utf-8", "replace"), refused)


def _bare(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip("> ") or sender


def _connected(server: Server) -> smtplib.SMTP:
    if server.tls:
        return _GuardedTls(server)
    return _Guarded(server)


class _Guarded(smtplib.SMTP):
    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _to(self._server, timeout)


class _GuardedTls(smtplib.SMTP_SSL):
    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=SECONDS, context=_context(server))

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return self.context.wrap_socket(_to(self._server, timeout), server_hostname=host)


def _context(server: Server) -> ssl.SSLContext:
    if server.verify:
        return tls()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _to(server: Server, timeout: float) -> socket.socket:
    if server.guard is None:
        return socket.create_connection((server.host, server.port), timeout)
    found = server.guard.connect(server.host, server.port, seconds=timeout, ports=MAIL_PORTS)
    found.settimeout(timeout)
    return found
