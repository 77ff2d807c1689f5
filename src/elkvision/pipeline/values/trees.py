"""Nested values: lists and hashes of anything."""

from typing import Any

from elkvision.pipeline.allowance import make


def copied(value: Any) -> Any:
    """The same, sharing no list and no hash with the original. Raises TooMuch."""
    if value.__class__ is dict:
        make(64 + 24 * len(value))
        return {key: copied(item) for key, item in value.items()}
    if value.__class__ is list:
        make(64 + 8 * len(value))
        return [copied(item) for item in value]
    return value
