"""Runs a configuration on one event, for the tests of this folder."""

from typing import Any

from elkvision.pipeline import WorkEvent, compile_pipeline
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.language.source import PipelineError

#: 4 January 2026, 12:00 UTC.
NOON = 1_767_528_000_000_000_000


def after(filters: str, fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """What an event is after the filters. It must be one event."""
    [event] = all_after(filters, fields, **more)
    return event.data


def all_after(filters: str, fields: dict[str, Any] | None = None, **more: Any) -> list[WorkEvent]:
    """Every event that comes out."""
    pipeline = compile_pipeline(f"filter {{ {filters} }}", Surroundings(environment={"HOME_TOWN": "Acme"}), **more)
    return pipeline.run([WorkEvent.of(dict(fields or {}), NOON)])


def meets(condition: str, fields: dict[str, Any] | None = None) -> bool:
    """Whether an event meets a condition."""
    return "met" in after(f'if {condition} {{ mutate {{ add_field => {{ "met" => "yes" }} }} }}', fields)


def mistakes(text: str, **more: Any) -> list[str]:
    """What is wrong with a configuration, a line each."""
    try:
        compile_pipeline(text, Surroundings(), **more)
    except PipelineError as error:
        return [str(problem) for problem in error.problems]
    return []


def warnings(text: str) -> list[str]:
    """What it warns of."""
    return [str(problem) for problem in compile_pipeline(text, Surroundings()).warnings]
