"""The names of groups, found in the text of an expression."""


class BadExpression(ValueError):
    """An expression that cannot be read: what is wrong with it."""


def has_names(text: str) -> bool:
    """Whether any group has a name: then plain parentheses do not capture."""
    at = text.find("(?<")
    while at >= 0:
        if text[at + 3 : at + 4] not in ("=", "!") and not _is_escaped(text, at):
            return True
        at = text.find("(?<", at + 3)
    return "(?'" in text


def _is_escaped(text: str, at: int) -> bool:
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def group_number(text: str, name: str) -> int:
    """The number of the named group, in the order they open; 0 is the whole."""
    if name == "0":
        return 0
    names: list[str] = []
    at = text.find("(?<")
    while at >= 0:
        if text[at + 3 : at + 4] not in ("=", "!") and not _is_escaped(text, at):
            names.append(text[at + 3 : text.index(">", at)])
        at = text.find("(?<", at + 3)
    if name not in names:
        raise BadExpression(f"`\\g<{name}>` names a group that is not there")
    return names.index(name) + 1
