"""Runs filters on events, for the tests of this folder."""

from collections.abc import Mapping
from typing import Any

from elkvision.pipeline import WorkEvent, compile_pipeline
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.language.source import PipelineError

#: 4 January 2026, 12:00 UTC.
NOON = 1_767_528_000_000_000_000
NOWHERE = Surroundings(now=lambda: NOON)


def events_after(filters: str, fields: Mapping[str, Any], around: Surroundings = NOWHERE) -> list[WorkEvent]:
    """What comes out for one event."""
    return compile_pipeline(f"filter {{ {filters} }}", around).run([WorkEvent.of(dict(fields), NOON)])


def after(filters: str, fields: Mapping[str, Any], around: Surroundings = NOWHERE) -> dict[str, Any]:
    """The fields of the only event that comes out, but for `@timestamp`."""
    [event] = events_after(filters, fields, around)
    event.data.pop("@timestamp", None)
    return event.data


def mistake(filters: str, around: Surroundings = NOWHERE) -> str:
    """What is wrong with filters, in one text; empty when nothing is."""
    try:
        compile_pipeline(f"filter {{ {filters} }}", around)
    except PipelineError as error:
        return "\n".join(str(problem) for problem in error.problems)
    return ""


def around_files(**files: bytes) -> Surroundings:
    """Surroundings with files: `_` in a name stands for the dot."""
    there = {name.replace("_", "."): data for name, data in files.items()}

    def read(path: str) -> bytes:
        if path not in there:
            raise FileNotFoundError(path)
        return there[path]

    return Surroundings(
        now=lambda: NOON, read_file=read, list_files=lambda path: sorted(there) if path in there else []
    )
