"""The product's colours, of its light theme: paper is white."""

from collections.abc import Sequence
from typing import Final

INK: Final = "#131817"
INK_2: Final = "#414b48"
INK_3: Final = "#5d6865"
LINE: Final = "#e2e6e5"
LINE_STRONG: Final = "#c9d0ce"
SURFACE: Final = "#ffffff"
SUNKEN: Final = "#f2f4f3"
ACCENT: Final = "#0b6e58"
ACCENT_WASH: Final = "#dff2ec"
ERROR: Final = "#c22a1e"
REST: Final = "#8a9592"

#: Of things without an order. With the dash of the same place they are told apart without colour too.
CATEGORIES: Final = ("#0b6e58", "#4169c8", "#b2691b", "#1f8fb5", "#7c5aa6", "#768100", "#a64d79", "#65706d")
DASHES: Final = ("", "6 3", "2 3", "8 3 2 3", "1 2", "10 4", "4 2 1 2 1 2", "3 6")

LEVELS: Final = {
    "trace": "#c5cbd2", "debug": "#a5afba", "info": "#6f9be0", "notice": "#9a84dd", "warning": "#e0a32e",
    "error": "#dd4a3c", "critical": "#b0178a",
}  # fmt: skip
#: As text, on white.
LEVEL_INKS: Final = {
    "trace": "#6d7784", "debug": "#56616f", "info": "#2b66c4", "notice": "#6547c4", "warning": "#8f5b00",
    "error": "#c22a1e", "critical": "#a3157a",
}  # fmt: skip
TONES: Final = {"good": ACCENT, "info": "#2b66c4", "warning": "#8f5b00", "critical": ERROR, "neutral": INK_2}

#: What machines have; the first that is there is taken.
FONTS: Final = "'IBM Plex Sans', 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif"
MONO: Final = "'IBM Plex Mono', 'Liberation Mono', 'DejaVu Sans Mono', monospace"


def colours(groups: Sequence[str], keys: Sequence[Sequence[str | None]]) -> list[str]:
    """One for each; levels have the colours that they have everywhere."""
    by_level = list(groups) in (["level"], ["log.level"])
    found = []
    for place, each in enumerate(keys):
        level = LEVELS.get((each[0] or "").lower()) if by_level and each else None
        found.append(level or CATEGORIES[place % len(CATEGORIES)])
    return found


def dash(place: int) -> str:
    return DASHES[place % len(DASHES)]


def mixed(share: float) -> str:
    """Between white and the accent: how full a cell of a heat map is."""
    share = 0.08 + 0.92 * min(max(share, 0.0), 1.0)
    ends = zip((255, 255, 255), (0x0B, 0x6E, 0x58), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in ends)


def is_dark(share: float) -> bool:
    return share > 0.5
