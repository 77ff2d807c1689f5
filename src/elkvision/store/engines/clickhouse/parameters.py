"""What people wrote travels beside the SQL, never in it."""

from collections.abc import Sequence


class Parameters(dict[str, object]):
    """Values by name; each method adds one and returns its place in the SQL."""

    def text(self, value: str) -> str:
        return self._add(value, "String")

    def integer(self, value: int) -> str:
        return self._add(value, "Int64")

    def whole(self, value: int) -> str:
        return self._add(value, "UInt64")

    def texts(self, values: Sequence[str]) -> str:
        return self._add(list(values), "Array(String)")

    def integers(self, values: Sequence[int]) -> str:
        return self._add(list(values), "Array(Int64)")

    def _add(self, value: object, kind: str) -> str:
        name = f"p{len(self)}"
        self[name] = value
        return f"{{{name}:{kind}}}"
