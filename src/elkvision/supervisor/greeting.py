"""What `up` says when everything is ready: where to go, and how to send a first log."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

from elkvision.core.masking import masked
from elkvision.core.settings import Settings
from elkvision.supervisor.console import Console
from elkvision.supervisor.parts import is_embedded
from elkvision.supervisor.probes import reachable

_OPEN_TO_ALL = {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound


async def greet(settings: Settings, console: Console, seconds: float) -> None:
    """Print it; with the way to the first account while there is none."""
    host = reachable(settings.host)
    shown = f"[{host}]" if ":" in host else host
    console.say(f"\nELK Vision is ready after {seconds:.1f} s.", colour="green")
    console.say(f"\n  Open            http://{shown}:{settings.web_port}")
    if await _needs_owner(host, settings.web_port):
        console.say("                  (the first to open it creates the owner's account)")
    console.say(f"  Send a log      {first_log(settings)}")
    console.say(f"  or              echo hello | {_command()} send - --to tcp://{shown}:{settings.tcp_port}")
    console.say(f"  or a file       {_command()} send FILE --to tcp://{shown}:{settings.tcp_port}")
    console.say(
        f"  Inputs          TCP {settings.tcp_port} · UDP {settings.udp_port} · "
        f"HTTP {settings.http_port} · Beats {settings.beats_port}"
    )
    console.say(f"  Data            {settings.data_dir}")
    if not is_embedded(settings.store):
        console.say(f"  Logs            {masked(settings.store)}")
    if settings.host in _OPEN_TO_ALL:
        console.say(
            "\n  Every network of this machine can reach it now, and TCP, UDP and Beats take logs without a key. "
            "docs/how-to/expose-it.md says how to do that safely.",
            colour="yellow",
        )
    console.say("\nCtrl-C stops it; nothing is lost.\n")


def first_log(settings: Settings) -> str:
    """A command to copy that sends one log over TCP."""
    host = reachable(settings.host)
    return f"""echo '{{"level":"info","message":"hello"}}' | nc -q1 {host} {settings.tcp_port}"""


def _command() -> str:
    """How to call us from here: by name where the shell finds it, and otherwise by path."""
    if shutil.which("elkvision"):
        return "elkvision"
    return os.path.relpath(Path(sys.executable).parent / "elkvision")


async def _needs_owner(host: str, port: int) -> bool:
    """Whether nobody has an account yet; no when it cannot be found out."""
    name = f"[{host}]" if ":" in host else host
    request = f"GET /api/v1/setup/ HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n".encode()
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(request)
            answer = await reader.read()
            writer.close()
        document = json.loads(answer[answer.index(b"{") : answer.rindex(b"}") + 1])
    except (OSError, ValueError):
        return False
    return bool(document.get("needs_owner"))
