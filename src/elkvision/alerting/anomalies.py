"""Rules of the kind anomaly: which history they need, and what analysis says of their windows.

What is usual is learnt anew at each midnight in UTC, so that a window is judged the same whenever it is evaluated.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from elkvision.alerting.answer import Answer, Columns, Keys
from elkvision.alerting.rule import Anomaly, Number, Rule
from elkvision.analysis import anomalies as analysis
from elkvision.store import contract

#: What is usual is learnt from so much.
HISTORY: Final = timedelta(days=28)
_DAY: Final = 86_400
_SENSITIVITY: Final[Mapping[str, analysis.Sensitivity]] = {"low": "low", "medium": "normal", "high": "high"}
_DIRECTION: Final[Mapping[str, analysis.Direction]] = {"up": "up", "down": "down", "either": "both"}
_COUNTED: Final = frozenset({"count", "distinct"})


def with_history(ends: range) -> range:
    """These windows, and all before them that they are judged by."""
    first = _midnight(ends) - int(HISTORY.total_seconds())
    return range(first + ends.step, ends.stop, ends.step)


def judged(
    rule: Rule,
    ends: range,
    series: Mapping[Keys, Sequence[contract.Number]],
    everything: Sequence[contract.Number],
) -> Answer:
    """Of series over `with_history(ends)` the columns over `ends`, with the reasons. `everything` counts all lines:
    where there are none at all, nothing can be said."""
    assert isinstance(rule.condition, Anomaly)
    columns: dict[Keys, Columns] = {}
    words: dict[tuple[Keys, int], str] = {}
    for keys, numbers in series.items():
        verdicts = _verdicts(rule.condition, ends, numbers, everything)
        columns[keys] = [
            list(numbers[-len(ends) :]),
            [int(each.is_anomaly) for each in verdicts],
            [each.usual[0] if each.usual else None for each in verdicts],
            [each.usual[1] if each.usual else None for each in verdicts],
        ]
        words |= {(keys, end): each.reason for end, each in zip(ends, verdicts, strict=True) if each.is_anomaly}
    return Answer(ends, columns, words=words)


def _verdicts(
    condition: Anomaly, ends: range, numbers: Sequence[contract.Number], everything: Sequence[contract.Number]
) -> list[analysis.Verdict]:
    first = with_history(ends)[0] - ends.step
    starts = [datetime.fromtimestamp(first + place * ends.step, UTC) for place in range(len(numbers))]
    counted = condition.measure.kind in _COUNTED
    known = analysis.without_gaps(numbers, everything)
    made = analysis.Series(starts, timedelta(seconds=ends.step), known, counted)
    found = analysis.judge(
        made,
        ZoneInfo(condition.zone),
        what=_what(condition.measure),
        since=datetime.fromtimestamp(_midnight(ends), UTC),
        direction=_DIRECTION[condition.direction],
        sensitivity=_SENSITIVITY[condition.sensitivity],
    )
    return found[-len(ends) :]


def _midnight(ends: range) -> int:
    """Before the beginning of the first window."""
    return (ends[0] - ends.step) // _DAY * _DAY


def _what(measure: Number) -> str:
    if measure.kind == "count":
        return "lines"
    return (
        f"different values of {measure.field}" if measure.kind == "distinct" else f"{measure.kind} of {measure.field}"
    )
