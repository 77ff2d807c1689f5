"""The store process: ClickHouse on the data folder, behind a Unix socket.

python -m elkvision.store.engines.clickhouse.process
"""

import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Final

from elkvision.core import settings as house
from elkvision.store.engines.clickhouse.door import Handler, TcpDoor, UnixDoor, Watch
from elkvision.store.engines.clickhouse.embedded import AlreadyOpen, Embedded, EngineError

#: Below this the engine could not even write a small part.
_LEAST_FREE: Final = 64 << 20
_PATIENCE: Final = 10.0


def main() -> int:
    """Serve until SIGTERM or SIGINT. Returns the exit status."""
    settings = house.load()
    try:
        _look_at_disk(settings.store_dir)
        engine = Embedded(settings.store_dir)
    except AlreadyOpen:
        return _complain(f"Another process already has the logs in {settings.store_dir}; stop it first.")
    except OSError as error:
        return _complain(f"The logs' folder {settings.store_dir} cannot be used: {error.strerror or error}.")
    except (EngineError, RuntimeError) as error:
        return _complain(f"ClickHouse cannot open {settings.store_dir}: {str(error)[:400]}")
    serve(engine, settings.store_socket)
    return 0


def serve(engine: Embedded, socket: Path | None, port: int = 0) -> None:
    """Answer on the socket (or on a port of the loopback) until a signal; let running statements end."""
    door: UnixDoor | TcpDoor
    if socket is None:
        door = TcpDoor(("127.0.0.1", port), Handler)
    else:
        socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        socket.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            door = UnixDoor(str(socket), Handler)
        finally:
            os.umask(before)
    door.engine, door.watch = engine, Watch(engine)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=door.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"The store listens on {socket or door.server_address}.", flush=True)
    door.serve_forever(poll_interval=0.5)
    if socket is not None:
        socket.unlink(missing_ok=True)
    engine.close(_PATIENCE)
    # The engine's own threads hang now and then while Python takes the process apart; everything is on disk.
    sys.stdout.flush()
    os._exit(0)


def _look_at_disk(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "it cannot be written")
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE:
        raise OSError(28, f"only {free >> 20} MB are free on its disk")


def _complain(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
