"""Patterns of lines that are rows: columns with a separator, some of which may be empty."""


def column(pattern: str, field: str, *, empty: str = "") -> str:
    """A column of that pattern; or `empty` (an expression) where nothing is known."""
    reference = f"%{{{pattern}:{field}}}"
    return f"(?:{empty}|{reference})" if empty else reference


def row(separator: str, *columns: str) -> str:
    """The columns one after the other."""
    return separator.join(columns)


def known(pattern: str, field: str) -> str:
    """A column that is always there."""
    return column(pattern, field)


def maybe(pattern: str, field: str) -> str:
    """A column that is `-` where nothing is known."""
    return column(pattern, field, empty="-")
