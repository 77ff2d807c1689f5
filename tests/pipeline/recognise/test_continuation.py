"""Stack traces stay with their line."""

import pytest

from elkvision.pipeline.recognise.continuation import MAX_BYTES, MAX_LINES, group_lines, starts_record

JAVA = b"""2024-05-06 07:08:09 ERROR boom
java.lang.IllegalStateException: no price
\tat org.shop.Cart.add(Cart.java:12)
Caused by: java.io.IOException: gone
\t... 12 more"""
PYTHON = b"""2024-05-06 07:08:09 ERROR boom
Traceback (most recent call last):
  File "cart.py", line 12, in add
    price()

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "cart.py", line 14, in add
shop.errors.NoPriceError: no price"""
GO = b"""panic: no price

goroutine 1 [running]:
shop/cart.(*Cart).Add(0xc000)
\t/srv/cart.go:12 +0x18
created by main.main
\t/srv/main.go:4
exit status 2"""
DOT_NET = b"""2024-05-06 07:08:09 [Error] boom
System.InvalidOperationException: no price
   at Shop.Cart.Add() in Cart.cs:line 12
   --- End of inner exception stack trace ---"""
PHP = b"""[06-May-2024 07:08:09 UTC] PHP Fatal error:  Uncaught Exception
Stack trace:
#0 /srv/cart.php(12): add()
#1 {main}
  thrown in /srv/cart.php on line 12"""
PRETTY = b"""2024-05-06 07:08:09 INFO answer {
  "price": 9
}"""


@pytest.mark.parametrize(
    "record", [JAVA, PYTHON, GO, DOT_NET, PHP, PRETTY], ids=["java", "python", "go", "net", "php", "pretty"]
)
def test_a_trace_is_one_record_between_its_neighbours(record):
    lines = [b"2024-05-06 07:08:08 INFO before", *record.split(b"\n"), b"2024-05-06 07:08:10 INFO after"]
    assert [found for _, found in group_lines(lines)] == [lines[0], record, lines[-1]]


def test_records_carry_the_number_of_their_first_line():
    assert [number for number, _ in group_lines([b"a", b" b", b"c"])] == [1, 3]


def test_plain_lines_are_records_of_their_own():
    lines = [b"one", b"two", b"TimeoutError: slow", b"TimeoutError: slow again"]
    assert [found for _, found in group_lines(lines)] == [
        b"one",
        b"two\nTimeoutError: slow",
        b"TimeoutError: slow again",
    ]


def test_json_lines_are_never_joined():
    lines = [b'{"a": 1}', b"", b'  {"b": 2}', b'{"c": 3}']
    assert [found for _, found in group_lines(lines)] == [b'{"a": 1}', b'  {"b": 2}', b'{"c": 3}']


def test_empty_lines_at_the_end_are_left_out():
    assert list(group_lines([b"a", b"", b""])) == [(1, b"a")]


def test_a_record_is_cut_when_it_has_too_many_lines():
    found = list(group_lines([b"a", *[b" x"] * (MAX_LINES * 2)]))
    assert [len(record.split(b"\n")) for _, record in found] == [MAX_LINES, MAX_LINES, 1]


def test_a_record_is_cut_when_it_is_too_long():
    found = [record for _, record in group_lines([b"a", *[b" " + b"x" * 1000] * 1000])]
    assert max(map(len, found)) <= MAX_BYTES
    assert len(found) > 1


def test_nothing_makes_nothing():
    assert list(group_lines([])) == []


@pytest.mark.parametrize(
    ("line", "starts"), [(b"hello", True), (b" hello", False), (b"", False), (b"}", False), (b"at noon we met", True)]
)
def test_a_line_says_whether_it_starts_a_record(line, starts):
    assert starts_record(line) is starts
