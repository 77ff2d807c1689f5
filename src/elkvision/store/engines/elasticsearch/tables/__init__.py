"""Numbers by group and time: what `aggregate` promises.

The index counts whatever it can (`cells`), in pages of a composite aggregation, which are exact over any number of
shards and days. Events whose values are not all in the index are read (`rest`). Both make parts of numbers (`meters`)
that are added up, and rolled into windows where these overlap (`rolling`).
"""

from elkvision.store.engines.elasticsearch.tables.answer import aggregate

__all__ = ["aggregate"]
