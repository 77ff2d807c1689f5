"""A message as a letter."""

import hashlib
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from pathlib import Path

from django.utils import timezone

from elkvision.server.apps.notifications.kinds.contract import Work
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.wording import colour, heading, line, number, plain

_HOST = "elkvision.invalid"
_CHART = "chart"
_LONGEST_SUBJECT = 200


def letter(work: Work, to: Sequence[str], sender: str) -> EmailMessage:
    """Its Message-ID is the same at every attempt, and letters of one alert are one thread."""
    message, made = work.message, EmailMessage(policy=SMTP)
    made["Subject"] = " ".join(heading(message).split())[:_LONGEST_SUBJECT]
    made["From"] = _address(sender)
    made["To"] = [Address(addr_spec=each) for each in to]
    made["Date"] = format_datetime(timezone.now())
    made["Message-ID"] = f"<{work.token}@{_HOST}>"
    made["Auto-Submitted"] = "auto-generated"
    if message.group_key:
        thread = hashlib.sha256(message.group_key.encode()).hexdigest()[:32]
        made["References"] = made["In-Reply-To"] = f"<{thread}@{_HOST}>"
    picture = work.picture()
    made.set_content(plain(message) or message.title)
    made.add_alternative(html(message, has_chart=picture is not None), subtype="html")
    if picture is not None:
        page = list(made.iter_parts())[1]
        assert isinstance(page, MIMEPart)
        page.add_related(picture, "image", "png", cid=f"<{_CHART}>", filename="chart.png", disposition="inline")
    for each in message.attachments:
        main, _, sub = each.mime.partition("/")
        made.add_attachment(Path(each.path).read_bytes(), maintype=main, subtype=sub, filename=each.name)
    return made


def _address(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(name, addr_spec=address)


def html(message: Message, *, has_chart: bool) -> str:
    """Tables and styles within: letters are read by programs of many years."""
    cell = "padding:4px 16px 4px 0;vertical-align:top"
    rows = [
        f'<tr><td style="{cell};color:#6b7280">{escape(name)}</td><td style="{cell}">{escape(value)}</td></tr>'
        for name, value in _rows(message)
    ]
    parts = [
        f'<h1 style="font-size:18px;margin:0 0 12px;padding-left:12px;border-left:4px solid {colour(message)}">'
        f"{escape(heading(message))}</h1>",
        "".join(f"<p>{escape(each)}</p>" for each in message.text.split("\n") if each.strip()),
        f'<table style="border-collapse:collapse;font-size:14px">{"".join(rows)}</table>' if rows else "",
        f'<p><img src="cid:{_CHART}" alt="{escape(_told(message))}" style="max-width:100%"></p>' if has_chart else "",
        _lines(message),
        _button(message),
    ]
    body = "\n".join(part for part in parts if part)
    style = "font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;color:#111827;margin:24px"
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body style="{style}">\n{body}\n</body></html>'


def _rows(message: Message) -> list[tuple[str, str]]:
    numbers = [(name, number(value)) for name, value in message.numbers]
    return [*numbers, *message.labels.items(), *message.annotations.items()]


def _told(message: Message) -> str:
    return message.chart.title if message.chart is not None and message.chart.title else "Chart"


def _lines(message: Message) -> str:
    if not message.lines:
        return ""
    text = "\n".join(escape(line(each)) for each in message.lines)
    style = "background:#f3f4f6;padding:12px;font-size:12px;white-space:pre-wrap;word-break:break-word"
    return f'<pre style="{style}">{text}</pre>'


def _button(message: Message) -> str:
    if not message.link:
        return ""
    style = (
        "display:inline-block;padding:8px 16px;background:#1d4ed8;color:#ffffff;text-decoration:none;border-radius:6px"
    )
    return f'<p><a href="{escape(message.link)}" style="{style}">Open in ELK Vision</a></p>'
