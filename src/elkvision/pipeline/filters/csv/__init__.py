"""csv: the columns of a line as fields."""

from elkvision.pipeline.filters.csv.plugin import PLUGIN

__all__ = ["PLUGIN"]
