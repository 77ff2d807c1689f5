"""Requests and their answers."""

from elkvision.server.apps.dashboards.templates.fields import Fields
from elkvision.server.apps.dashboards.templates.making import Panel, measured, number, panel

_SHOWN = "service:$service host:$host"


def panels(fields: Fields) -> list[Panel | None]:
    status, path = fields["status"], fields["path"]
    requests = f"{_SHOWN} {status}:*"
    broken = f"{_SHOWN} {status}:>=500"
    refused = f"{_SHOWN} {status}:[400 TO 499]"
    took = fields.has("took")
    return [
        panel("number", "Requests", number(requests, "Requests"), w=3, h=4),
        panel("number", "Answered with 5xx", number(broken, "5xx", of=requests), w=3, h=4, unit="percent"),
        panel("number", "Answered with 4xx", number(refused, "4xx", of=requests), w=3, h=4, unit="percent"),
        panel(
            "number", "Slowest twentieth", measured(requests, "percentile", fields["took"], "p95"), w=3, h=4,
            unit="milliseconds",
        ) if took else None,
        panel("bar", "Requests by answer", number(requests), w=8, groups=[status], stacked=True),
        panel("pie", "Answers", number(requests), w=4, groups=[status]),
        panel(
            "line", "How long it takes",
            measured(requests, "percentile", fields["took"], "p50", 50),
            measured(requests, "percentile", fields["took"], "p95", 95),
            measured(requests, "percentile", fields["took"], "p99", 99),
            unit="milliseconds",
        ) if took else None,
        panel("line", "Part that fails", number(broken, "5xx", of=requests), number(refused, "4xx", of=requests),
              unit="percent"),
        panel("top", "Most asked for", number(requests), groups=[path]) if fields.has("path") else None,
        panel("top", "Most often not found", number(f"{_SHOWN} {status}:404"), groups=[path])
        if fields.has("path") else None,
        panel("top", "Clients", number(requests), groups=[fields["client"]], w=4) if fields.has("client") else None,
        panel("top", "Places", number(requests), groups=[fields["place"]], w=4) if fields.has("place") else None,
        panel("top", "Browsers", number(requests), groups=[fields["agent"]], w=4) if fields.has("agent") else None,
        panel("area", "Bytes sent", measured(requests, "sum", fields["sent"], "Bytes"), unit="bytes")
        if fields.has("sent") else None,
        panel("heatmap", "Busiest hours", number(requests), h=9),
        panel("logs", "Answers with 5xx", number(broken), w=12, h=10, limit=50,
              columns=["@timestamp", "service", "host", status, "message"]),
    ]  # fmt: skip
