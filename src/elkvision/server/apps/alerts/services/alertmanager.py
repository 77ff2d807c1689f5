"""What a Prometheus Alertmanager tells us: its webhook, told on in the bell of the organisation whose key it shows.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.notifications.message import Severity
from elkvision.server.apps.notifications.services import tell

#: How others call what we call one of ours.
_SEVERITIES: Final[Mapping[str, Severity]] = {
    "critical": "critical", "page": "critical", "emergency": "critical", "high": "error", "error": "error",
    "warning": "warning", "warn": "warning", "ticket": "warning", "info": "info", "none": "info",
}  # fmt: skip


def told(organisation: Organisation, alerts: Sequence[Mapping[str, Any]]) -> int:
    """Tell the members of each alert; returns how many notifications that made. An alert is known by its fingerprint and
    when it began: that it fires is told once, and that it is over once, however often Alertmanager repeats it."""
    return sum(_tell(organisation, alert) for alert in alerts)


def _tell(organisation: Organisation, alert: Mapping[str, Any]) -> int:
    labels, annotations = alert["labels"], alert["annotations"]
    name = labels.get("alertname") or "An alert without a name"
    title = annotations.get("summary") or annotations.get("title") or name
    over = alert["status"] == "resolved"
    severity: Severity = _SEVERITIES.get(str(labels.get("severity", "")).lower(), "warning")
    return tell(
        organisation,
        "alert",
        f"Over: {title}" if over else title,
        severity="info" if over else severity,
        body=_body(alert, name),
        link=_link(annotations),
        key=f"alertmanager {alert['fingerprint']} {alert['startsAt'].isoformat()} {alert['status']}",
    )


def _body(alert: Mapping[str, Any], name: str) -> str:
    annotations = alert["annotations"]
    said = annotations.get("description") or annotations.get("message") or ""
    labels = ", ".join(f"{label}={value}" for label, value in sorted(alert["labels"].items()) if label != "alertname")
    about = f"{name} ({labels})" if labels else name
    return "\n".join(each for each in (said, about, alert["generatorURL"]) if each)


def _link(annotations: Mapping[str, str]) -> str:
    """A runbook of ours has a page here; addresses of others stay text."""
    path = urlsplit(annotations.get("runbook_url", "")).path
    return path if path.startswith("/docs/runbooks/") else ""
