"""Oniguruma's expressions as Logstash reads them, and those that take for ever."""

import pytest

from elkvision.pipeline.expressions import BadExpression, TooSlow, compile_expression

MATCHES = [
    # lines and texts
    (r"^b$", "a\nb\nc", "b"),
    (r"\Ab", "a\nb", None),
    (r"c\z", "a\nc", "c"),
    (r"c\z", "a\nc\n", None),
    (r"c\Z", "a\nc\n", "c"),
    (r"a.b", "a\nb", "a\nb"),
    # classes
    (r"\h+", "xyz 1aF", "1aF"),
    (r"\H+", "abz", "z"),
    (r"[[:alpha:]]+", "12abc3", "abc"),
    (r"[[:^digit:]]+", "12abc3", "abc"),
    (r"[^[:space:]]+", "  ab ", "ab"),
    (r"[a-z&&[^aeiou]]+", "aeibcdu", "bcd"),
    (r"[a-c[x-z]]+", "mxaybn", "xayb"),
    (r"\p{Lu}+", "abÄÖc", "ÄÖ"),
    (r"\p{^Lu}+", "ÄbcÖ", "bc"),
    (r"\w+", "é_1!", "_1"),  # \w, \d and \s are ASCII, named classes are not
    (r"[\w.-]+", "a.b-c d", "a.b-c"),
    (r"[]a]+", "x]a]", "]a]"),
    # groups and quantifiers
    (r"(?>a+)b", "aaab", "aaab"),
    (r"(?>a+)ab", "aaab", None),
    (r"a++b", "aaab", "aaab"),
    (r"a++ab", "aaab", None),
    (r"a{,2}b", "aaab", "aab"),
    (r"a{2}+b", "aaaab", "aaaab"),
    (r"(?<x>a|b)\k<x>", "abb", "bb"),
    (r"(?<n>\((?:[^()]|\g<n>)*\))", "x(a(b)c)y", "(a(b)c)"),
    (r"(?i)ABC", "xabc", "abc"),
    (r"a(?i)b|c", "aC", "aC"),
    (r"(?i:A)b", "aB", None),
    (r"(?x) a b # both", "ab", "ab"),
    (r"(?<=x)a", "xa", "a"),
    (r"(?<!x)a", "xa", None),
    (r"(?<=ab|c)d", "cd", "d"),
    (r"a(?=b)", "ab", "a"),
    (r"a(?#no comment)b", "ab", "ab"),
    (r"(?<q>\")?a(?(<q>)\"|b)", "xab", "ab"),
    (r"(\")?a(?(1)\"|b)", "\"a\"", "\"a\""),
    (r"/\*(?~\*/)\*/", "x /* a */ b */", "/* a */"),
    # letters
    (r"\x41\u0042\u{43}", "ABC", "ABC"),
    (r"\e\a", "\x1b\x07", "\x1b\x07"),
    (r"a\Rb", "a\r\nb", "a\r\nb"),
    (r"\/\-\"\!", '/-"!', '/-"!'),
    (r"\bfoo\b", "a foo b", "foo"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "text", "expected"), MATCHES)
def test_an_expression_matches_what_oniguruma_matches(expression: str, text: str, expected: str | None) -> None:
    found = compile_expression(expression, dot_all=True).search(text, 5.0)
    assert (found and found.group()) == expected


def test_without_dot_all_a_dot_stops_at_the_end_of_the_line_and_m_lets_it_go_on() -> None:
    assert compile_expression("a.b").search("a\nb", 1.0) is None
    assert compile_expression("(?m)a.b").search("a\nb", 1.0) is not None


def test_names_may_be_used_more_than_once_and_hold_any_sign() -> None:
    expression = compile_expression(r"(?<[a][b]>x)|(?<[a][b]>y)|(?<c-d>z)")
    assert expression.names == ("[a][b]", "[a][b]", "c-d")
    assert expression.search("y", 1.0).groups() == (None, "y", None)


@pytest.mark.parametrize("wrong", ["(a", "a)", "[a", "*a", r"\k<no>", "(?<n>a)(?z)", "a{3,1}(", "(?<=a*)b("])
def test_what_is_no_expression_is_refused(wrong: str) -> None:
    with pytest.raises(BadExpression):
        compile_expression(wrong)


@pytest.mark.parametrize("explosive", ["(.*a){30}", "(x+x+)+y", "(a|a)*b$"])
def test_an_expression_that_takes_for_ever_is_cut(explosive: str) -> None:
    with pytest.raises(TooSlow):
        compile_expression(explosive, dot_all=True).search("a" * 28 + "x" * 40 + " b" * 30, 0.2)


def test_every_match_is_found_and_replaced() -> None:
    expression = compile_expression(r"(?<digit>\d)\d*")
    assert [match.group() for match in expression.finditer("1 22 333")] == ["1", "22", "333"]
    assert expression.sub(r"\1", "1 22") == r"\1 \1"
    assert expression.sub(lambda match: match.group()[::-1], "12 34") == "21 43"
