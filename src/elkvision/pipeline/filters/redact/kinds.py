"""What secrets and personal data look like.

Every expression is bounded, so that a long line costs no more than its length; what has a check digit is checked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from elkvision.pipeline.filters.redact.checks import is_address, is_card, is_iban

#: Names of fields, and of settings in a text, whose value is a secret.
GUARDED_NAMES: Final = (
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|client[_-]?secret|api[_-]?key|apikey|access[_-]?key|private[_-]?key|"
    r"(?:access|refresh|auth|id|session|csrf)[_-]?token|token|credentials?)"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of secret. Of a match the group `secret` is what is hidden, or all of it where there is no such group."""

    name: str
    #: One of these is in every text, in small letters, that has such a secret; none where nothing is that plain.
    needles: tuple[str, ...]
    expression: "re.Pattern[str]"
    #: Says of what was found whether it is one.
    holds: Callable[[str], bool] | None = None


def _kind(
    name: str, expression: str, *needles: str, holds: Callable[[str], bool] | None = None, flags: int = 0
) -> Kind:
    return Kind(name, needles, re.compile(expression, flags | re.ASCII), holds)


_ALL: Final = (
    _kind(
        "private_key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}-----|\Z)",
        "private key",
        flags=re.DOTALL,
    ),
    _kind("jwt", r"(?<![\w-])eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*", "eyj"),
    _kind(
        "bearer_token", r"\b(?:bearer|basic)[ \t]{1,4}(?P<secret>[\w.~+/-]{6,}={0,2})",
        "bearer", "basic", flags=re.IGNORECASE,
    ),
    _kind("aws_key", r"(?<![A-Z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA|AIPA)[A-Z0-9]{16}(?![A-Z0-9])", "akia", "asia", "agpa", "aida", "aroa", "anpa", "anva", "aipa"),
    _kind(
        "aws_key", r"secret.{0,24}?[=:]\s{0,4}[\"']?(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        "secret", flags=re.IGNORECASE,
    ),
    _kind(
        "token",
        r"(?<!\w)(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,64}|xox[abeoprs]-[\w-]{10,250}|"
        r"[rs]k_(?:live|test)_\w{16,128}|AIza[\w-]{35}|npm_\w{36}|dop_v1_[0-9a-f]{64})(?![\w-])",
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "k_live_", "k_test_", "aiza", "npm_",
        "dop_v1_",
    ),
    _kind(
        "password",
        rf"(?<![A-Za-z]){GUARDED_NAMES}[\"']?\s{{0,4}}(?:=>|[=:])\s{{0,4}}"
        r"(?:\"(?P<quoted>[^\"]{1,1024})\"|'(?P<single>[^']{1,1024})'|(?P<secret>[^\s\"'&,;<>\[\]{}()]{3,1024}))",
        "pass", "pwd", "secret", "key", "token", "credential", flags=re.IGNORECASE,
    ),
    _kind(
        "email",
        r"(?<![\w.%+-])[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![\w-])",
        "@",
    ),
    _kind("card_number", r"(?<![\w.+-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])(?!\.\d)", holds=is_card),
    _kind("iban", r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)", holds=is_iban),
    _kind("ip", r"(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?![\w:]|\.\d)", ".", holds=is_address),
    _kind("ip", r"(?<![\w.:])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:.])", ":", holds=is_address),
)  # fmt: skip

#: Every name that may be asked for, and those that are looked for when none is.
NAMES: Final = tuple(dict.fromkeys(kind.name for kind in _ALL))
USUAL: Final = tuple(name for name in NAMES if name != "ip")


def kinds_called(names: "tuple[str, ...] | list[str]") -> list[Kind]:
    """The kinds of these names, in the order in which they are to be looked for."""
    return [kind for kind in _ALL if kind.name in names]
