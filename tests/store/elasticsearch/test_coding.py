"""Values as terms: their order, their bounds, and what can be read back of them."""

import math
import random
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.core.query import words
from elkvision.store.engines.elasticsearch import coding
from elkvision.store.engines.elasticsearch.coding import BREAK, LONGEST, LONGEST_WORD

_EDGES: list[float] = [
    0, -0.0, 1, -1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, 2**63, -(2**63), 2**64 - 1, 2**64, 10**30, 1e30, 10**400,
    -(10**400), 0.1, -0.1, 5e-324, 1.7e308, -1.7e308, 200, 200.0, 200.5,
]  # fmt: skip


def test_numbers_sort_as_numbers_do_whatever_their_type() -> None:
    chance = random.Random(4)
    numbers = [*_EDGES, *(chance.uniform(-1e9, 1e9) for _ in range(500))]
    for _ in range(500):
        whole = chance.randint(-(2**64), 2**64)
        numbers += [whole, whole + 1, float(whole), struct.unpack(">d", struct.pack(">Q", chance.getrandbits(63)))[0]]
    numbers = sorted(number for number in numbers if isinstance(number, int) or not math.isnan(number))
    codes = [coding.sortable(number) for number in numbers]
    assert codes == sorted(codes)
    pairs = zip(numbers, numbers[1:], codes, codes[1:], strict=False)
    assert [(a, b) for a, b, code, other in pairs if (a == b) != (code == other)] == []


@settings(deadline=None)
@given(
    st.integers(-(2**64), 2**64) | st.floats(allow_nan=False), st.integers(-(2**64), 2**64) | st.floats(allow_nan=False)
)
def test_two_numbers_compare_as_their_codes_do(a: float, b: float) -> None:
    code, other = coding.sortable(a), coding.sortable(b)
    assert (code < other, code == other) == (a < b, a == b)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_a_path_can_be_read_back(path: str) -> None:
    code = coding.path_of("attributes." + path)
    assert BREAK not in code
    assert coding.field_of(code) == "attributes." + path
    twin = coding.twin_of(code)
    assert twin is None or coding.path_of_twin(twin) == code


def test_paths_that_are_far_too_long_are_known_apart() -> None:
    one, other = (coding.path_of("attributes." + "ä" * 5000 + end) for end in "xy")
    assert one != other
    assert max(len(one.encode()), len(other.encode())) <= coding.LONGEST_PATH
    assert coding.twin_of(one) is None


@pytest.mark.parametrize("value", ["text", "", "a\0b", 5, -(2**63), 2**70, True, False, 2.5, 1e300, 200.0])
@pytest.mark.parametrize("time", [1, 2, 17])
def test_a_counted_value_comes_back_with_its_type(value: Any, time: int) -> None:
    found = coding.value_counted(coding.counted(value, time))
    assert (found, type(found)) == (value, type(value))


def test_no_term_is_longer_than_lucene_takes() -> None:
    path = coding.path_of("attributes." + "名" * 5000)
    for letter in "aä名🚀İ":
        for length in (LONGEST, LONGEST + 1, 100_000):
            for term in coding.text_terms(path, letter * length, None):
                assert len(term.encode()) <= 32_766
            assert coding.is_long(letter * length) == (length > LONGEST)


def test_a_text_has_the_terms_of_what_it_reads_as() -> None:
    assert coding.text_terms("p", "Alice", None) == [f"p{BREAK}salice"]
    assert coding.text_terms("p", "7.5", 7.5) == [f"p{BREAK}s7.5", coding.number_term("p", 7.5).rpartition(BREAK)[0]]
    assert coding.text_terms("p", "::1", None) == [f"p{BREAK}s::1", coding.address_term("p", 1)]
    assert coding.text_terms("p", "10:30", None) == [f"p{BREAK}s10:30"]


@pytest.mark.parametrize(
    "text",
    [
        "Disk full on /dev/sda1",
        "größe_der-Straße",
        "",
        "...",
        "注文 99 完了",
        "snake_case",
        "a\0b\x7fc",
        "x" * 500 + " y",
    ],
)
def test_words_are_those_of_the_query_language(text: str) -> None:
    found, long = coding.words_of(text.lower())
    assert tuple(found.split()) == tuple(map(coding.word_token, words(text)))
    assert long == any(len(word) > LONGEST_WORD for word in words(text))


@pytest.mark.parametrize("before", range(0, 2 * LONGEST_WORD, 7))
@pytest.mark.parametrize("length", [LONGEST_WORD, LONGEST_WORD + 1])
def test_a_long_word_is_noticed_wherever_it_stands(before: int, length: int) -> None:
    found, long = coding.words_of("ab " * before + "x" * length + " cd")
    assert long == (length > LONGEST_WORD)
    assert found.split()[before] == coding.word_token("x" * length)
    assert len(found.split()[before].encode("utf-16-le")) // 2 < 255


def test_a_shape_names_fields_and_their_types_once() -> None:
    entries = ["i.status", "s.status", "s.user.name", "l.roles"]
    assert len(coding.shapes(["message", "tags"], entries)) == 1
    assert coding.fields_of_shape(coding.shapes(["message", "tags"], entries)[0]) == {
        "message": {"string"},
        "tags": {"list"},
        "attributes.status": {"integer", "string"},
        "attributes.user.name": {"string"},
        "attributes.roles": {"list"},
    }


def test_the_shape_of_very_many_names_is_in_pieces_that_share_nothing() -> None:
    entries = [f"{letter}.name_{number}" for number in range(3000) for letter in "is"]
    pieces = coding.shapes(["message"], entries)
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 8000
    names = [name for piece in pieces for name in coding.fields_of_shape(piece)]
    assert len(names) == len(set(names)) == 3001
