"""Dashboards as files to look at: PDF on paper, PNG as on the screen. Their numbers are those of `server.panels`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from elkvision.core.errors import BadRequest
from elkvision.server.apps.dashboards.models import Dashboard
from elkvision.server.apps.dashboards.sharing import chosen
from elkvision.server.drawing.pressing import Form, press
from elkvision.server.drawing.sheet import Orientation, Sheet, paper, screen
from elkvision.server.panels.answering import answers
from elkvision.server.panels.asked import asked
from elkvision.server.panels.definition import panel_of

_HIGHEST = 16_000


@dataclass(frozen=True)
class Wanted:
    """What is to be shown; an empty range is the dashboard's own, as are values that are not named."""

    range: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, list[str]] = field(default_factory=dict)
    filter: str = ""
    orientation: Orientation = "portrait"


def make(dashboard: Dashboard, wanted: Wanted, form: Form, path: Path) -> None:
    """Put it into the file. Raises as `drawing.pressing.press` does, and BadRequest for what cannot be asked."""
    sheet = sheet_of(dashboard, wanted)
    if form == "pdf":
        press(paper(sheet, wanted.orientation), "pdf", path)
        return
    html, height = screen(sheet)
    if height > _HIGHEST:
        raise BadRequest("This dashboard is too long for one picture.", hint="take the PDF")
    press(html, "png", path)


def sheet_of(dashboard: Dashboard, wanted: Wanted) -> Sheet:
    range = wanted.range or dashboard.body["range"]
    values = chosen(dashboard, wanted.variables)
    within = asked(dashboard.organisation, range["from"], range["to"], variables=values, filter=wanted.filter)
    panels = dashboard.body["panels"]
    found = answers([panel_of(each) for each in panels], within).answer
    named = {each["name"]: each["label"] or each["name"] for each in dashboard.body["variables"]}
    return Sheet(
        name=dashboard.name, description=dashboard.description, organisation=dashboard.organisation.name,
        zone=within.zone, start=within.start, end=within.end, made_at=timezone.now(),
        panels=list(zip(panels, found, strict=True)),
        chosen=[(named[name], ", ".join(values) or "all") for name, values in values.items()]
        + ([("filter", wanted.filter)] if wanted.filter else []),
    )  # fmt: skip
