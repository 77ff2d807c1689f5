"""kv: fields from texts like `ip=1.2.3.4 error=REFUSED`."""

from elkvision.pipeline.filters.kv.plugin import PLUGIN

__all__ = ["PLUGIN"]
