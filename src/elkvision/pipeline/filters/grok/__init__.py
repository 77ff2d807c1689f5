"""grok: takes fields out of text with expressions that have names, and names that stand for expressions."""

from elkvision.pipeline.filters.grok.plugin import PLUGIN

__all__ = ["PLUGIN"]
