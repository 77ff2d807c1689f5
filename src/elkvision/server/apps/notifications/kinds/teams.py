"""Microsoft Teams, by a Workflows webhook: an adaptive card. https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using"""

from typing import Any

from elkvision.server.apps.notifications.kinds.calling import by_http
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Work
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.outside.web import Call
from elkvision.server.apps.notifications.wording import cut, heading, line, number

_COLOURS = {"critical": "Attention", "error": "Attention", "warning": "Warning", "info": "Accent"}


def shape(work: Work) -> Call:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body(work.message),
    }
    if work.message.link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Show the lines", "url": work.message.link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return Call.json(work.config["url"], {"type": "message", "attachments": [attachment]})


def body(message: Message) -> list[dict[str, Any]]:
    """Text runs are shown as they are: nothing in them is markup."""
    colour = "Good" if message.state == "resolved" else _COLOURS[message.severity]
    found = [_runs([_run(cut(heading(message), 300), size="Large", weight="Bolder", color=colour)])]
    if message.text:
        found.append(_runs([_run(cut(message.text, 4000))]))
    told = [(name, number(value)) for name, value in message.numbers]
    told += [*message.labels.items(), *message.annotations.items()]
    if told:
        facts = [{"title": _plain(name), "value": _plain(cut(value, 500))} for name, value in told[:25]]
        found.append({"type": "FactSet", "facts": facts})
    if message.lines:
        found += [
            _runs([_run(line(each, 250), fontType="Monospace", size="Small")], spacing="Small")
            for each in message.lines
        ]
    return found


def _runs(inlines: list[dict[str, Any]], **more: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": inlines, **more}


def _run(text: str, **more: str) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **more}


def _plain(text: str) -> str:
    """Facts know a little Markdown: links are the part of it that matters."""
    return text.replace("[", "［").replace("]", "］")


KIND = Kind(
    "teams",
    "Microsoft Teams",
    "A card in a channel or chat of Teams, through a webhook of Workflows.",
    (
        Field(
            "url",
            "Webhook address",
            "url",
            required=True,
            secret=True,
            help='Workflows, "Post to a channel when a webhook request is received"',
        ),
    ),
    by_http(shape),
)
