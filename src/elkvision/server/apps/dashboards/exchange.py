"""Dashboards as files: what is written, and what is read of them."""

from collections.abc import Mapping
from typing import Any, Final

from elkvision.core.errors import BadRequest
from elkvision.server.apps.dashboards import services
from elkvision.server.apps.dashboards.models import Dashboard, DashboardVersion

FORMAT: Final = "elkvision.dashboard"
FORMAT_VERSION: Final = 1


def written(dashboard: Dashboard | DashboardVersion) -> dict[str, Any]:
    """All of a dashboard, and nothing of whose it is."""
    return {"format": FORMAT, "format_version": FORMAT_VERSION, "dashboard": services.shape_of(dashboard)}


def read(file: Mapping[str, Any]) -> dict[str, Any]:
    """The dashboard in a file, yet to be checked. Raises BadRequest when it is none of ours, or a newer one."""
    if file.get("format") != FORMAT:
        raise BadRequest(
            "This is no dashboard of ours.", hint=f'a file that was exported here begins with "format": "{FORMAT}"'
        )
    version = file.get("format_version")
    if version != FORMAT_VERSION:
        raise BadRequest(
            f"This file is of format version {version!r}; version {FORMAT_VERSION} is read here.",
            hint="export it again, or update the product",
        )
    shape = file.get("dashboard")
    if not isinstance(shape, dict):
        raise BadRequest('The file has no "dashboard".', hint="export it again")
    return shape
