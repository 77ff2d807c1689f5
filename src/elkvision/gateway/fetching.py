"""The gateway's settings from the web, where that is another machine: looked at once a second, and kept in `gateway.json`.

The file is what intake and delivery go by. While the web is away it stays as it is, over starts too.
"""

import asyncio
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.internal import internal_key, shown
from elkvision.core.settings import Settings
from elkvision.gateway.keys import is_readable

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

_EVERY: Final = 1.0
#: A sender with a key that we do not know makes us look at once, but not more often than this.
_SOONEST: Final = 0.25
_PATIENCE: Final = 5.0
#: Every so many looks everything is fetched, whatever its version: a database that was restored may count from before.
_WHOLE_EVERY: Final = 60


class Fetching:
    def __init__(self, url: str, key: str, file: Path) -> None:
        self.url = url
        self.file = file
        #: Why the last look failed, and when one last succeeded.
        self.problem: str | None = None
        self.fetched_ms: int | None = None
        self._headers = shown(internal_key(key, "ELKVISION_SETTINGS_URL"))
        self._tag = ""
        self._looks = 0
        self._last = float("-inf")
        self._looking = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await self.look()
            try:
                async with asyncio.timeout(_EVERY):
                    await stopping.wait()
            except TimeoutError:
                continue
        if self._client:
            await self._client.aclose()

    async def look(self) -> None:
        """Have the settings as they are now, if the web gives them. Several who ask at once wait for one look."""
        asked = self._looks
        async with self._looking:
            if self._looks > asked:  # it began after we asked
                return
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(0.0, self._last + _SOONEST - loop.time()))
            self._looks += 1
            self._last = loop.time()
            await self._look()

    async def _look(self) -> None:
        import httpx

        if self._client is None:
            self._client = httpx.AsyncClient(headers=self._headers, timeout=_PATIENCE, trust_env=False)
        try:
            asked = {"If-None-Match": self._tag} if self._tag and self._looks % _WHOLE_EVERY else {}
            answer = await self._client.get(self.url, headers=asked)
            if answer.status_code != 304:
                await self._keep(answer.raise_for_status().content, answer.headers.get("etag", ""))
        except (httpx.HTTPError, OSError, ValueError) as error:
            self._failed(error)
        else:
            if self.problem is not None:
                log.info("The settings are up to date again.")
            self.problem, self.fetched_ms = None, now_ms()

    async def _keep(self, content: bytes, tag: str) -> None:
        """Raises ValueError for what are no settings."""
        if not is_readable(content):
            raise ValueError("what came are no settings")
        if not self.file.exists() or self.file.read_bytes() != content:
            await asyncio.to_thread(_replace, self.file, content)
        self._tag = tag

    def _failed(self, error: Exception) -> None:
        if self.problem is None:
            log.warning("%s does not give our settings (%s). Those before stay in force.", self.url, error)
        self.problem = str(error) or type(error).__name__

    def stats(self) -> dict[str, object]:
        return {"fetched_ms": self.fetched_ms, "problem": self.problem}


def fetching(settings: Settings) -> Fetching | None:
    """None where the web writes the file itself. Raises BadRequest when it cannot be asked."""
    url = settings.settings_url
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise BadRequest(
            f"ELKVISION_SETTINGS_URL={url!r} is no address of the web.", hint="write http://…/gateway.json"
        )
    return Fetching(url, settings.internal_key, settings.snapshot_file)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
