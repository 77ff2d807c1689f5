"""Dashboards to begin with. Each is made for the fields that an organisation's logs really have (`fields`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from elkvision.server.apps.dashboards.templates import application_errors, security, volume, web_server
from elkvision.server.apps.dashboards.templates.fields import Fields
from elkvision.server.apps.dashboards.templates.making import laid_out


@dataclass(frozen=True)
class Template:
    name: str
    description: str
    tags: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]  # name and field
    panels: Callable[[Fields], list[dict[str, Any] | None]]


TEMPLATES: Final = {
    "web-server": Template(
        "Web server",
        "Requests, how they were answered, how long they took, and from where they came.",
        ("web",),
        (("service", "service"), ("host", "host")),
        web_server.panels,
    ),
    "application-errors": Template(
        "Application errors",
        "How many errors, in which service, of what type, since when, and the lines themselves.",
        ("errors",),
        (("service", "service"), ("environment", "environment")),
        application_errors.panels,
    ),
    "security": Template(
        "Security",
        "Who is refused, who tries what should not be tried, and from where.",
        ("security",),
        (("service", "service"), ("host", "host")),
        security.panels,
    ),
    "volume-and-cost": Template(
        "Volume and cost",
        "What is sent, by whom and when, and what could be left out.",
        ("volume",),
        (("service", "service"), ("environment", "environment")),
        volume.panels,
    ),
}


def shape(key: str, fields: Fields) -> dict[str, Any]:
    """The dashboard of a template, for these fields."""
    template = TEMPLATES[key]
    return {
        "name": template.name,
        "description": template.description,
        "tags": list(template.tags),
        "variables": [{"name": name, "field": field} for name, field in template.variables],
        "range": {"from": "now-24h", "to": "now"},
        "refresh": 0,
        "panels": laid_out([panel for panel in template.panels(fields) if panel is not None]),
    }
