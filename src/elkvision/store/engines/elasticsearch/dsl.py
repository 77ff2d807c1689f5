"""Pieces of Elasticsearch's own query language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: A query of Elasticsearch's own language.
Dsl = Mapping[str, Any]

NEVER: Final[Dsl] = {"match_none": {}}
ALWAYS: Final[Dsl] = {"match_all": {}}


@dataclass(frozen=True)
class Asked:
    """Documents that match for sure, and others that have to be looked at one by one: with `marks`, none but those that
    have one of these terms."""

    sure: Dsl
    doubtful: Dsl | None = None
    marks: tuple[str, ...] = ()


def any_of(queries: Sequence[Dsl]) -> Dsl:
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else NEVER


def regexp(field: str, expression: str) -> Dsl:
    return {"regexp": {field: {"value": expression, "flags": "ALL", "max_determinized_states": 100_000}}}


def one_of_terms(field: str, terms: Sequence[str]) -> Dsl:
    return {"term": {field: terms[0]}} if len(terms) == 1 else {"terms": {field: list(terms)}}
