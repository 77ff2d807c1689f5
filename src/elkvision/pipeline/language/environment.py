"""`${NAME}` and `${NAME:default}` in the texts of a configuration."""

import re
from collections.abc import Mapping
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\$\{(\w[\w.]*)(?::([^}]*))?\}")


class Environment:
    """The variables that a configuration may name."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def fill(self, text: str) -> str:
        """The text with every variable filled in. Raises KeyError for one that is not set and has no default."""
        return _PLACEHOLDER.sub(self._value, text) if "${" in text else text

    def _value(self, found: re.Match[str]) -> str:
        value = self._variables.get(found[1], found[2])
        if value is None:
            raise KeyError(found[1])
        return value
