"""The small chart of a letter: one line of numbers, and the threshold that they crossed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from elkvision.server.drawing import palette
from elkvision.server.drawing.axes import Plot, grid, room_left, scale_of, threshold_lines, times
from elkvision.server.drawing.svg import Drawn, cut, drawing, element, words


@dataclass(frozen=True)
class NoticeChart:
    """The same chart twice: `svg` for whoever draws vectors, `png` (twice as fine) for letters."""

    svg: str
    png: bytes


def notice_chart(
    points: Sequence[tuple[str, float | None]],
    *,
    threshold: float | None = None,
    title: str = "",
    unit: str = "",
    zone: str = "UTC",
    width: int = 560,
    height: int = 180,
) -> NoticeChart | None:
    """A chart of (ISO time, number or None) in order of time, with a dashed line at the threshold; None where there is
    no number at all. `unit` is one of `panels.shapes.UNITS`, times are on the zone's clocks. Needs no library of the
    machine, and takes milliseconds. Raises ValueError for a time that is none."""
    if not any(number is not None for _, number in points):
        return None
    drawn = _chart(points, threshold, title, unit, ZoneInfo(zone), width, height)
    return NoticeChart(drawn, _picture(drawn))


def _chart(
    points: Sequence[tuple[str, float | None]], threshold: float | None, title: str, unit: str, zone: ZoneInfo,
    width: int, height: int,
) -> Drawn:  # fmt: skip
    moments = [datetime.fromisoformat(at).astimezone(zone) for at, _ in points]
    numbers = [number for _, number in points]
    scale = scale_of([*numbers, threshold])
    top = 24.0 if title else 8.0
    left = room_left(scale, unit)
    plot = Plot(left, top, width - left - 10.0, height - top - 22.0)
    named = [words(6, 14, cut(title, width - 12, 12), size=12, fill=palette.INK, font_weight=600)] if title else []
    lines = threshold_lines(plot, scale, [] if threshold is None else [(threshold, palette.ERROR)])
    return drawing(
        width, height, element("rect", width=width, height=height, fill=palette.SURFACE), *named,
        *grid(plot, scale, unit), *_columns(numbers, threshold, plot), *lines,
        *times(plot, moments, moments[-1] + (moments[-1] - moments[0]) / max(1, len(moments) - 1)),
    )  # fmt: skip


def _columns(numbers: Sequence[float | None], threshold: float | None, plot: Plot) -> list[Drawn]:
    """A bar for each number; what is beyond the threshold stands out."""
    scale = scale_of([*numbers, threshold])
    pitch = plot.width / len(numbers)
    drawn = []
    for place, number in enumerate(numbers):
        if number:
            top, base = sorted((plot.y(scale, number), plot.y(scale, 0)))
            fill = palette.ACCENT if threshold is None or number <= threshold else palette.ERROR
            x = plot.left + place * pitch
            drawn.append(element("rect", x=x, y=top, width=max(0.5, pitch * 0.82), height=base - top, fill=fill))
    return drawn


def _picture(drawn: str) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=2))
