"""The socket that tells a person what is new."""

from types import MappingProxyType

from channels.db import database_sync_to_async

from elkvision.server.apps.notifications.selectors import missed
from elkvision.server.realtime.consumers import Message, Socket


class Notifications(Socket):
    """`/ws/notifications/`: what concerns one person in one organisation, as it happens. With `?since=<id>` first what
    came after that one; then how many are unread. What was missed may come twice, with the same id."""

    understands = MappingProxyType({"ping": "pong"})

    async def opened(self) -> None:
        found = await database_sync_to_async(self._missed)()
        for message in found:
            self.notified(message)

    def _missed(self) -> list[Message]:
        caller = self.caller
        if caller.user is None or caller.organisation is None:  # a program has no news of its own
            return []
        return missed(caller.organisation, caller.user, self.query.get("since", ""))

    def notified(self, notification: Message) -> None:
        self.say({"type": notification["type"], "data": notification["data"]})
