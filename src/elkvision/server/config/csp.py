"""What a page of ours may load: nothing from elsewhere, no inline script but those that were built."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

Directives = Mapping[str, Sequence[str]]

#: Answers of the API are not pages and load nothing.
FOR_ANSWERS: Directives = {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"]}

#: The browsable API page: our own files only.
FOR_DOCS: Directives = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "font-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}

_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc\s*=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def for_page(html: bytes) -> str:
    """The header of one built page: its own inline scripts are named by their hash.

    Styles may be inline: charts and virtual rows place things by `style`, which cannot run anything.
    """
    directives: dict[str, Sequence[str]] = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *script_hashes(html)],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return header(directives)


def script_hashes(html: bytes) -> list[str]:
    found: Iterable[bytes] = dict.fromkeys(match.group(1) for match in _SCRIPT.finditer(html))
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'" for text in found]


def header(directives: Directives) -> str:
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())
