"""The UI's files: found by their address, safe to look at, kept by browsers as long as they may be."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from elkvision.server.api.pages import Pages
from elkvision.server.config import csp

SCRIPT = "self.__next_f=[]"
HOME = f"<html><script>{SCRIPT}</script><script src='/_next/static/a.js'></script></html>"


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    files = {
        "index.html": HOME,
        "dashboard.html": "<html>dashboard</html>",
        "settings/index.html": "<html>settings</html>",
        "404.html": "<html>nothing here</html>",
        "_next/static/chunks/a.js": "console.log(1)",
        "_next/static/chunks/a.js.br": "compressed",
        "favicon.ico": "icon",
    }
    for name, text in files.items():
        path = tmp_path / "ui" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "ui"


class Answer:
    def __init__(self, messages: list[dict[str, Any]]) -> None:
        start = messages[0]
        self.status: int = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


async def django(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"django"})


async def get(pages: Pages, path: str, method: str = "GET", **headers: str) -> Answer:
    messages: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    sent = {"host": "localhost:8000"} | {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    await pages({"type": "http", "path": path, "method": method, "headers": raw}, receive, send)
    return Answer(messages)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", SCRIPT),
        ("/dashboard", "dashboard"),
        ("/dashboard/", "dashboard"),
        ("/settings", "settings"),
        ("/settings/", "settings"),
        ("/_next/static/chunks/a.js", "console"),
    ],
)
async def test_a_page_is_found_by_its_address(ui: Path, path: str, text: str) -> None:
    answer = await get(Pages(django, ui), path)
    assert answer.status == 200
    assert text in answer.body.decode()


@pytest.mark.parametrize("path", ["/nothing", "/../secret.key", "/%2e%2e/secret.key", "/_next/static/"])
async def test_what_is_not_there_is_the_not_found_page(ui: Path, path: str) -> None:
    (ui.parent / "secret.key").write_text("secret")
    answer = await get(Pages(django, ui), path)
    assert answer.status == 404
    assert b"nothing here" in answer.body


@pytest.mark.parametrize("path", ["/internal/gateway.json", "/api/v1/setup/", "/live", "/ready", "/health", "/metrics"])
async def test_the_rest_is_djangos(ui: Path, path: str) -> None:
    assert (await get(Pages(django, ui), path)).status == 299


async def test_a_page_runs_only_the_scripts_that_were_built_into_it(ui: Path) -> None:
    policy = (await get(Pages(django, ui), "/")).headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    (scripts,) = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert scripts == f"script-src 'self' 'sha256-{digest}'"
    assert "frame-ancestors 'none'" in policy
    other = (await get(Pages(django, ui), "/dashboard")).headers["content-security-policy"]
    assert "sha256" not in other


async def test_files_are_kept_by_browsers_as_long_as_their_name_lasts(ui: Path) -> None:
    pages = Pages(django, ui)
    assert "immutable" in (await get(pages, "/_next/static/chunks/a.js")).headers["cache-control"]
    page = await get(pages, "/dashboard")
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["x-content-type-options"] == "nosniff"
    again = await get(pages, "/dashboard", if_none_match=page.headers["etag"])
    assert (again.status, again.body) == (304, b"")


async def test_what_was_compressed_before_is_sent_so(ui: Path) -> None:
    answer = await get(Pages(django, ui), "/_next/static/chunks/a.js", accept_encoding="gzip, br")
    assert answer.headers["content-encoding"] == "br"
    assert answer.body == b"compressed"


async def test_head_has_no_body(ui: Path) -> None:
    answer = await get(Pages(django, ui), "/dashboard", method="HEAD")
    assert answer.status == 200
    assert answer.body == b""
    assert int(answer.headers["content-length"]) > 0


async def test_a_foreign_host_name_is_left_to_django_which_refuses_it(ui: Path) -> None:
    assert (await get(Pages(django, ui), "/", host="rebound.evil.test")).status == 299


async def test_without_a_built_ui_one_page_says_how_to_build_it(tmp_path: Path) -> None:
    answer = await get(Pages(django, tmp_path / "none"), "/dashboard")
    assert answer.status == 503
    assert b"make build-ui" in answer.body


async def test_the_api_page_loads_only_our_own_files() -> None:
    answer = await get(
        Pages(django, Path("/nowhere")), "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css"
    )
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/css")


def test_scripts_with_an_address_have_no_hash() -> None:
    html = b'<script src="/a.js"></script><script async="">1</script><SCRIPT type="module">2\n</SCRIPT>'
    assert len(csp.script_hashes(html)) == 2
