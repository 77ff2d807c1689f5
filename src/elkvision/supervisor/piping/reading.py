"""Standard input as events: a line each, or as the codec of the configuration's input makes them."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from elkvision.core.errors import BadRequest
from elkvision.pipeline import Pipeline, PipelineError, WorkEvent
from elkvision.pipeline.codecs.contract import Decoder
from elkvision.pipeline.codecs.registry import find_codec
from elkvision.pipeline.filters.contract import BadSetting, Surroundings
from elkvision.pipeline.language.checking import Checker
from elkvision.pipeline.language.environment import Environment
from elkvision.pipeline.language.tree import PluginCall
from elkvision.supervisor.piping.lines import event_of

_BATCH = 1000
_CHUNK = 1 << 16


def by_line(source: BinaryIO, around: Surroundings) -> Iterator[list[WorkEvent]]:
    """An event for each line that is not blank, in batches."""
    lines = iter(source)
    while batch := list(islice(lines, _BATCH)):
        yield [event_of(line, around.now()) for line in batch if line.strip()]


def by_codec(source: BinaryIO, pipeline: Pipeline, around: Surroundings) -> Iterator[list[WorkEvent]]:
    """What the codec makes of it that the first input with one names. Raises BadRequest when none does."""
    decoder = _decoder(pipeline, around)
    while chunk := source.read(_CHUNK):
        yield _dated(decoder.decode(chunk), around)
    yield _dated(decoder.flush(), around)


def _dated(events: list[WorkEvent], around: Surroundings) -> list[WorkEvent]:
    return [WorkEvent.of({**event.data, "@metadata": event.metadata}, around.now()) for event in events]


def _decoder(pipeline: Pipeline, around: Surroundings) -> Decoder:
    for one in pipeline.inputs:
        written = one.settings.get("codec")
        if written is None:
            continue
        call = written if isinstance(written, PluginCall) else PluginCall(str(written), (), one.place)
        codec = find_codec(call.name)
        if codec is None:
            continue
        checker = Checker(Environment(around.environment))
        settings = checker.settings(call, codec.options, around.ecs)
        if checker.errors:
            raise PipelineError(checker.errors)
        try:
            return codec.decoder(settings, around)
        except BadSetting as error:
            raise BadRequest(f"{call.place}: `{call.name}`: {error}", hint=error.hint) from error
    raise BadRequest("no input of the configuration has a codec", hint="leave --codec out: each line is an event then")
