"""date: a moment out of a text or a number."""

from elkvision.pipeline.filters.date.plugin import PLUGIN

__all__ = ["PLUGIN"]
