"""PagerDuty, Events API v2: what fires triggers an incident, what is over resolves it. https://developer.pagerduty.com/docs/send-alert-event"""

from elkvision.server.apps.notifications.kinds.calling import NotTaken, by_http
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Work
from elkvision.server.apps.notifications.outside.web import Call
from elkvision.server.apps.notifications.wording import cut, line

_API = "https://events.pagerduty.com"
_ACTIONS = {"firing": "trigger", "test": "trigger", "acknowledged": "acknowledge", "resolved": "resolve"}


def shape(work: Work) -> Call:
    message = work.message
    if message.state not in _ACTIONS:
        raise NotTaken("PagerDuty is told of alerts only, not of reports.")
    event = {
        "routing_key": work.config["key"],
        "event_action": _ACTIONS[message.state],
        "dedup_key": cut(message.group_key or work.token, 255),
    }
    if event["event_action"] == "trigger":
        event |= {
            "client": "ELK Vision",
            "payload": {
                "summary": cut(message.title, 1024),
                "source": message.labels.get("host") or message.labels.get("service") or work.organisation,
                "severity": message.severity,
                "timestamp": message.at,
                "component": message.labels.get("service", ""),
                "custom_details": {
                    "text": message.text,
                    **dict(message.numbers),
                    **message.labels,
                    **message.annotations,
                    "lines": [line(each) for each in message.lines],
                },
            },
        }
        if message.link:
            event |= {"client_url": message.link, "links": [{"href": message.link, "text": "Show the lines"}]}
    return Call.json(f"{work.config.get('url') or _API}/v2/enqueue", event)


KIND = Kind(
    "pagerduty",
    "PagerDuty",
    "Triggers, acknowledges and resolves incidents of a PagerDuty service (Events API v2).",
    (
        Field(
            "key", "Integration key", required=True, secret=True, help="32 characters, of an Events API v2 integration"
        ),
        Field("url", "Server", "url", help=f"empty: {_API}; in the EU https://events.eu.pagerduty.com"),
    ),
    by_http(shape),
    incidents=True,
)
