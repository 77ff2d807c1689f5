"""The small chart that goes along with a letter."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from elkvision.server.drawing import notice_chart

POINTS = [(f"2026-11-23T14:{minute:02d}:00Z", float(minute) if minute != 5 else None) for minute in range(30)]


def test_a_chart_is_vectors_and_a_picture() -> None:
    chart = notice_chart(POINTS, threshold=20, title="Errors <of> payments", zone="Europe/Berlin", unit="percent")
    assert chart is not None
    drawn = ElementTree.fromstring(chart.svg)  # of our own making
    texts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "Errors <of> payments" in texts
    assert "15:00:00" in texts or "15:00" in texts
    picture = Image.open(io.BytesIO(chart.png)).convert("RGB")
    assert picture.size == (1120, 360)
    colours = {colour for _, colour in picture.getcolors(1 << 20) or []}
    assert (11, 110, 88) in colours, "bars within the threshold"
    assert (194, 42, 30) in colours, "bars beyond it, and its line"


def test_without_numbers_there_is_no_chart() -> None:
    assert notice_chart([]) is None
    assert notice_chart([("2026-11-23T14:00:00Z", None)]) is None


@pytest.mark.parametrize("points", [[("2026-11-23T14:00:00Z", 0)], [("2026-11-23T14:00:00Z", -3.5)], POINTS[:2]])
def test_few_and_odd_numbers_are_drawn_too(points: list[tuple[str, float | None]]) -> None:
    chart = notice_chart(points, threshold=-1e9)
    assert chart is not None
    assert chart.png.startswith(b"\x89PNG")
