"""The pipeline that everybody has: `default.conf` beside this page, and which lines it is for."""

from functools import cache
from importlib.resources import files
from typing import Final

from elkvision.pipeline.routes import Definition

#: What a JSON line holds that names a client or a browser under one of the names that the pipeline looks at. A line that
#: has none of it, nested or dotted, would come out as it does without the pipeline.
_NAMES: Final = (b'"client', b'"remote_addr', b'"source"', b'"source.ip', b'user_agent"', b'"user_agent')


@cache
def default() -> Definition:
    """Its definition. No organisation's pipeline has the id 0."""
    return Definition(0, "default", 1, files(__package__).joinpath("default.conf").read_text())


def is_for(data: bytes, start: int = 0, end: int | None = None) -> bool:
    """Might it find something in this line, or in these lines of JSON, that normalising alone would not?"""
    end = len(data) if end is None else end
    return data[start : start + 1] != b"{" or any(data.find(name, start, end) >= 0 for name in _NAMES)
