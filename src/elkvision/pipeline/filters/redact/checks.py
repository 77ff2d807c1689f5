"""Whether digits and letters that look like something are it."""

import re
from ipaddress import ip_address
from typing import Final

#: How the numbers of the great card networks begin, and how long they are.
_CARD: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|"
    r"3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12,15}|(?:6011|65\d\d|64[4-9]\d)\d{12,15}|62\d{14,17}"
)
_IBAN_LENGTHS: Final = range(15, 35)


def is_card(text: str) -> bool:
    """The number of a payment card: of a known network, with the right check digit (Luhn)."""
    digits = text.replace(" ", "").replace("-", "")
    if not _CARD.fullmatch(digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """An international bank account number with the right check digits (modulo 97)."""
    letters = text.replace(" ", "")
    if len(letters) not in _IBAN_LENGTHS:
        return False
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1


def is_address(text: str) -> bool:
    """An IP address, and not only colons."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return len(text) > 2
