"""Refusals and attempts."""

from elkvision.server.apps.dashboards.templates.fields import Fields
from elkvision.server.apps.dashboards.templates.making import Panel, number, panel

_SHOWN = "service:$service host:$host"
#: What programs say when somebody may not come in.
_LOGINS = (
    '("failed password" OR "authentication failure" OR "invalid user" OR "login failed" OR "access denied" '
    'OR "permission denied" OR "not authorized" OR unauthorized OR "card declined")'
)
#: What is asked for by whoever looks for a hole.
_PROBES = (
    '("../" OR "/etc/passwd" OR "union select" OR "<script" OR "wp-login" OR ".env" OR "phpmyadmin" OR "/.git/" '
    'OR "cmd.exe" OR "jndi:")'
)


def panels(fields: Fields) -> list[Panel | None]:
    status, client = fields["status"], fields["client"]
    web = fields.has("status")
    refused = f"{_SHOWN} {status}:[400 TO 499]"
    logins, probes = f"{_SHOWN} {_LOGINS}", f"{_SHOWN} {_PROBES}"
    by_client = web and fields.has("client")
    return [
        panel("number", "Refused requests", number(refused, "4xx"), w=4, h=4) if web else None,
        panel("number", "Refused people", number(logins, "Refusals"), w=4, h=4),
        panel("number", "Attempts to get in", number(probes, "Attempts"), w=4, h=4),
        panel("bar", "Refused requests by answer", number(refused), groups=[status], stacked=True) if web else None,
        panel("bar", "Refusals and attempts", number(logins, "Refused people"), number(probes, "Attempts"),
              stacked=True),
        panel("top", "Who is refused most", number(refused), groups=[client], w=4) if by_client else None,
        panel("top", "Part that is refused", number(refused, "4xx", of=f"{_SHOWN} {status}:*"), groups=[client], w=4,
              unit="percent") if by_client else None,
        panel("top", "Where they are", number(refused), groups=[fields["place"]], w=4)
        if web and fields.has("place") else None,
        panel("top", "What was asked for", number(refused), groups=[fields["path"]])
        if web and fields.has("path") else None,
        panel("top", "With which program", number(refused), groups=[fields["agent"]])
        if web and fields.has("agent") else None,
        panel("table", "Refusals by service and host", number(logins, "Refused people"), number(probes, "Attempts"),
              groups=["service", "host"], limit=20),
        panel("heatmap", "When", number(f"({refused}) OR ({logins}) OR ({probes})" if web else
                                        f"({logins}) OR ({probes})"), h=9),
        panel("logs", "Newest", number(f"({logins}) OR ({probes})"), w=12, h=10, limit=50,
              columns=["@timestamp", "level", "service", "host", "message"]),
    ]  # fmt: skip
