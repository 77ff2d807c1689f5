"""`convert_datatype`: texts that become numbers, and tags where they do not."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BadSetting
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.templates import value_text


def _integer(text: str) -> int:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return int(number)


_CONVERT: Final[dict[str, Callable[[str], Any]]] = {"int": _integer, "float": float}


class Conversions:
    """Everything that `convert_datatype` asks for."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.wanted: list[tuple[str, Reference, str, Callable[[str], Any]]] = []
        for field, kind in wanted.items():
            if kind not in _CONVERT:
                raise BadSetting(
                    f"`{field}` cannot become `{kind}`", option="convert_datatype", hint="write `int` or `float`"
                )
            self.wanted.append((field, reference(field), kind, _CONVERT[kind]))

    def apply(self, event: WorkEvent) -> None:
        """Converts, and tags what cannot be."""
        for name, field, kind, convert in self.wanted:
            value = field.get(event)
            if value is None:
                event.tag(f"_dataconversionnullvalue_{name}_{kind}")
                continue
            try:
                field.set(event, convert(value_text(value)))
            except (ValueError, InvalidOperation, OverflowError):
                event.tag(f"_dataconversionuncoercible_{name}_{kind}")
