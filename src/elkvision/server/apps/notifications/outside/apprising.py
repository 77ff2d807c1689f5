"""apprise in a process of its own: `python -m … send|check`, one JSON object in, one JSON line out.

Whatever a plugin does, every connection of this process is judged at the moment it is made, by the very address that it
goes to; no program is started, and no file is read that is not part of Python, its packages or the certificates.
"""

import logging
import os
import re
import sys
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, Final

import orjson

from elkvision.server.apps.notifications.outside.guard import Barred, Guard

_RUNS: Final = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn"}
)
_CONNECTS: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKS_UP: Final = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_BINDS: Final = "socket.bind"
_STATUS: Final = re.compile(r"error[=:]\s*(\d{3})")
_PASSING: Final = frozenset({"408", "425", "429"})


class Watch:
    """An audit hook. What it refused is kept: plugins turn every error into one of their own. `named` are the names that
    the administrator lets through, and what they mean."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.refused = ""
        self._readable = tuple(_folders())

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if event in _CONNECTS:
            self._connect(given[1])
        elif event in _LOOKS_UP:
            self._asked = (
                str(given[0]).lower(),
                int(given[1] or 0) if len(given) > 1 and str(given[1]).isdigit() else 0,
            )
        elif event in _RUNS:
            self._refuse(f"{event} has no place in a channel.")
        elif event == "open":
            self._open(given[0], given[1], given[2])

    _asked: tuple[str, int] = ("", 0)

    def _connect(self, where: Any) -> None:
        if not isinstance(where, tuple):
            self._refuse("Messages do not go to sockets of this machine.")
        host, port = str(where[0]), int(where[1])
        name = self._asked[0] or host
        try:
            address = str(ip_address(host.partition("%")[0]))
            Guard(self.guard.allow, resolve=lambda _host, _port: [address]).addresses(name, port, ports=_PORTS)
        except (Barred, ValueError) as error:
            self._refuse(error.message if isinstance(error, Barred) else f"{host} is no address.")

    def _open(self, path: Any, mode: Any, flags: Any) -> None:
        if not isinstance(path, str | bytes):
            return  # a file that is open already
        writes = (isinstance(mode, str) and set(mode) & set("wax+")) or (
            isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        where = os.path.realpath(os.fsdecode(path))
        if where == os.devnull or (not writes and where.startswith(self._readable)):
            return
        self._refuse(f"{where} is not a channel's to read.")

    def _refuse(self, why: str) -> None:
        self.refused = self.refused or why
        raise PermissionError(why)


#: apprise's own kinds of mail and chat have ports of the system too.
_PORTS: Final = frozenset({25, 80, 443, 465, 587})


def _folders() -> Iterable[str]:
    import certifi

    given = [os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"), certifi.where()]
    kept = [
        sys.prefix,
        sys.base_prefix,
        *sys.path,
        "/etc/ssl",
        "/etc/pki",
        "/usr/share/zoneinfo",
        "/etc/mime.types",
        *given,
    ]
    return (os.path.realpath(each) for each in kept if each)


class _Said(logging.Handler):
    """What apprise says of a failure is all that there is of the other side's answer."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def main(verb: str, asked: dict[str, Any]) -> dict[str, Any]:
    import apprise

    said = _Said()
    logging.getLogger("apprise").addHandler(said)
    watch = Watch(Guard(tuple(asked["allow"])))
    sys.addaudithook(watch)
    made = apprise.Apprise.instantiate(asked["url"], suppress_exceptions=True)
    if made is None or isinstance(made, list):
        return {"ok": False, "answer": " ".join(said.lines)[:500] or "it cannot be read"}
    if verb == "check":
        return {"ok": True, "answer": str(made.app_desc)}
    ok = bool(made.notify(body=asked["body"], title=asked["title"], notify_type=asked["type"]))
    if watch.refused and not ok:
        return {"ok": False, "answer": watch.refused, "barred": watch.refused}
    text = " ".join(said.lines)[:2000]
    return {"ok": ok, "answer": text or ("taken" if ok else "it was not taken"), "passing": not ok and _passes(text)}


def _passes(text: str) -> bool:
    """Without a status, the other side was not reached."""
    found = _STATUS.search(text)
    return found is None or found[1] in _PASSING or found[1].startswith("5")


if __name__ == "__main__":
    print(orjson.dumps(main(sys.argv[1], orjson.loads(sys.stdin.buffer.read()))).decode())
