"""Ports: tried before anything starts, and free ones found where 0 was asked for."""

import contextlib
import errno
import os
import socket
from dataclasses import dataclass, replace

from elkvision.core.environment import variable
from elkvision.core.settings import Settings
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.options import flag


@dataclass(frozen=True)
class Door:
    """A port that a part is going to listen on."""

    setting: str
    kind: socket.SocketKind
    words: str


DOORS = (
    Door("web_port", socket.SOCK_STREAM, "the UI and the API"),
    Door("tcp_port", socket.SOCK_STREAM, "logs over TCP"),
    Door("udp_port", socket.SOCK_DGRAM, "logs over UDP"),
    Door("http_port", socket.SOCK_STREAM, "logs over HTTP"),
    Door("beats_port", socket.SOCK_STREAM, "Beats"),
)


def settle(settings: Settings) -> Settings:
    """The same settings with free ports in place of each 0.

    Raises CannotStart naming the first port that cannot be had, and how to choose another.
    """
    with contextlib.ExitStack() as held:
        return _settle(settings, held)


def trouble_with(settings: Settings, door: Door) -> str:
    """One sentence about why the door's port cannot be had, or nothing when it can."""
    try:
        _bind(settings.host, getattr(settings, door.setting), door.kind).close()
    except OSError as error:
        return _sentence(settings, door, error)
    return ""


def mend_for(door: Door) -> str:
    return f"choose another with {flag(door.setting)} or {variable(door.setting)}"


def _settle(settings: Settings, held: contextlib.ExitStack) -> Settings:
    """Sockets stay open until every port is known, so that no two doors get the same one."""
    for door in DOORS:
        try:
            listener = _bind(settings.host, getattr(settings, door.setting), door.kind)
        except OSError as error:
            raise CannotStart(_sentence(settings, door, error), hint=mend_for(door)) from error
        held.enter_context(listener)
        settings = replace(settings, **{door.setting: listener.getsockname()[1]})
    return settings


def _bind(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family, *_, address = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, kind)
    try:
        if kind is socket.SOCK_STREAM:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        if kind is socket.SOCK_STREAM:
            listener.listen(1)
    except OSError:
        listener.close()
        raise
    return listener


def _sentence(settings: Settings, door: Door, error: OSError) -> str:
    port = getattr(settings, door.setting)
    protocol = "UDP" if door.kind is socket.SOCK_DGRAM else "TCP"
    if isinstance(error, socket.gaierror):
        return f"The address {settings.host} is not known here ({error.strerror})."
    if error.errno == errno.EADDRINUSE:
        return f"{protocol} port {port}, for {door.words}, is in use{_by_whom(port, door.kind)}."
    if error.errno == errno.EACCES:
        return f"{protocol} port {port}, for {door.words}, needs root: ports below 1024 do."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"The address {settings.host} is not one of this machine's."
    return f"{protocol} port {port}, for {door.words}, cannot be opened: {os.strerror(error.errno or 0)}."


def _by_whom(port: int, kind: socket.SocketKind) -> str:
    """` by nginx (process 812)`, where the system lets us see it."""
    import psutil  # only when a port is taken: it costs a tenth of a second

    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp" if kind is socket.SOCK_STREAM else "udp"):
            ours = connection.laddr and connection.laddr.port == port
            if ours and connection.pid and connection.status in {psutil.CONN_LISTEN, psutil.CONN_NONE}:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return " by another program"
