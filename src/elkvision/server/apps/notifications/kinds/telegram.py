"""Telegram, by a bot. https://core.telegram.org/bots/api#sendmessage"""

from dataclasses import replace
from html import escape

from elkvision.server.apps.notifications.kinds.calling import by_http, read_status
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Outcome, Work
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.outside.web import Answer, Call
from elkvision.server.apps.notifications.wording import cut, heading, line, number

_API = "https://api.telegram.org"


def shape(work: Work) -> Call:
    config = work.config
    content = {
        "chat_id": config["chat"],
        "text": text(work.message),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if config.get("thread"):
        content["message_thread_id"] = config["thread"]
    return Call.json(f"{config.get('url') or _API}/bot{config['token']}/sendMessage", content)


def text(message: Message) -> str:
    """At most 4,096 characters once it is read: what is cut is cut before it is marked up."""
    parts = [f"<b>{escape(cut(heading(message), 300))}</b>"]
    if message.text:
        parts.append(escape(cut(message.text, 1000)))
    told = [(name, number(value)) for name, value in message.numbers]
    told += [*message.labels.items(), *message.annotations.items()]
    if told:
        parts.append("\n".join(f"{escape(cut(name, 30))}: {escape(cut(value, 60))}" for name, value in told[:12]))
    if message.lines:
        lines = "\n".join(line(each, 110) for each in message.lines)
        parts.append(f"<pre>{escape(lines)}</pre>")
    if message.link and len(message.link) < 2000:
        parts.append(f'<a href="{escape(message.link)}">Show the lines</a>')
    return "\n\n".join(parts)


def read(answer: Answer) -> Outcome:
    outcome, said = read_status(answer), answer.json()
    if not isinstance(said, dict):
        return outcome
    if outcome.ok and said.get("ok") is not True:
        return replace(outcome, ok=False)
    wait = (said.get("parameters") or {}).get("retry_after") if outcome.passing else None
    return replace(outcome, retry_after=float(wait)) if isinstance(wait, int | float) else outcome


KIND = Kind(
    "telegram",
    "Telegram",
    "A message of a bot in a chat, group or channel of Telegram.",
    (
        Field("token", "Bot token", required=True, secret=True, help="as BotFather gives it: 123456:ABC…"),
        Field("chat", "Chat", required=True, help="a number, or @name of a channel"),
        Field("thread", "Topic", "number", help="of a group with topics", most=2**53),
        Field("url", "Server", "url", help=f"empty: {_API}"),
    ),
    by_http(shape, read),
)
