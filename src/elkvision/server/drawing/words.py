"""Numbers and moments as the screen says them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Number = int | float | None

_BYTES = ("B", "KB", "MB", "GB", "TB", "PB")
_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000


def brief(value: Number, unit: str = "") -> str:
    """In about three figures."""
    return _written(value, unit, _short)


def exact(value: Number, unit: str = "") -> str:
    """Every figure."""
    return _written(value, unit, _long)


def change(part: float) -> str:
    """+12 %, −3.4 %, of a part."""
    sign = "+" if part > 0 else "−" if part < 0 else "±"
    return f"{sign}{_figures(abs(part) * 100)} %"


def key(keys: Sequence[str | None]) -> str:
    return " · ".join("(none)" if each is None else each or '""' for each in keys)


def moment(text: str, zone: ZoneInfo) -> str:
    """2026-11-23 14:05, on the zone's clocks."""
    return f"{at(text, zone):%Y-%m-%d %H:%M}"


def at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def tick(found: datetime, span: timedelta) -> str:
    """A moment beneath a chart that is so long."""
    if span <= timedelta(minutes=10):
        return f"{found:%H:%M:%S}"
    if span <= timedelta(days=1, hours=1):
        return f"{found:%H:%M}"
    if span <= timedelta(days=8):
        return f"{found:%a %H:%M}"
    return f"{found.day} {found:%b}" if span <= timedelta(days=400) else f"{found:%b %Y}"


def _written(value: Number, unit: str, plain: Callable[[float], str]) -> str:
    if value is None:
        return "–"
    match unit:
        case "percent":
            return f"{_figures(value * 100)} %"
        case "bytes":
            return _signed(value, _bytes)
        case "milliseconds":
            return _signed(value, _duration)
        case "seconds":
            return _signed(value * 1000, _duration)
        case "per_second":
            return f"{plain(value)}/s"
    return plain(value)


def _signed(value: float, way: Callable[[float], str]) -> str:
    return f"−{way(-value)}" if value < 0 else way(value)


def _short(value: float) -> str:
    whole = float(value).is_integer()
    if abs(value) < 10_000:
        return f"{round(value):,}" if whole or abs(value) >= 1000 else _figures(value)
    for power, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(value) >= power:
            return f"{value / power:.1f}".removesuffix(".0") + letter
    return _figures(value)


def _long(value: float) -> str:
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def _figures(value: float) -> str:
    """Three figures that mean something, and no exponent."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{round(value):,}"
    text = f"{value:.3g}"
    return f"{value:.10f}".rstrip("0") if "e" in text else text


def _bytes(value: float) -> str:
    step = 0
    while value >= 1000 and step < len(_BYTES) - 1:
        value, step = value / 1000, step + 1
    return f"{round(value) if step == 0 or value >= 100 else f'{value:.1f}'} {_BYTES[step]}"


def _duration(ms: float) -> str:
    if ms < _SECOND:
        return f"{_figures(ms) if ms < 10 else round(ms)} ms"
    if ms < 10 * _SECOND:
        return f"{ms / _SECOND:.1f} s"
    if ms < _MINUTE:
        return f"{round(ms / _SECOND)} s"
    for big, name, small, part in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", _SECOND, "s"),
    ):
        if ms >= big:
            whole, rest = divmod(round(ms / small), big // small)
            return f"{whole} {name} {rest} {part}" if rest else f"{whole} {name}"
    raise AssertionError("what is longer than a minute was written")
