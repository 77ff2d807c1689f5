"""Whatever else apprise knows, by its URL. It runs in a process of its own (`outside/apprising.py`), that is guarded below every
connection, has an end, and gives the memory back."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Final

import orjson

from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Outcome, Work
from elkvision.server.apps.notifications.outside.guard import Barred, Guard
from elkvision.server.apps.notifications.wording import heading, plain

_SECONDS: Final = 30.0
#: They speak to the machine that the server runs on, or run what they are told.
LOCAL: Final = frozenset({"blink1", "dbus", "gio", "kde", "qt", "glib", "gnome", "macosx", "windows", "syslog"})
_TYPES: Final = {"critical": "failure", "error": "failure", "warning": "warning", "info": "info"}


def send(work: Work) -> Outcome:
    message = work.message
    asked = {
        "url": work.config["url"],
        "title": heading(message),
        "body": plain(message) or message.title,
        "type": "success" if message.state == "resolved" else _TYPES[message.severity],
        "allow": work.guard.allow,
    }
    try:
        said = _run("send", asked)
    except subprocess.TimeoutExpired:
        return Outcome(ok=False, answer=f"There was no answer within {_SECONDS:.0f} s.", passing=True)
    if said.get("barred"):
        raise Barred(said["barred"], hint="the administrator can allow it with ELKVISION_NOTIFY_ALLOW")
    return Outcome(ok=said["ok"], answer=said["answer"], passing=bool(said.get("passing")))


def check(config: Mapping[str, Any], guard: Guard) -> None:
    """Asks apprise itself: only it knows its addresses."""
    scheme = config["url"].partition("://")[0].lower()
    if scheme in LOCAL:
        raise _wrong(f"{scheme}:// speaks to the server's own machine and cannot be a channel.")
    said = _run("check", {"url": config["url"], "allow": guard.allow})
    if not said["ok"]:
        raise _wrong(f"apprise does not know this address: {said['answer']}")


def _wrong(what: str) -> Invalid:
    return Invalid(what, fields={"config.url": [what]}, hint="docs/reference/notifications.md says which there are")


def _run(verb: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    module = "elkvision.server.apps.notifications.outside.apprising"
    done = subprocess.run(
        [sys.executable, "-B", "-m", module, verb], input=orjson.dumps(asked), capture_output=True, timeout=_SECONDS,
        env=_environment(), check=False,
    )  # fmt: skip
    try:
        return dict(orjson.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return {"ok": False, "answer": f"apprise ended with {done.returncode}: {last[:300]}"}


def _environment() -> dict[str, str]:
    """Nothing of ours: what apprise loads has no business with it, nor has a proxy with what the guard judged."""
    kept = {name: os.environ[name] for name in ("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NO_PROXY": "*", "LC_ALL": "C.UTF-8"}


KIND = Kind(
    "apprise",
    "Others",
    "Over a hundred more, by the addresses of apprise: Matrix, Mattermost, ntfy, Pushover, Rocket.Chat, Zulip …",
    (Field("url", "apprise address", required=True, secret=True, help="such as ntfys://ntfy.sh/topic"),),
    send,
    check=check,
)
