"""Which labels are meant: `[{"label", "op", "value"}]`, as policies and silences have them. All have to fit."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import re2

from elkvision.alerting.quiet import Matcher
from elkvision.core.errors import BadRequest

OPS: Final = ("=", "!=", "=~", "!~")
LONGEST: Final = 500

Kept = Mapping[str, Any]


def fit(matchers: Iterable[Kept], labels: Mapping[str, str]) -> bool:
    return all(Matcher(each["label"], each["op"], each["value"]).matches(labels) for each in matchers)


def checked(matchers: Iterable[Kept]) -> list[dict[str, str]]:
    """Raises BadRequest for an expression that cannot be read."""
    found = []
    for each in matchers:
        try:
            Matcher(each["label"], each["op"], each["value"]).matches({})
        except re2.error as error:
            raise BadRequest(
                f"The expression {each['value'][:80]!r} of {each['label']} cannot be read: {error}.",
                hint="use RE2's syntax, as in queries",
            ) from error
        found.append({name: str(each[name]) for name in ("label", "op", "value")})
    return found
