"""Opsgenie: what fires makes an alert, what is over closes it. https://docs.opsgenie.com/docs/alert-api"""

from urllib.parse import quote

from elkvision.server.apps.notifications.kinds.calling import NotTaken, by_http
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Work
from elkvision.server.apps.notifications.outside.web import Call
from elkvision.server.apps.notifications.wording import cut, number, plain

_API = "https://api.opsgenie.com"
_PRIORITIES = {"critical": "P1", "error": "P2", "warning": "P3", "info": "P5"}
_CLOSING = {"resolved": "close", "acknowledged": "acknowledge"}


def shape(work: Work) -> Call:
    message = work.message
    if message.state == "report":
        raise NotTaken("Opsgenie is told of alerts only, not of reports.")
    headers = {"Authorization": f"GenieKey {work.config['key']}"}
    base = f"{work.config.get('url') or _API}/v2/alerts"
    alias = cut(message.group_key or work.token, 512)
    if message.state in _CLOSING:
        said = {"source": "ELK Vision", "note": cut(message.text or message.title, 25_000)}
        return Call.json(
            f"{base}/{quote(alias, safe='')}/{_CLOSING[message.state]}?identifierType=alias", said, headers
        )
    details = {name: number(value) for name, value in message.numbers} | dict(message.annotations)
    alert = {
        "message": cut(message.title, 130),
        "alias": alias,
        "description": cut(plain(message), 15_000),
        "priority": _PRIORITIES[message.severity],
        "source": "ELK Vision",
        "tags": [cut(f"{name}:{value}", 50) for name, value in list(message.labels.items())[:20]],
        "details": details | ({"link": message.link} if message.link else {}),
    }
    return Call.json(base, alert, headers)


KIND = Kind(
    "opsgenie",
    "Opsgenie",
    "Makes, acknowledges and closes alerts of Opsgenie.",
    (
        Field("key", "API key", required=True, secret=True, help="of an API integration"),
        Field("url", "Server", "url", help=f"empty: {_API}; in the EU https://api.eu.opsgenie.com"),
    ),
    by_http(shape),
    incidents=True,
)
