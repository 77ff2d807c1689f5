"""What a word is."""

import pytest
import re2

from elkvision.core.query import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Disk full on /dev/sda1", ("disk", "full", "on", "dev", "sda1")),
        ("snake_case kebab-case", ("snake", "case", "kebab", "case")),
        ("3.14 10.0.0.1", ("3", "14", "10", "0", "0", "1")),
        ("Größe STRASSE", ("größe", "strasse")),
        ("注文 99件", ("注文", "99件")),
        ("🚀 => ---", ()),
        ("", ()),
        ("x² ½ Ⅳ", ("x²", "½", "ⅳ")),
    ],
)
def test_words_are_runs_of_letters_and_digits_in_lower_case(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


def test_an_engine_with_re2_finds_the_same_words() -> None:
    """One letter of each kind: RE2's classes and Python's agree on what an index sees."""
    pattern = re2.compile(r"[\p{L}\p{N}]")
    for code in [*range(0x20, 0x3000), *range(0xAC00, 0xAC80), *range(0xFF00, 0xFFEF), 0x1F680]:
        letter = chr(code)
        assert bool(pattern.search(letter)) == letter.isalnum(), hex(code)
