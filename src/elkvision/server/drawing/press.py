"""Makes a file of a document: `python -m elkvision.server.drawing.press pdf|png FILE` with the HTML on standard input.

A process of its own: what it needs of memory goes when it goes, it can be stopped at any moment, and what it may take
is bounded. Nothing is fetched for a document, neither from the network nor from the disk.
"""

import resource
import sys
from pathlib import Path
from typing import Any, Final

#: What it leaves with when the libraries that it needs are not on this machine.
NOT_HERE: Final = 3
_MOST_BYTES: Final = 3 << 30
_MOST_PIXELS: Final = 36_000_000


def main() -> int:
    form, path = sys.argv[1], Path(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    try:
        from weasyprint import HTML
    except OSError as error:
        sys.stderr.write(str(error).splitlines()[0])
        return NOT_HERE
    document = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=_nothing)
    if form == "pdf":
        document.write_pdf(path)
        return 0
    path.write_bytes(_picture(document.write_pdf() or b""))
    return 0


def _nothing(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError(f"nothing is fetched for a document: {url[:80]}")


def _picture(pdf: bytes) -> bytes:
    """The first page, twice as fine as the screen where that is not too large."""
    import io

    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0]
    width, height = (size * 96 / 72 for size in page.get_size())
    fine = min(2.0, (_MOST_PIXELS / (width * height)) ** 0.5)
    kept = io.BytesIO()
    page.render(scale=fine * 96 / 72).to_pil().save(kept, "PNG", optimize=False)
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(main())
