"""What can be done here. `send` and `mail` tell the world outside, `tell` tells people in the product; none of them
waits for the network, and each says the same thing once, however often it is called with one key."""

from elkvision.server.apps.notifications.services.outbox import mail, send
from elkvision.server.apps.notifications.services.people import tell

__all__ = ["mail", "send", "tell"]
