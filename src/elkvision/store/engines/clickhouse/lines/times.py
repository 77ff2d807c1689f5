"""Times in SQL: the forms of which it is sure, as `elkvision.pipeline.normalise` reads them. NULL for all others."""

from typing import Final

from elkvision.store.engines.clickhouse.client import parameter_list

_ZONES: Final = ("Z", "+00:00", "-00:00", "+00", "+0000")
_OFFSETS: Final = ("+00:00", "-00:00", "+0000", "-0000")
_FRACTIONS: Final = ("", *("." + "0" * digits for digits in range(1, 10)))
_UTC: Final = "DateTime64(9, 'UTC')"


def of_text(text: str, *, zoneless: bool) -> str:
    """`YYYY-MM-DD`, `T` or a space, `hh:mm:ss`, up to nine digits of a fraction, and `Z` or `±hh:mm`; none where
    `zoneless` (it is UTC then)."""
    zones = ("Z", *_OFFSETS, *(("",) if zoneless else ()))
    forms = [f"0000-00-00{gap}00:00:00{fraction}{zone}" for gap in "T " for fraction in _FRACTIONS for zone in zones]
    shape = f"translate({text}, '123456789', '000000000')"
    sure = (
        f"{shape} IN {parameter_list(list(dict.fromkeys(forms)))} AND substring({text}, 1, 4) BETWEEN '1971' AND '2260'"
        f" AND substring({text}, 6, 2) BETWEEN '01' AND '12' AND substring({text}, 9, 2) BETWEEN '01' AND '31'"
        f" AND substring({text}, 12, 2) < '24' AND substring({text}, 15, 2) < '60' AND substring({text}, 18, 2) < '60'"
        f" AND (length({text}) < 25 OR position({text}, ':', 21) = 0 OR substring({text}, length({text}) - 4, 2) < '15')"
    )
    return f"if({sure}, parseDateTime64BestEffortOrNull({text}, 9, 'UTC'), NULL)"


def of_integer(number: str) -> str:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, by size."""
    whole = f"ifNull({number}, 0)"
    scaled = (
        f"multiIf({whole} < 100000000, 0, {whole} < 9214646400, {whole} * 1000000000, {whole} < 100000000000, 0,"
        f" {whole} < 9214646400000, {whole} * 1000000, {whole} < 100000000000000, 0,"
        f" {whole} < 9214646400000000, {whole} * 1000, {whole} < 100000000000000000, 0,"
        f" {whole} < 9214646400000000000, {whole}, 0)"
    )
    return f"if({scaled} > 0, fromUnixTimestamp64Nano({scaled}, 'UTC'), NULL)"
