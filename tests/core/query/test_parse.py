"""From what people type to the tree."""

from ipaddress import ip_network

import pytest

from elkvision.core.query import (
    EVERYTHING,
    And,
    Equals,
    Everything,
    Exists,
    InNetwork,
    Node,
    Not,
    Or,
    Phrase,
    Range,
    Regex,
    Wildcard,
    parse,
)

NOON = 1_773_489_600  # 2026-03-14T12:00:00Z
NANO = 1_000_000_000
DAY = 86_400 * NANO


def word(text: str, field: str | None = None) -> Phrase:
    return Phrase((text,), field)


A, B, C = word("a"), word("b"), word("c")
ERROR = Equals("level", "error")


def number(name: str, low: object = None, high: object = None, *includes: bool) -> Range:
    return Range(f"attributes.{name}", low, high, *includes)  # type: ignore[arg-type]  # the table mixes kinds


TREES: list[tuple[str, Node]] = [
    ("", Everything()),
    ("   ", Everything()),
    ("*", Everything()),
    ("*:*", Everything()),
    # words
    ("a", A),
    ("A", A),
    ("a b", And((A, B))),
    ("a  b\tc\n", And((A, B, C))),
    ('"a b"', Phrase(("a", "b"))),
    ("payment-service", Phrase(("payment", "service"))),
    ("user@example.com", Phrase(("user", "example", "com"))),
    ("12:30:45", Phrase(("12", "30", "45"))),
    ("http://a.b/c", Phrase(("http", "a", "b", "c"))),
    ("std::string", Phrase(("std", "string"))),
    ("key=value", Phrase(("key", "value"))),
    ("[error]", word("error")),
    ("--flag", word("flag")),
    ("a, b", And((A, B))),
    ("=>", Wildcard(None, ("=>",))),
    ('"=>"', Wildcard(None, ("=>",))),
    # operators
    ("a AND b", And((A, B))),
    ("a && b", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a || b", Or((A, B))),
    ("a OR b c", Or((A, And((B, C))))),
    ("a b OR c", Or((And((A, B)), C))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("a (b c)", And((A, B, C))),
    ("a OR (b OR c)", Or((A, B, C))),
    ("NOT a", Not(A)),
    ("-a", Not(A)),
    ("!a", Not(A)),
    ("+a", A),
    ("a -b", And((A, Not(B)))),
    ("a NOT b OR c", Or((And((A, Not(B))), C))),
    ("-(a b)", Not(And((A, B)))),
    ("NOT NOT a", Not(Not(A))),
    ("a AND -b", And((A, Not(B)))),
    ("ANDROID", word("android")),
    ('"AND"', word("and")),
    (r"\AND", word("and")),
    # lower-case operators: only beside a field, quotes or brackets
    ("a or b", And((A, word("or"), B))),
    ("not a", And((word("not"), A))),
    ("a and not b", And((A, word("and"), word("not"), B))),
    ("level:error or b", Or((ERROR, B))),
    ("a or level:error", Or((A, ERROR))),
    ("level:error and a", And((ERROR, A))),
    ("level:error and not a", And((ERROR, Not(A)))),
    ("not level:error", Not(ERROR)),
    ("level:error not found", And((ERROR, word("not"), word("found")))),
    ('"a" or "b"', Or((A, B))),
    ("(a or b)", Or((A, B))),
    ("(a or b) and not (c)", And((Or((A, B)), Not(C)))),
    ("level:(error or critical)", Or((ERROR, Equals("level", "critical")))),
    ("level:(not error)", Not(ERROR)),
    # fields
    ("service:Api", Equals("service", "Api")),
    ("service: Api", Equals("service", "Api")),
    ('service:"a b"', Equals("service", "a b")),
    ("user.id:5", Equals("attributes.user.id", "5")),
    ("attributes.user.id:5", Equals("attributes.user.id", "5")),
    ("attributes.level:5", Equals("attributes.level", "5")),
    ("log.level:warn", Equals("level", "warning")),
    ("service.name:x", Equals("service", "x")),
    ("attributes.service.name:x", Equals("attributes.service.name", "x")),
    ("user_agent:x", Equals("attributes.user_agent", "x")),
    ("geoip.country:x", Equals("attributes.geoip.country", "x")),
    ("x-y:1", Equals("attributes.x-y", "1")),
    ("@kind:1", Equals("attributes.@kind", "1")),
    ("größe:1", Equals("attributes.größe", "1")),
    (r"a\ b:1", Equals("attributes.a b", "1")),
    ('"a b":1', Equals("attributes.a b", "1")),
    ("url:http://x.y:80/z", Equals("attributes.url", "http://x.y:80/z")),
    ("ip:::1", Equals("attributes.ip", "::1")),
    ("path:/api/users", Equals("attributes.path", "/api/users")),
    (r"a:b\:c\ d\*", Equals("attributes.a", "b:c d*")),
    ("n:-5", Equals("attributes.n", "-5")),
    ("x:(a OR b)", Or((Equals("attributes.x", "a"), Equals("attributes.x", "b")))),
    ("x:(a b -c)", And((Equals("attributes.x", "a"), Equals("attributes.x", "b"), Not(Equals("attributes.x", "c"))))),
    ("x:(>1 <5)", And((number("x", 1, None, False, False), number("x", None, 5, False, False)))),
    ('"level":"error","n":5', And((ERROR, Equals("attributes.n", "5")))),
    ("message:A", word("a", "message")),
    ('message:"a b"', Phrase(("a", "b"), "message")),
    ('message:""', Not(Exists("message"))),
    # there at all
    ("x:*", Exists("attributes.x")),
    ("_exists_:x", Exists("attributes.x")),
    ("_exists_:level", Exists("level")),
    ("-x:*", Not(Exists("attributes.x"))),
    ("x:[* TO *]", Exists("attributes.x")),
    # levels
    ("level:warn", Equals("level", "warning")),
    ("level:FATAL", Equals("level", "critical")),
    ("level:>=err", Or((ERROR, Equals("level", "critical")))),
    ("level:<debug", Equals("level", "trace")),
    ("level:>critical", Not(Everything())),
    ("level:[error TO *]", Or((ERROR, Equals("level", "critical")))),
    ("level:err*", Wildcard("level", ("err", "*", ""))),
    # ranges
    ("n:>5", number("n", 5, None, False, False)),
    ("n:>=5", number("n", 5, None, True, False)),
    ("n:<5", number("n", None, 5, False, False)),
    ("n:<= 5.5", number("n", None, 5.5, False, True)),
    ("n>=5", number("n", 5, None, True, False)),
    ("n >= 5", number("n", 5, None, True, False)),
    ("n:[1 TO 5]", number("n", 1, 5)),
    ("n:{1 TO 5}", number("n", 1, 5, False, False)),
    ("n:[1 TO 5}", number("n", 1, 5, True, False)),
    ("n:{1 TO 5]", number("n", 1, 5, False, True)),
    ("n:[* TO 5]", number("n", None, 5)),
    ("n:[-5 TO *]", number("n", -5, None)),
    ("n:[1e3 TO 2e3]", number("n", 1000.0, 2000.0)),
    ('n:["1" TO B]', number("n", "1", "b")),
    ("n:[9223372036854775806 TO 9223372036854775807]", number("n", 9223372036854775806, 9223372036854775807)),
    # times
    ("@timestamp:2026-03-14", Range("@timestamp", NOON * NANO - DAY // 2, NOON * NANO + DAY // 2, True, False)),
    ("@timestamp:>2026-03-13", Range("@timestamp", NOON * NANO - DAY // 2, None, True, False)),
    ("@timestamp:<=2026-03-13", Range("@timestamp", None, NOON * NANO - DAY // 2, True, False)),
    ("@timestamp:>=now-1h", Range("@timestamp", (NOON - 3600) * NANO, None, True, False)),
    ("@timestamp:>=now-1d/d", Range("@timestamp", (NOON - 43_200 - 86_400) * NANO, None, True, False)),
    ("@timestamp:<now/w", Range("@timestamp", None, (NOON - 43_200 - 5 * 86_400) * NANO, True, False)),
    ('@timestamp:"2026-03-14 12:00"', Range("@timestamp", NOON * NANO, (NOON + 60) * NANO, True, False)),
    (
        "@timestamp:2026-03-14T12:00:00.5Z",
        Range("@timestamp", NOON * NANO + NANO // 2, NOON * NANO + 6 * NANO // 10, True, False),
    ),
    ("@timestamp:2026-03-14T13:00:00+01:00", Range("@timestamp", NOON * NANO, (NOON + 1) * NANO, True, False)),
    (f"received_at:>={NOON}", Range("received_at", NOON * NANO, None, True, False)),
    (f"received_at:>={NOON}000", Range("received_at", NOON * NANO, None, True, False)),
    ("@timestamp > now", Range("@timestamp", NOON * NANO + 1, None, True, False)),
    # patterns
    ("pay*", Phrase(("pay",), None, prefix=True)),
    ("Payment-serv*", Phrase(("payment", "serv"), None, prefix=True)),
    ("*ment", Wildcard(None, ("", "*", "ment"))),
    ("p?y", Wildcard(None, ("p", "?", "y"))),
    ("a***b", Wildcard(None, ("a", "*", "b"))),
    ("??", Wildcard(None, ("", "?", "", "?", ""))),
    ("/api/*.js", Wildcard(None, ("/api/", "*", ".js"))),
    (r"a\*b*", Phrase(("a", "b"), None, prefix=True)),
    ("service:pay*", Wildcard("service", ("pay", "*", ""))),
    (r"x:\**", Wildcard("attributes.x", ("*", "*", ""))),
    ('x:"a*"', Equals("attributes.x", "a*")),
    ("message:pay*", Phrase(("pay",), "message", prefix=True)),
    ("message:*pay", Wildcard("message", ("", "*", "pay"))),
    # expressions
    ("/tim.?out/", Regex(None, "tim.?out")),
    ("/a b/", Regex(None, "a b")),
    (r"path:/^\/api\d/", Regex("attributes.path", r"^/api\d")),
    ("/api/users", Phrase(("api", "users"))),
    ("/api/users/", Phrase(("api", "users"))),
    # networks
    ("ip:10.0.0.0/8", InNetwork("attributes.ip", ip_network("10.0.0.0/8"))),
    ("ip:10.1.2.3/8", InNetwork("attributes.ip", ip_network("10.0.0.0/8"))),
    ("ip:2001:db8::/32", InNetwork("attributes.ip", ip_network("2001:db8::/32"))),
    ('ip:"10.0.0.0/8"', Equals("attributes.ip", "10.0.0.0/8")),
    ("path:1/2", Equals("attributes.path", "1/2")),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[repr(text) for text, _ in TREES])
def test_what_people_type_is_read(text: str, tree: Node) -> None:
    assert parse(text, now=lambda: NOON * 1000).tree == tree


def test_a_query_keeps_its_text() -> None:
    assert str(parse("Level:Error  x")) == "Level:Error  x"
    assert parse("") == EVERYTHING


def test_the_longest_query_is_read() -> None:
    assert isinstance(parse("ab " * 3333).tree, And)
    assert parse("(" * 49 + "a" + ")" * 49).tree == A
