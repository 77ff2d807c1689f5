"""What pipelines may use of the outside here: no files, no variables, no network. Only what is handed in."""

from functools import cache

from elkvision.pipeline.filters.contract import Surroundings


@cache
def surroundings() -> Surroundings:
    return Surroundings(most_seconds=1.0)
