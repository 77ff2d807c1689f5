"""The running product: parts, sockets, the snapshot, the spool."""

import asyncio
import json
import time
from collections.abc import Iterator

from elkvision.core.settings import Settings
from elkvision.supervisor import folder, parts
from elkvision.supervisor.examining.finding import Finding

_OLD_BACKLOG_SECONDS = 60


def every_part(settings: Settings) -> Iterator[Finding]:
    """Does each part answer?"""
    planned = parts.plan(settings).parts
    answers = asyncio.run(_ask(planned))
    for part, answers_now in zip(planned, answers, strict=True):
        if answers_now:
            yield Finding(part.name, "good", "answers")
        else:
            log = folder.logs_dir(settings) / f"{part.name}.log"
            yield Finding(part.name, "problem", f"{part.name} does not answer.", f"its last lines in {log} say why")


def snapshot(settings: Settings) -> Iterator[Finding]:
    """Can the gateway read its settings?"""
    path = settings.snapshot_file
    try:
        document = json.loads(path.read_text())
        words = f"{len(document['keys'])} keys, {len(document['tenants'])} organisations, version {document['version']}"
    except FileNotFoundError:
        yield Finding("gateway.json", "note", "There is none yet.", "it is written when the first account is made")
    except (OSError, ValueError, KeyError, TypeError) as error:
        mend = "delete it and restart the web part: it is written anew"
        yield Finding("gateway.json", "problem", f"{path} cannot be read: {error}.", mend)
    else:
        yield Finding("gateway.json", "good", words)


def spool(settings: Settings, *, running: bool) -> Iterator[Finding]:
    """How much waits to be stored, and since when?"""
    waiting = [entry.stat() for entry in settings.spool_dir.rglob("*") if entry.is_file()]
    size = sum(entry.st_size for entry in waiting)
    age = max((time.time() - entry.st_mtime for entry in waiting if entry.st_size), default=0.0)
    words = f"{size >> 20} MB of {settings.spool_budget_bytes >> 20} MB"
    if size > settings.spool_budget_bytes * 0.8:
        mend = "see what the store and delivery say above; senders wait once it is full"
        yield Finding("spool", "problem", f"The spool is nearly full: {words}.", mend)
    elif running and size > 1 << 20 and age > _OLD_BACKLOG_SECONDS:
        mend = f"delivery is behind: see {folder.logs_dir(settings) / 'delivery.log'}"
        yield Finding("spool", "note", f"{words}, the oldest since {age:.0f} s.", mend)
    else:
        yield Finding("spool", "good", words)


async def _ask(planned: tuple[parts.Part, ...]) -> list[bool]:
    return await asyncio.gather(*(part.ready() for part in planned))
