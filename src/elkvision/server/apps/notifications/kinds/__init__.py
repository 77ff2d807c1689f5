"""Every kind of channel. A new one is a module here, its test, its part of the page, and one line below."""

from typing import Final

from elkvision.core.errors import BadRequest
from elkvision.server.apps.notifications.kinds import (
    alertmanager,
    discord,
    email,
    opsgenie,
    others,
    pagerduty,
    slack,
    teams,
    telegram,
    webhook,
)
from elkvision.server.apps.notifications.kinds.contract import Kind

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        email.KIND,
        slack.KIND,
        teams.KIND,
        discord.KIND,
        telegram.KIND,
        pagerduty.KIND,
        opsgenie.KIND,
        alertmanager.KIND,
        webhook.KIND,
        others.KIND,
    )
}


def kind_of(name: str) -> Kind:
    """Raises BadRequest."""
    if name not in KINDS:
        raise BadRequest(f"There is no kind of channel named {name}.", hint=f"one of {', '.join(KINDS)}")
    return KINDS[name]
