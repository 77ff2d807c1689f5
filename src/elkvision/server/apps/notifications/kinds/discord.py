"""Discord, by a webhook: an embed. https://discord.com/developers/docs/resources/webhook#execute-webhook"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from elkvision.server.apps.notifications.kinds.calling import by_http, read_status
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Outcome, Work
from elkvision.server.apps.notifications.outside.web import Answer, Call
from elkvision.server.apps.notifications.wording import colour, cut, heading, line, number

_MARKUP = re.compile(r"([\\*_~`|>\[\]()#@])")


def shape(work: Work) -> Call:
    message = work.message
    told = [(name, number(value)) for name, value in message.numbers]
    told += [*message.labels.items(), *message.annotations.items()]
    lines = "\n".join(line(each, 250).replace("```", "'''") for each in message.lines)
    text = escaped(cut(message.text, 1500))
    embed = {
        "title": cut(heading(message), 250),
        "description": f"{text}\n```\n{cut(lines, 2200)}\n```" if lines else text,
        "color": int(colour(message)[1:], 16),
        "fields": [
            {"name": cut(escaped(name), 250), "value": cut(escaped(value), 1000) or "-", "inline": True}
            for name, value in told[:20]
        ],
        "timestamp": message.at,
    }
    if message.link:
        embed["url"] = message.link
    # Nobody is called by name, whatever a log line says.
    content = {"embeds": [embed], "allowed_mentions": {"parse": []}}
    url = work.config["url"]
    return Call.json(f"{url}{'&' if urlsplit(url).query else '?'}wait=true", content)


def read(answer: Answer) -> Outcome:
    """Being asked for patience says how long in the body."""
    outcome, said = read_status(answer), answer.json()
    if outcome.passing and isinstance(said, dict) and isinstance(said.get("retry_after"), int | float):
        return replace(outcome, retry_after=float(said["retry_after"]))
    return outcome


def escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


KIND = Kind(
    "discord",
    "Discord",
    "A message in a channel of Discord, through a webhook.",
    (Field("url", "Webhook address", "url", required=True, secret=True, help="https://discord.com/api/webhooks/…"),),
    by_http(shape, read),
)
