"""A query that cannot be read says where, and what to try."""

import pytest

from elkvision.core.query import QueryError, parse

#: The query, the column, words of the message and words of the hint.
MISTAKES = [
    ('"abc', 1, "quote is never closed", 'add a "'),
    ('a "b', 3, "quote is never closed", 'add a "'),
    ('level:"err', 7, "quote is never closed", 'add a "'),
    ("(a", 1, "( is never closed", "add a )"),
    ("a (b (c)", 3, "( is never closed", "add a )"),
    ("x:(a", 3, "( is never closed", "add a )"),
    ("a)", 2, ") closes nothing", "quotes"),
    ("(a))", 4, ") closes nothing", "quotes"),
    ("x:a)", 4, ") closes nothing", "quotes"),
    ("()", 1, "nothing between these brackets", "main()"),
    ("a ( )", 3, "nothing between these brackets", "main()"),
    ("x:()", 3, "nothing between these brackets", "main()"),
    ('""', 1, "nothing between these quotes", "look for"),
    ("a AND", 6, "Nothing follows AND", 'search for "AND"'),
    ("a OR ", 6, "Nothing follows OR", 'search for "OR"'),
    ("a ||", 5, "Nothing follows ||", 'search for "||"'),
    ("NOT", 4, "Nothing follows NOT", 'search for "NOT"'),
    ("(a AND)", 7, "Nothing follows AND", "add what"),
    ("level:error and", 16, "Nothing follows and", "add what"),
    ("AND a", 1, "Nothing stands before AND", "leave it out"),
    ("OR a", 1, "Nothing stands before OR", "leave it out"),
    ("a AND OR b", 7, "Nothing stands before OR", "leave it out"),
    ("a OR OR b", 6, "Nothing stands before OR", "leave it out"),
    ("(OR a)", 2, "Nothing stands before OR", "leave it out"),
    ("NOT AND a", 5, "Nothing stands before AND", "leave it out"),
    ("a - b", 3, "Nothing follows the -", "quotes"),
    ("a +", 3, "Nothing follows the +", "quotes"),
    ("x:", 3, "Nothing follows x:", "x:value"),
    ("a x: ", 6, "Nothing follows x:", "x:*"),
    ("(x:)", 4, "Nothing follows x:", "x:value"),
    ("x:>", 4, "value is missing", "quotes"),
    ("x:>= ", 6, "value is missing", "quotes"),
    ("x:(a >)", 7, "value is missing", "quotes"),
    ("x:>a*", 4, "cannot have a wildcard", "leave out"),
    ("x:[1 TO", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[1", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[1 TO 2", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[1 to 2]", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[1 2]", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[]", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[TO 5]", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[1 TO 2*]", 3, "range cannot be read", "[400 TO 499]"),
    ("x:[5 TO 1]", 3, "ends before it begins", "swap"),
    ("x:[b TO a]", 3, "ends before it begins", "swap"),
    ("@timestamp:[now TO now-1h]", 12, "ends before it begins", "swap"),
    ("[1 TO 2]", 1, "belongs to no field", "status:[400 TO 499]"),
    ("a {1 TO 2}", 3, "belongs to no field", "status:[400 TO 499]"),
    ("us*r:a", 1, "name cannot have a wildcard", "name the field"),
    ("a " + "a*b?" * 17, 3, "more than 32 wildcards", "leave some out"),
    ("level:>loud", 8, '"loud" is no level', "trace, debug"),
    ("level:[debug TO 9000]", 17, '"9000" is no level', "trace, debug"),
    ("@timestamp:yesterday", 12, '"yesterday" is no time', "now-15m"),
    ("@timestamp:>=2026-13-01", 14, '"2026-13-01" is no time', "2026-11-23"),
    ("@timestamp:now-1y", 12, '"now-1y" is no time', "now-15m"),
    ("@timestamp:2026*", 12, "cannot have a wildcard", "leave out"),
    ("@timestamp:/x/", 12, "time cannot be searched with an expression", "now-15m"),
    ("x:/(/", 3, "expression cannot be read", "RE2"),
    ("x:/(?=a)/", 3, "expression cannot be read", "RE2"),
    ("/[/", 1, "expression cannot be read", "RE2"),
    ("ip:10.0.0.0/33", 4, '"10.0.0.0/33" is no network', "10.0.0.0/8"),
    ("ip:999.0.0.0/8", 4, '"999.0.0.0/8" is no network', "quotes"),
    ("a\\", 2, "Nothing follows the backslash", "\\\\"),
    ("a" * 10_001, 10_001, "10,001 characters", "leave some"),
    ("(" * 51 + "a" + ")" * 51, 51, "nested more than 50 deep", "brackets"),
    ("NOT " * 51 + "a", 201, "nested more than 50 deep", "brackets"),
]


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"), MISTAKES, ids=[repr(text)[:40] for text, *_ in MISTAKES]
)
def test_a_mistake_is_pointed_at(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.column == column


def test_half_a_character_is_refused() -> None:
    with pytest.raises(QueryError):
        parse("a \ud800")
