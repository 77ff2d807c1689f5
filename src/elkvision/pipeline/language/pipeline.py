"""A compiled pipeline, and how a configuration becomes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import at_most
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.language import sections
from elkvision.pipeline.language.checking import Checker
from elkvision.pipeline.language.compiler import Compiler, FilterCount, Step, Watch
from elkvision.pipeline.language.environment import Environment
from elkvision.pipeline.language.parser import parse
from elkvision.pipeline.language.source import PipelineError, Problem, Source
from elkvision.pipeline.language.tree import Configuration

#: Characters of all expressions of a pipeline, patterns filled in: compiling that many takes seconds.
_MOST_CHARACTERS: Final = 500_000


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Filters, compiled. Not shared between threads."""

    _step: Step
    #: What works here and would not in Logstash, or not as it looks, or has no counterpart.
    warnings: tuple[Problem, ...]
    inputs: tuple[sections.Mapped, ...]
    outputs: tuple[sections.Mapped, ...]
    #: What each filter did, in the order of the text.
    counts: tuple[FilterCount, ...]

    def run(self, events: list[WorkEvent]) -> list[WorkEvent]:
        """The events after all filters: changed in place, without the dropped ones, with the new ones.

        Never raises for an event: one that a filter fails on is tagged and goes on.
        """
        return self._step(events) if events else []


def compile_pipeline(
    configuration: str | Source | Sequence[Source],
    around: Surroundings | None = None,
    *,
    name: str = "pipeline.conf",
    escapes: bool = False,
    watch: Watch | None = None,
) -> Pipeline:
    """Compiles a configuration; several files count as one, in the order given.

    `escapes` reads `\\n`, `\\t` and so on in strings, as Logstash's `config.support_escapes`.
    `watch` is told each filter and the batch after it, for those who try a pipeline on samples.
    Raises PipelineError with every mistake that was found.
    """
    around = around or Surroundings()
    if isinstance(configuration, str):
        configuration = Source(name, configuration)
    sources = [configuration] if isinstance(configuration, Source) else list(configuration)
    tree, warnings = _parsed(sources, escapes)
    checker = Checker(Environment(around.environment))
    compiler = Compiler(checker, around, watch)
    with at_most(_MOST_CHARACTERS):
        step = compiler.steps(tree.statements("filter"))
    found_inputs, found_outputs = sections.inputs(tree, checker), sections.outputs(tree, checker)
    if checker.errors:
        raise PipelineError(_in_order(sources, checker.errors))
    return Pipeline(
        step,
        tuple(_in_order(sources, [*warnings, *checker.warnings])),
        tuple(found_inputs),
        tuple(found_outputs),
        tuple(compiler.counts),
    )


def _parsed(sources: Sequence[Source], escapes: bool) -> tuple[Configuration, list[Problem]]:
    """All files in one tree. Each file's first mistake is found."""
    whole = Configuration()
    warnings: list[Problem] = []
    errors: list[Problem] = []
    for source in sources:
        try:
            tree, found = parse(source, escapes=escapes)
        except PipelineError as error:
            errors.extend(error.problems)
            continue
        whole.sections.extend(tree.sections)
        warnings.extend(found)
    if errors:
        raise PipelineError(errors)
    return whole, warnings


def _in_order(sources: Sequence[Source], problems: Sequence[Problem]) -> list[Problem]:
    order = {source.name: number for number, source in enumerate(sources)}
    return sorted(problems, key=lambda problem: (order[problem.place.source.name], problem.place.offset))
