"""Dashboards as PDF and PNG: the same numbers as on the screen, on pages and in a picture."""

import io
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from tests.server.api.test_tenants_apart import content
from tests.server.conftest import Caller, Logs, stranger

from elkvision.core.asker import Asker, waiting
from elkvision.core.errors import Unavailable
from elkvision.server.apps.dashboards.models import Dashboard
from elkvision.server.drawing import words
from elkvision.server.drawing.pressing import press

EVERYTHING = [
    {"kind": "text", "title": "", "markdown": "# About $service\n\nSee [there](/explorer/)."},
    {"kind": "number", "title": "Fails", "series": [{"label": "Errors", "q": "level:error"}]},
    {"kind": "line", "title": "Lines", "groups": ["service"], "series": [{"q": "level:error", "of": ""}]},
    {"kind": "area", "title": "Areas", "groups": ["level"], "stacked": True},
    {"kind": "bar", "title": "Bars", "groups": ["level"], "stacked": True},
    {"kind": "bar", "title": "Bars of groups", "over": "groups", "groups": ["service"]},
    {"kind": "pie", "title": "Parts", "groups": ["service"]},
    {"kind": "top", "title": "Tops", "groups": ["service"], "series": [{"q": "level:error", "of": ""}]},
    {"kind": "table", "title": "Tables", "groups": ["service"], "series": [{"label": "all"}, {"q": "level:error"}]},
    {"kind": "heatmap", "title": "Hours"},
    {"kind": "heatmap", "title": "Heat", "groups": ["service"]},
    {"kind": "line", "title": "Broken", "series": [{"q": "level:>=loud"}]},
    {"kind": "logs", "title": "Lines of logs", "limit": 500, "columns": ["@timestamp", "message"]},
]


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def made(caller: Caller, panels: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    answer = caller.post("/dashboards/", name="The shop <&>", panels=panels, range={"from": "now-1h"}, **more)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_the_pdf_says_the_numbers_that_the_screen_has(alice: Caller, shop: None, orientation: str) -> None:
    dashboard = made(alice, EVERYTHING, variables=[{"name": "service", "field": "service", "default": ["web"]}])
    now = datetime.now(UTC)
    times = {"from_": (now - timedelta(minutes=40)).isoformat(), "to": now.isoformat()}
    chosen = {"service": ["payments"]}
    screen = alice.post("/panels/data/", panels=dashboard["panels"], variables=chosen, **times).json()["results"]
    answer = alice.post(f"/dashboards/{dashboard['id']}/pdf/", variables=chosen, orientation=orientation, **times)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="The-shop.pdf"'
    pdf = content(answer)
    text = re.sub(r"\s+", " ", words_of(pdf))
    for said in ("The shop <&>", "Acme", "(UTC)", "service: payments", "About payments", "made 20"):
        assert said in text
    for panel, answer in zip(dashboard["panels"], screen, strict=True):
        for number in _numbers(panel, answer):
            assert number in text, f"{panel['title']}: {number}"
    assert '"loud" is no level.' in text
    logs = screen[-1]
    assert f"and {logs['matches'] - 500:,} more" in text
    assert all(event["message"].split("\n")[0][:30] in text for event in logs["events"][:500:50])
    pages = pypdfium2.PdfDocument(pdf)
    assert len(pages) > 8, "five hundred lines go over many pages"
    width, height = pages[0].get_size()
    assert (width > height) == (orientation == "landscape")


def _numbers(panel: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """Those that the panel is read for."""
    unit = panel["unit"] or ("percent" if all(each["of"] is not None for each in panel["series"]) else "")
    found = [words.exact(figure["value"], unit) for figure in answer.get("figures", [])]
    found += [words.exact(line["total"], unit) for line in answer.get("series", []) if panel["kind"] != "bar"]
    if panel["kind"] in ("table", "pie", "top"):
        rows = [row["numbers"] for row in answer["rows"]]
        found += [words.exact(value, kind) for row in rows for value, kind in zip(row, answer["units"], strict=True)]
    return found


def test_charts_are_vectors(alice: Caller, shop: None) -> None:
    dashboard = made(alice, EVERYTHING[1:11])
    document = pypdfium2.PdfDocument(content(alice.post(f"/dashboards/{dashboard['id']}/pdf/")))
    kinds = {each.type for page in document for each in page.get_objects()}
    assert pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds


def test_the_picture_is_as_large_as_the_dashboard(alice: Caller, shop: None) -> None:
    dashboard = made(alice, EVERYTHING[1:4])
    answer = alice.post(f"/dashboards/{dashboard['id']}/png/")
    assert answer.headers["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(content(answer)))
    assert picture.width == 2560
    assert picture.height > 2 * 3 * 8 * 40
    assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 20


def test_nothing_that_was_written_becomes_markup_or_is_fetched(alice: Caller, store_logs: Logs) -> None:
    evil = '<img src="file:///etc/passwd"><script>1</script>\x00\x1b[31m'
    store_logs.add("acme", evil, service=evil, level="error")
    panels = [panel | {"title": evil.replace("\x00", "")} for panel in EVERYTHING]
    panels[0] |= {"markdown": f"{evil} ![x](file:///etc/passwd)".replace("\x00", "")}
    dashboard = made(alice, panels, description="</style><style>")
    answer = alice.post(f"/dashboards/{dashboard['id']}/pdf/")
    assert answer.status_code == 200, answer.content
    text = words_of(content(answer))
    assert "<script>1</script>" in text.replace("\r\n", "")
    assert "root:" not in text


def test_files_are_made_for_those_who_may_look_alone(alice: Caller, charlie: Caller) -> None:
    dashboard = made(alice, [])
    for form in ("pdf", "png"):
        path = f"/dashboards/{dashboard['id']}/{form}/"
        assert charlie.post(path).status_code == 404
        assert stranger().post(path).status_code == 401
    assert Dashboard.objects.count() == 1


def test_what_takes_too_long_is_stopped_with_a_sentence(tmp_path: Any) -> None:
    with pytest.raises(Unavailable, match=r"not ready after 0\.01 seconds"):
        press("<p>x", "pdf", tmp_path / "x.pdf", seconds=0.01)


def test_nobody_works_for_whoever_has_left(tmp_path: Any) -> None:
    asker = Asker()
    asker.leave()
    with waiting(asker), pytest.raises(Unavailable) as caught:
        press("<p>x", "pdf", tmp_path / "x.pdf")
    assert caught.value.hint == "whoever asked has left"


def test_a_machine_without_pango_is_told_what_to_install(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from elkvision.core.errors import Unsupported

    # WeasyPrint looks for the library when it is imported.
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Unsupported) as caught:
        press("<p>x", "pdf", tmp_path / "x.pdf")
    assert "apt-get install libpango-1.0-0" in caught.value.hint


def test_the_press_starts_without_the_server() -> None:
    asked = "import sys, elkvision.server.drawing.press; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
