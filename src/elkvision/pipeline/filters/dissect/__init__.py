"""dissect: takes a text apart at fixed delimiters, without expressions."""

from elkvision.pipeline.filters.dissect.plugin import PLUGIN

__all__ = ["PLUGIN"]
