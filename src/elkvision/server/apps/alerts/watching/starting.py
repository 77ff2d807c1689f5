"""The watch of this process, with the product's own store."""

from elkvision.server.apps.alerts.watching import horizon
from elkvision.server.apps.alerts.watching.watcher import Watcher


def start() -> Watcher:
    from elkvision.server.apps.logs.selectors import store  # engines are heavy: opened when there is something to watch

    watcher = Watcher(store, horizon.watermark)
    watcher.start()
    return watcher
