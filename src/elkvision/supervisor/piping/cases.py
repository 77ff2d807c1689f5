"""Recorded cases: a pipeline, events, and what was seen of them afterwards."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from elkvision.pipeline import PipelineError, WorkEvent, compile_pipeline
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.values.timestamp import Timestamp

Case = Mapping[str, Any]


@dataclass(slots=True)
class Result:
    """One case, and what was not as recorded (nothing: it passed)."""

    case: Case
    failures: list[str] = field(default_factory=list)

    @property
    def group(self) -> str:
        """The first part of the id."""
        return str(self.case["id"]).partition(":")[0]


def read_cases(lines: Iterable[bytes]) -> Iterable[Case]:
    """One case a line; blank lines are skipped."""
    return (orjson.loads(line) for line in lines if line.strip())


def check(case: Case, around: Surroundings) -> Result:
    """Runs a case, and compares."""
    result = Result(case)
    try:
        pipeline = compile_pipeline(case["pipeline"], around, name=str(case["id"]))
    except PipelineError as error:
        result.failures.append(f"does not compile: {error}")
        return result
    after: list[WorkEvent | None] = []
    for fields in case["events"]:
        made = pipeline.run([WorkEvent.of(dict(fields), around.now())])
        after.extend(made or [None])
    for one in case["checks"]:
        if failure := _failure(one, after):
            result.failures.append(failure)
    return result


def _failure(one: Mapping[str, Any], after: list[WorkEvent | None]) -> str:
    index, kind = one["event"], one["is"]
    if index >= len(after):
        return f"there is no event {index}"
    event = after[index]
    if kind == "dropped":
        return "" if event is None else f"event {index} was not dropped"
    if event is None:
        return f"event {index} was dropped"
    if kind == "present":  # a field that is null is there
        return "" if event.has(one["field"]) else f"{one['field']} is absent, expected present"
    found = event.get(one["field"])
    if _CHECKS[kind](found, one.get("value")):
        return ""
    expected = "" if "value" not in one else f" {_shown(one['value'])}"
    return f"{one['field']} is {_shown(found)}, expected {kind}{expected}"


def equal(found: Any, expected: Any) -> bool:
    """Equal as Ruby sees it: 3 is 3.0, and true is not 1."""
    if isinstance(expected, dict):
        if set(expected) == {"time"}:
            return isinstance(found, Timestamp) and found == Timestamp.read(expected["time"])
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(equal(found[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(equal, found, expected))
    if isinstance(expected, bool) or isinstance(found, bool):
        return found is expected
    return bool(found == expected)


def _includes(found: Any, expected: Any) -> bool:
    if isinstance(found, list):
        return any(equal(item, expected) for item in found)
    return isinstance(found, str) and str(expected) in found


def _near(found: Any, expected: Any) -> bool:
    return isinstance(found, int | float) and math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)


def _is_a(found: Any, kind: str) -> bool:
    if kind in ("true", "false"):
        return found is (kind == "true")
    return isinstance(found, _TYPES[kind]) and not isinstance(found, bool)


_TYPES: Final[Mapping[str, type]] = {"string": str, "integer": int, "float": float, "list": list, "object": dict}

_CHECKS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equal": equal,
    "absent": lambda found, expected: found is None,  # noqa: ARG005 - one signature for all
    "includes": _includes,
    "excludes": lambda found, expected: not _includes(found, expected),
    "near": _near,
    "a": _is_a,
}


def _shown(value: Any) -> str:
    return orjson.dumps(value, default=str).decode() if value is not None else "absent"
