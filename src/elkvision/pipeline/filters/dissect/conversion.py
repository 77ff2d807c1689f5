"""`convert_datatype`: texts that become numbers, and tags where they do not."""

import re
from collections.abc import Callable
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.templates import value_text

#: A decimal number, and nothing around it.
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,4000}")


def _integer(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else int(_float(text))


def _float(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)


_CONVERT: Final[dict[str, Callable[[str], Any]]] = {"int": _integer, "float": _float}


class Conversions:
    """Everything that `convert_datatype` asks for."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.wanted: list[tuple[str, Reference, str, Callable[[str], Any] | None]] = [
            (field, reference(field), str(kind), _CONVERT.get(str(kind))) for field, kind in wanted.items()
        ]

    def apply(self, event: WorkEvent) -> None:
        """Converts, and tags what cannot be."""
        for name, field, kind, convert in self.wanted:
            value = field.get(event)
            if value is None:
                event.tag(f"_dataconversionnullvalue_{name}_{kind}")
            elif convert is None:
                event.tag(f"_dataconversionmissing_{name}_{kind}")
            else:
                try:
                    field.set(event, convert(value_text(value)))
                except (ValueError, OverflowError):
                    event.tag(f"_dataconversionuncoercible_{name}_{kind}")
