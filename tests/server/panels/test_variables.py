"""Whatever a value is made of, it is looked for and nothing else."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from elkvision.core.errors import BadRequest, QueryError
from elkvision.core.query import (
    EVERYTHING,
    And,
    Equals,
    Not,
    Or,
    Phrase,
    Range,
    Regex,
    Wildcard,
    matcher,
    parse,
    to_text,
)
from elkvision.server.panels.variables import put_in, put_in_text

VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NASTY = st.sampled_from(
    [
        '"',
        '" OR *',
        ") OR (",
        "a OR b",
        "level:error",
        "* TO *",
        "]",
        "\\",
        '\\"',
        "$other",
        "/x/",
        "-a",
        "NOT",
        "$s",
        "\U00013000",
    ]
)
ANY = st.one_of(VALUES, NASTY)


def tree(text: str, **values: Any) -> object:
    return put_in(text, values).tree


def event(service: str, **more: Any) -> dict[str, Any]:
    return (
        {"id": "1", "@timestamp": 0, "received_at": 0, "message": "", "tags": [], "attributes": {}}
        | more
        | {"service": service}
    )


@given(st.lists(ANY, min_size=1, max_size=5), ANY)
def test_a_service_is_found_when_it_is_one_of_the_chosen(chosen: list[str], other: str) -> None:
    found = matcher(put_in("service:$service", {"service": chosen}))
    assert all(found(event(value)) for value in chosen)
    assume(other.lower() not in {value.lower() for value in chosen})
    assert not found(event(other))


@given(st.lists(ANY, min_size=1, max_size=3))
def test_what_stands_beside_a_variable_always_holds(chosen: list[str]) -> None:
    query = put_in("level:error service:$s NOT host:$s", {"s": chosen})
    found = matcher(query)
    assert found(event(chosen[0], level="error"))
    assert not found(event(chosen[0], level="info"))
    assert not found(event(chosen[0], level="error", host=chosen[-1]))


@given(
    st.sampled_from(
        ["service:$s", "$s", '"a $s b"', "path:/api/$s/*", "field:/^$s$/", "a:>=$s", "NOT $s", "x${s}y:1 OR $s"]
    ),
    st.lists(ANY, min_size=1, max_size=3),
)
def test_what_was_put_in_is_written_so_that_it_reads_back_the_same(text: str, chosen: list[str]) -> None:
    try:
        query = put_in(text, {"s": chosen})
    except BadRequest:  # QueryError is one: a range that ends before it begins, a name that cannot be
        return
    assert parse(query.text).tree == query.tree, query.text
    assert parse(to_text(query.tree)).tree == query.tree


@given(ANY)
def test_a_value_in_an_expression_is_text(value: str) -> None:
    assume("\x00" not in value)
    found = matcher(put_in("attributes.x:/^$s$/", {"s": [value]}))
    assert found(event("", attributes={"x": value}))
    assert not found(event("", attributes={"x": value + "!"}))


def test_each_kind_of_condition_takes_values() -> None:
    assert tree("service:$s", s=["a", "b"]) == Or((Equals("service", "a"), Equals("service", "b")))
    assert tree("level:$l", l=["WARN"]) == Equals("level", "warning")
    assert tree("checkout $s", s=["two words"]) == And((Phrase(("checkout",)), Phrase(("two", "words"))))
    assert tree('"order $s"', s=["17"]) == Phrase(("order", "17"))
    assert tree("path:/api/$s/*", s=["v*"]) == Wildcard("attributes.path", ("/api/v*/", "*", ""))
    assert tree("ms:>$s", s=["5"]) == Range("attributes.ms", 5, None, False, False)
    assert tree("ms:[$s TO 9]", s=["5"]) == Range("attributes.ms", 5, 9)
    assert tree("x:/a$s/", s=["."]) == Regex("attributes.x", "a\\.")
    assert tree("service:${s}-db", s=["pay"]) == Equals("service", "pay-db")
    assert tree("service:$a.$b", a=["x", "y"], b=["z"]) == Or((Equals("service", "x.z"), Equals("service", "y.z")))


def test_all_values_ask_for_nothing() -> None:
    assert tree("service:$s", s=[]) == EVERYTHING.tree
    assert tree("level:error service:$s", s=[]) == Equals("level", "error")
    assert tree("NOT service:$s", s=[]) == EVERYTHING.tree
    assert tree("NOT *", s=[]) == Not(EVERYTHING.tree)


def test_what_is_no_variable_stays_text() -> None:
    assert tree("costs $5 $other", s=["x"]) == parse("costs $5 $other").tree
    assert tree(r"service:\$s", s=["x"]) == Equals("service", "$s")
    assert put_in_text(r"$s of $other \$s", {"s": ["a", "b"]}) == r"a, b of $other \$s"
    assert put_in_text("${s}!", {"s": []}) == "all!"


def test_mistakes_are_said_with_the_name_as_it_was_written() -> None:
    with pytest.raises(QueryError) as caught:
        put_in("a AND level:>=$loud", {"loud": ["x"]})
    assert (caught.value.message, caught.value.column) == ('"$loud" is no level.', 15)
    with pytest.raises(BadRequest, match=r"\$f stands in the place of a field's name"):
        put_in("$f:1", {"f": ["x"]})
    many = [str(number) for number in range(100)]
    with pytest.raises(BadRequest, match="make 10,000 conditions"):
        put_in("x:$a.$b", {"a": many, "b": many})
