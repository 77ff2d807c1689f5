"""Unix sockets for the parts of the product among themselves."""

import os
import socket
from pathlib import Path


def listen_unix(path: Path) -> socket.socket:
    """A listening Unix socket that only its owner may use; one left behind is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(1024)
    listener.setblocking(False)
    return listener
