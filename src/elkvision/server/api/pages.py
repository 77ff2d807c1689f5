"""The UI's built files, and the assets of the API page. Everything else goes on to Django.

Files are looked up in a list made at the start, never on the disk by a path that somebody sent.
"""

import asyncio
import hashlib
import importlib.util
import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from elkvision.server.api.probed import PROBES
from elkvision.server.config import csp

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

UI = Path(__file__).resolve().parent.parent / "ui"
_DJANGOS = ("/api/", "/internal/")
_NOT_BUILT = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>ELK Vision</title>
<h1>The pages are not built</h1>
<p>The server runs and its API answers at <a href="/api/docs/">/api/docs/</a>, but its pages are missing.</p>
<p>In a checkout, <code>make build-ui</code> builds them; an installed wheel has them inside.</p></html>"""


@dataclass(frozen=True)
class File:
    """One file as it is served. `encodings` are the same bytes compressed, made when the UI was built."""

    path: Path
    headers: tuple[tuple[bytes, bytes], ...]
    etag: bytes
    encodings: tuple[tuple[str, Path], ...] = ()


class Pages:
    """ASGI: answers for the UI's addresses, hands all others to `inner`."""

    def __init__(self, inner: App, ui: Path = UI) -> None:
        self.inner = inner
        self._files = _listed(ui, "/") if ui.is_dir() else {}
        self._files |= _listed(_sidecar(), f"{settings.STATIC_URL}drf_spectacular_sidecar/swagger-ui-dist/")
        self._built = "/index.html" in self._files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        theirs = path.startswith(_DJANGOS) or path in PROBES
        if theirs or scope["method"] not in {"GET", "HEAD"} or not _ours(scope):
            await self.inner(scope, receive, send)
            return
        file = self._find(path)
        if file is not None:
            await _send_file(scope, send, file, 200)
        elif not self._built:
            await _send(send, 503, [*_safe(_NOT_BUILT), (b"content-type", b"text/html; charset=utf-8")], _NOT_BUILT)
        elif (missing := self._files.get("/404.html")) is not None:
            await _send_file(scope, send, missing, 404)
        else:
            await self.inner(scope, receive, send)

    def _find(self, path: str) -> File | None:
        """`/dashboard` is `dashboard.html` or `dashboard/index.html`."""
        bare = path.rstrip("/")
        candidates = (path, f"{bare}.html", f"{bare}/index.html")
        return next((self._files[each] for each in candidates if each in self._files), None)


def _ours(scope: Scope) -> bool:
    host = next((value.decode("latin1") for name, value in scope["headers"] if name == b"host"), "")
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _sidecar() -> Path:
    found = importlib.util.find_spec("drf_spectacular_sidecar")
    assert found is not None, "it is a dependency"
    assert found.origin is not None, "it is a package with files"
    return Path(found.origin).parent / "static" / "drf_spectacular_sidecar" / "swagger-ui-dist"


def _listed(folder: Path, prefix: str) -> dict[str, File]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {prefix + name: _described(name, path, found) for name, path in found.items()}


def _described(name: str, path: Path, others: dict[str, Path]) -> File:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind == "application/javascript":
        kind += "; charset=utf-8"
    # Next names these by their contents; all else may change with the next version.
    lasting = name.startswith("_next/static/")
    headers = [
        (b"content-type", kind.encode()),
        (b"cache-control", b"public, max-age=31536000, immutable" if lasting else b"no-cache"),
        (b"last-modified", formatdate(path.stat().st_mtime, usegmt=True).encode()),
        (b"vary", b"Accept-Encoding"),
        *_safe(path.read_bytes() if name.endswith(".html") else b""),
    ]
    encodings = tuple(
        (code, others[name + end]) for code, end in (("br", ".br"), ("gzip", ".gz")) if name + end in others
    )
    stat = path.stat()
    etag = hashlib.sha256(f"{stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()[:20]
    return File(path, tuple(headers), f'"{etag}"'.encode(), encodings)


def _safe(html: bytes) -> list[tuple[bytes, bytes]]:
    """The headers that every page and file has."""
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
    ]
    if html:
        headers.append((b"content-security-policy", csp.for_page(html).encode()))
    if settings.SECURE_HSTS_SECONDS:
        headers.append((b"strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}".encode()))
    return headers


async def _send_file(scope: Scope, send: Send, file: File, status: int) -> None:
    asked = dict(scope["headers"])
    if status == 200 and asked.get(b"if-none-match") == file.etag:
        await _send(send, 304, [*file.headers, (b"etag", file.etag)], b"")
        return
    accepted = {each.split(";")[0].strip() for each in asked.get(b"accept-encoding", b"").decode("latin1").split(",")}
    code, path = next((each for each in file.encodings if each[0] in accepted), ("", file.path))
    headers = [*file.headers, (b"etag", file.etag), (b"content-length", str(path.stat().st_size).encode())]
    if code:
        headers.append((b"content-encoding", code.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["method"] == "GET":
        body = await asyncio.to_thread(path.read_bytes)
        await send({"type": "http.response.body", "body": body})
    else:
        await send({"type": "http.response.body", "body": b""})


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = [(b"content-length", str(len(body)).encode())] if status != 304 else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})
