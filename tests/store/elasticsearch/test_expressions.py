"""RE2's expressions as Lucene's: a real server finds with them what RE2 finds."""

import random
from collections.abc import Iterator

import pytest
from tests.store.elasticsearch.cases import Server

from elkvision.core.errors import Unsupported
from elkvision.core.query.values import compile_regex
from elkvision.store.engines.elasticsearch.expressions import LONGEST, found_by, like

#: (expression, what it becomes)
WRITTEN = [
    ("", ".*.*"),
    ("timed?out", ".*timed?out.*"),
    ("^pay", "pay.*"),
    ("full$", ".*full()"),
    ("^$", "()"),
    (r"\A\z", "()"),
    ("a|b", ".*(a|b).*"),
    ("A", ".*a.*"),
    ("[A-C]", ".*[a-c].*"),
    ("a*?b+?c??", ".*a*b+c?.*"),
    ("a{2}b{2,}c{2,3}", ".*a{2}b{2,}c{2,3}.*"),
    ("a{,2}", r".*a\{,2\}.*"),
    (r"\.\*", r".*\.\*.*"),
    ('~&@#<>"', r".*\~\&\@\#\<\>\".*"),
    (r"\Qa.b\E+", r".*a\.b+.*"),
    (r"\x41\x{42}\101\n", ".*aba\n.*"),
    ("(?:a)(?P<name>b)(c)", ".*abc.*"),
    ("(?s).", ".*..*"),
    ("(?-s).", ".*[^\n].*"),
    ("x(?i:Y)z", ".*xyz.*"),
    (r"\bfoo\b", r"(.*[^0-9A-Z_a-z]foo(([^0-9A-Z_a-z].*|())&.*)|foo(([^0-9A-Z_a-z].*|())&.*))"),
    ("k", ".*k.*"),
    ("ς", ".*[ς-σ].*"),
    ("a$b", "#"),
]

TEXTS = (
    *(
        "",
        "foo",
        "a foo b",
        "foo\nbar",
        "foobar",
        "ERROR: foo_bar 22",
        "x²",
        "ΟΔΟΣ",
        "Straße",
        "STRAẞE",
    ),
    *("a.b", 'say "yes" ~&@#<>', "{}[]()|^$*+?\\/", "🚀 launch", "東京 tower", "tab\there", "line one\nline two"),
)
PIECES = (
    "a",
    "b",
    "foo",
    "Bar",
    " ",
    "\n",
    "_",
    "1",
    "22",
    "ß",
    "Σ",
    "ς",
    "k",
    "é",
    "🚀",
    "-",
    "&",
    "\\",
    '"',
    ".",
    "東",
)
ATOMS = (
    *("a", "b", "foo", "Bar", " ", r"\n", "_", r"\d", r"\w", r"\W", r"\s", r"\S", r"\D", ".", "ß", "Σ", "k", "é", "🚀"),
    *("-", "~", "&", r"\\", '"', "@", "<", r"\{", r"\(", r"\[", r"\.", r"\*", r"\|", "[a-z]", "[^a-z]", r"[^\w]"),
    *("[[:alpha:]]", r"\pL", r"\PL", r"\p{Greek}", r"[\d_]", r"[^\n]", r"\x{1F680}", r"\Qa.b\E", "[-a]", "(?-s:.)"),
)
EDGES = ("^", "$", r"\b", r"\B", r"\A", r"\z", "(?m:^)", "(?m:$)")


@pytest.mark.parametrize(("expression", "written"), WRITTEN, ids=[expression or "empty" for expression, _ in WRITTEN])
def test_an_expression_is_written_so(expression: str, written: str) -> None:
    found = found_by(expression)
    assert (found.text, found.exact) == (written, True)


@pytest.mark.parametrize(
    "expression", ["(?-i)Abc", r"(\bfoo\b)+", "(?-i:[A-Z])", r"(?:a\b|^)*", "(?-i)Σ"], ids=lambda expression: expression
)
def test_what_lucene_cannot_tell_is_found_and_looked_at(expression: str) -> None:
    assert not found_by(expression).exact


def test_cases_that_make_no_difference_need_no_look() -> None:
    assert found_by(r"(?-i)\d+ 東").exact
    assert found_by("(?-i)[0-9_]").exact


def test_a_single_byte_cannot_be_looked_for() -> None:
    with pytest.raises(Unsupported):
        found_by(r"\C")


def test_what_would_be_too_long_finds_every_text() -> None:
    found = found_by("|".join(f"^word{n}$" for n in range(4000)))
    assert not found.exact
    assert len(found.text) <= LONGEST + 2


def test_what_is_too_complex_is_made_simpler() -> None:
    assert found_by("a.{30}b", 1).text == ".*a.+b.*"
    assert found_by("^a{2,}b?", 1).text == "a+b?.*"
    assert found_by("a.{30}b", 2).text == ".*"
    assert like(("a", "?", "b", "*", ""), 1).text == "a.*b.*"
    assert not like(("a", "?", ""), 1).exact


@pytest.fixture(scope="module")
def texts(elasticsearch_url: str) -> Iterator[tuple[Server, list[str]]]:
    """An index with one lower-cased text a document, whose ids are their numbers."""
    chance = random.Random(1)
    made = [*TEXTS, *("".join(chance.choices(PIECES, k=chance.randint(1, 8))) for _ in range(400))]
    server = Server(elasticsearch_url)
    mapping = {"properties": {"text": {"type": "keyword", "doc_values": False}}}
    settings = {"number_of_replicas": 0, "number_of_shards": 1, "max_regex_length": 50_000}
    server.ask("PUT", f"/{server.prefix}-texts", {"settings": settings, "mappings": mapping})
    for number, text in enumerate(made):
        server.ask("PUT", f"/{server.prefix}-texts/_create/{number}", {"text": text.lower()})
    server.ask("POST", f"/{server.prefix}-texts/_refresh")
    yield server, made
    server.ask("DELETE", f"/{server.prefix}-texts")
    server.client.close()


def _random(chance: random.Random, depth: int = 2) -> str:
    kind = chance.random()
    if depth == 0 or kind < 0.35:
        return chance.choice(ATOMS)
    if kind < 0.55:
        return chance.choice(EDGES)
    if kind < 0.75:
        return "".join(_random(chance, depth - 1) for _ in range(chance.randint(2, 4)))
    if kind < 0.87:
        return (
            "("
            + "|".join(_random(chance, depth - 1) for _ in range(chance.randint(2, 3)))
            + chance.choice(["", "|"])
            + ")"
        )
    return f"(?:{_random(chance, depth - 1)})" + chance.choice(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "??"])


@pytest.mark.parametrize("seed", range(3))
def test_a_real_server_finds_what_re2_finds(texts: tuple[Server, list[str]], seed: int) -> None:
    server, made = texts
    chance = random.Random(seed)
    expressions = ["".join(_random(chance) for _ in range(chance.randint(1, 4))) for _ in range(60)]
    written = {expression: found_by(expression) for expression in expressions}
    for expression, found in written.items():
        query = {"regexp": {"text": {"value": found.text, "flags": "ALL"}}}
        body = {"size": 1000, "_source": False, "query": query}
        hits = server.ask("POST", f"/{server.prefix}-texts/_search", body)["hits"]["hits"]
        got = {made[int(hit["_id"])] for hit in hits}
        search = compile_regex(expression).search
        wanted = {text for text in made if search(text)}
        assert wanted <= got, expression
        assert got == wanted or not found.exact, (expression, found.text)
