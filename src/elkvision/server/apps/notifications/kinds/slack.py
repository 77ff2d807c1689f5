"""Slack, by an incoming webhook: blocks, coloured by severity. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks"""

from typing import Any

from elkvision.server.apps.notifications.kinds.calling import by_http
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Work
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.outside.web import Call
from elkvision.server.apps.notifications.wording import colour, cut, heading, line, number

_MOST_FIELDS = 10


def shape(work: Work) -> Call:
    message = work.message
    content = {
        "text": escaped(heading(message)),
        "attachments": [{"color": colour(message), "fallback": heading(message), "blocks": blocks(message)}],
    }
    return Call.json(work.config["url"], content)


def blocks(message: Message) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": cut(heading(message), 150), "emoji": False}}
    ]
    if message.text:
        found.append({"type": "section", "text": _mrkdwn(cut(escaped(message.text), 2900))})
    told = [(name, number(value)) for name, value in message.numbers] + list(message.labels.items())
    if told:
        fields = [_mrkdwn(cut(f"*{escaped(name)}*\n{escaped(value)}", 1900)) for name, value in told[:_MOST_FIELDS]]
        found.append({"type": "section", "fields": fields})
    if message.annotations:
        text = "\n".join(f"*{escaped(name)}*: {escaped(value)}" for name, value in message.annotations.items())
        found.append({"type": "section", "text": _mrkdwn(cut(text, 2900))})
    if message.lines:
        text = cut("\n".join(escaped(line(each, 250)).replace("```", "'''") for each in message.lines), 2900)
        found.append({"type": "section", "text": _mrkdwn(f"```{text}```")})
    if message.link:
        button = {
            "type": "button",
            "text": {"type": "plain_text", "text": "Show the lines"},
            "url": message.link[:3000],
        }
        found.append({"type": "actions", "elements": [button]})
    return found


def escaped(text: str) -> str:
    """Nothing in it is a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


KIND = Kind(
    "slack",
    "Slack",
    "A message in a channel of Slack, through an incoming webhook.",
    (Field("url", "Webhook address", "url", required=True, secret=True, help="https://hooks.slack.com/services/…"),),
    by_http(shape),
)
