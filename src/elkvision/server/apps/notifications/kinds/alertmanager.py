"""Prometheus Alertmanager, API v2. https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml"""

import base64
import re
from datetime import datetime, timedelta

from elkvision.server.apps.notifications.kinds.calling import NotTaken, by_http
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Work
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.outside.web import Call
from elkvision.server.apps.notifications.wording import number, plain

_NAME = re.compile(r"[^a-zA-Z0-9_]")
_HOURS = 24


def shape(work: Work) -> Call:
    message, config = work.message, work.config
    if message.state in ("report", "acknowledged"):
        raise NotTaken("Alertmanager is told of what fires and what is over, of nothing else.")
    over = message.state == "resolved"
    at = datetime.fromisoformat(message.at)
    # Without an end, Alertmanager takes an alert for over when it is not repeated for some minutes.
    ends = at if over else at + timedelta(hours=config.get("hours") or _HOURS)
    alert = {
        "labels": labels(message, work.organisation),
        "annotations": annotations(message),
        "endsAt": ends.isoformat(),
        "generatorURL": message.link,
    }
    if not over:
        alert["startsAt"] = at.isoformat()
    return Call.json(f"{config['url'].rstrip('/')}/api/v2/alerts", [alert], _credentials(work))


def labels(message: Message, organisation: str) -> dict[str, str]:
    """They tell which alert it is, so they have to be the same when it is over."""
    found = {name_of(name): value for name, value in message.labels.items() if value}
    found.setdefault("alertname", message.labels.get("rule") or message.title)
    return found | {"severity": message.severity, "organisation": organisation}


def annotations(message: Message) -> dict[str, str]:
    found = {name_of(name): value for name, value in message.annotations.items()}
    found |= {name_of(name): number(value) for name, value in message.numbers}
    return found | {"summary": message.title, "description": plain(message)}


def name_of(text: str) -> str:
    """As Prometheus lets a label be called."""
    name = _NAME.sub("_", text) or "_"
    return f"_{name}" if name[0].isdigit() else name


def _credentials(work: Work) -> dict[str, str]:
    user, password = work.config.get("user"), work.config.get("password") or ""
    if user:
        return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
    return {"Authorization": f"Bearer {password}"} if password else {}


KIND = Kind(
    "alertmanager",
    "Alertmanager",
    "Hands alerts to a Prometheus Alertmanager, which routes them on.",
    (
        Field("url", "Address", "url", required=True, help="http://alertmanager.example.org:9093, with its prefix if any"),
        Field("user", "User", help="for basic authentication"),
        Field("password", "Password or token", secret=True, help="without a user it is sent as a bearer token"),
        Field("hours", "Hours until it is taken for over", "number", default=_HOURS, least=1, most=24 * 365,
              help="where nothing is said of it meanwhile"),
    ),
    by_http(shape),
    incidents=True,
)  # fmt: skip
