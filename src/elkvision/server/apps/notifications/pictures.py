"""A message's chart as a picture."""

from elkvision.server.apps.notifications.message import Message


def picture(message: Message) -> bytes | None:
    """PNG, or None where there is no chart."""
    return None
