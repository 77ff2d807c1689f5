"""A message's chart as a picture."""

import structlog

from elkvision.server.apps.notifications.message import Message

log = structlog.get_logger(__name__)


def picture(message: Message, zone: str) -> bytes | None:
    """PNG, on the zone's clocks; None where there is no chart, or it cannot be drawn: the message goes out without it."""
    if message.chart is None:
        return None
    # Only letters have one, and what draws is large.
    from elkvision.server.drawing import notice_chart

    chart = message.chart
    try:
        drawn = notice_chart(
            list(chart.points), threshold=chart.threshold, title=chart.title, unit=chart.unit, zone=zone
        )
    except (ValueError, KeyError, ImportError) as error:
        log.warning("a chart could not be drawn", title=message.title, error=str(error))
        return None
    return drawn.png if drawn is not None else None
