"""Filters of Logstash that are refused, by name, with what to use instead."""

from collections.abc import Mapping
from typing import Final

REFUSED: Final[Mapping[str, str]] = {
    "ruby": "code in a pipeline is not run here: use `mutate`, `translate`, `grok` and conditions",
}
