"""From bytes to documents. Pure: no sockets, clocks or settings that are not handed in."""

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.language.pipeline import Pipeline, compile_pipeline
from elkvision.pipeline.language.source import PipelineError, Source

__all__ = ["Pipeline", "PipelineError", "Source", "WorkEvent", "compile_pipeline"]
