"""`bytes`: `5.3 GB` as a number of bytes."""

import math
import re
from typing import Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import ARRAY, FIELD, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import strip

_SIZE: Final = re.compile(r"([0-9 _,.]*)\s*([kmgtpe]?)b?", re.IGNORECASE)
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5, "e": 6}


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Reads the source and writes the target; what is no size is tagged."""
    read = reference(settings["source"]).get
    target = reference(settings["target"])
    base = 1024 if settings["conversion_method"] == "binary" else 1000
    decimal, tags = settings["decimal_separator"], settings["tag_on_failure"]

    def run(event: WorkEvent) -> bool:
        value = read(event)
        size = in_bytes(value, base, decimal) if isinstance(value, str) else value
        if isinstance(size, bool) or not isinstance(size, (int, float)):
            for tag in tags:
                event.tag(tag)
            return False
        target.set(event, size)
        return True

    return run


def in_bytes(text: str, base: int, decimal: str) -> int | None:
    """How many bytes a text says, or None."""
    found = _SIZE.fullmatch(strip(text))
    if found is None:
        return None
    digits, prefix = found.groups()
    number = plain_number(digits.strip(), decimal)
    if number is None or number == math.inf:
        return None
    size: int = round(number * base ** _POWERS[prefix.lower()])
    return size


def plain_number(digits: str, decimal: str) -> float | None:
    """A number with points and commas in it; which of them is the decimal one is guessed where it can be."""
    separators = [at for at, letter in enumerate(digits) if letter in ".,"]
    place = -1
    if len(separators) > 1 or (separators and len(digits) - separators[0] - 1 != 3):
        place = separators[-1]
    elif separators:  # three digits behind the only one: thousands, or a fraction?
        place = digits.find(decimal)
    whole, fraction = (digits, "") if place < 0 else (digits[:place], digits[place + 1 :])
    text = re.sub("[^0-9]", "", whole)
    fraction = re.sub("[^0-9]", "", fraction)
    return float(f"{text or 0}.{fraction or 0}") if text or fraction else None


PLUGIN = Plugin(
    name="bytes",
    summary="Reads sizes such as `5.3 GB`",
    options={
        "source": Option(FIELD, default="message"),
        "target": Option(FIELD, required=True),
        "conversion_method": Option(one_of=("binary", "metric"), default="binary"),
        "decimal_separator": Option(one_of=(".", ","), default="."),
        "tag_on_failure": Option(ARRAY, default=["_bytesparsefailure"]),
    },
    make=make,
)
