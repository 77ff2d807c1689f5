"""Events as nobody wishes for, by name: what the cases of `odd_cases.py` are asked about. Each has its own message."""

from typing import Any

from tests.exams.store.samples import Sample

#: 9,000 letters, more than an index takes as one term; it ends in a word that is nowhere else.
NOVEL = "Chapter one. " + "lorem ipsum " * 750 + "The End"
#: A word of 305 letters, and another that only differs in its last.
WORD, OTHER_WORD = "a" * 300 + "bcdef", "a" * 300 + "bcdeg"
KEY = "k" * 700


def _one(value: Any) -> dict[str, Any]:
    return {"v": value}


ODD_SAMPLES: dict[str, Sample] = {
    # texts that read as numbers, or nearly
    "exponent": Sample("one", attributes=_one("1e3")),
    "plus": Sample("two", attributes=_one("+5")),
    "no-nought": Sample("three", attributes=_one(".5")),
    "point-last": Sample("four", attributes=_one("5.")),
    "hexadecimal": Sample("five", attributes=_one("0x10")),
    "blank-before": Sample("six", attributes=_one(" 7")),
    "underscore": Sample("seven", attributes=_one("1_000")),
    "not-a-number": Sample("eight", attributes=_one("NaN")),
    "too-large": Sample("nine", attributes=_one("1e999")),
    "fullwidth": Sample("ten", attributes=_one("１２３")),
    "devanagari": Sample("eleven", attributes=_one("१२")),
    "minus-nought": Sample("twelve", attributes=_one("-0")),
    # numbers
    "thousand": Sample("thirteen", attributes=_one(1000)),
    "float-thousand": Sample("fourteen", attributes=_one(1000.0)),
    "negative-nought": Sample("fifteen", attributes=_one(-0.0)),
    "fifty-three": Sample("sixteen", attributes={"w": 9007199254740992}),
    "fifty-three-and-one": Sample("seventeen", attributes={"w": 9007199254740993}),
    "float-fifty-three": Sample("eighteen", attributes={"w": 9007199254740992.0}),
    "largest": Sample("nineteen", attributes={"w": 9223372036854775807}),
    "smallest": Sample("twenty", attributes={"w": -9223372036854775808}),
    "unsigned": Sample("twentyone", attributes={"w": 18446744073709551615}),
    "huge-float": Sample("twentytwo", attributes={"w": 1.5e300}),
    "tiny-float": Sample("twentythree", attributes={"w": 5e-324}),
    "sum": Sample("twentyfour", attributes={"w": 0.1 + 0.2}),
    # booleans and what looks like them
    "yes": Sample("twentyfive", attributes={"b": True}),
    "yes-text": Sample("twentysix", attributes={"b": "TRUE"}),
    "no": Sample("twentyseven", attributes={"b": False}),
    "one-number": Sample("twentyeight", attributes={"b": 1}),
    "null-text": Sample("twentynine", attributes={"b": "null"}),
    # empty things
    "empty-text": Sample("thirty", attributes={"e": ""}),
    "blank": Sample("thirtyone", attributes={"e": " "}),
    "empty-list": Sample("thirtytwo", attributes={"e": []}),
    "empty-object": Sample("thirtythree", attributes={"e": {}}),
    "list-of-empty": Sample("thirtyfour", attributes={"e": [""]}),
    "list-of-list": Sample("thirtyfive", attributes={"e": [[]]}),
    "object-of-empty": Sample("thirtysix", attributes={"e": {"x": ""}}),
    "list-of-object": Sample("thirtyseven", attributes={"e": [{}]}),
    "nearly-empty": Sample("thirtyeight", attributes={"e": ["", {"x": ["", 0]}]}),
    # lists
    "matrix": Sample("forty", attributes={"l": [[1, 2], [3, [4]]]}),
    "repeats": Sample("fortyone", attributes={"l": [1, 1, "1", 1.0, True]}),
    "deep-list": Sample("fortytwo", attributes={"l": [{"a": [{"b": 1}, {"b": "two"}]}, {"a": {"b": 3}}]}),
    "mixed-bag": Sample("fortythree", attributes={"l": ["x", {"a": 5}, "null", 2.5]}),
    # names
    "dots-whole": Sample("fifty", attributes={"p.q.r": 1}),
    "dots-first": Sample("fiftyone", attributes={"p.q": {"r": 2}}),
    "dots-last": Sample("fiftytwo", attributes={"p": {"q.r": 3}}),
    "dots-none": Sample("fiftythree", attributes={"p": {"q": {"r": 4}}}),
    "dots-twice": Sample("fiftyfour", attributes={"p.q.r": 5, "p": {"q": {"r": 6}}}),
    "dots-beside": Sample("fiftyfive", attributes={"p": {"q": 7, "q.r.s": 8}}),
    "star-name": Sample("fiftysix", attributes={"*": "star", "a?": "why"}),
    "colon-name": Sample("fiftyseven", attributes={"a:b": 1, 'say "x"': 2, "back\\slash": 3}),
    "emoji-name": Sample("fiftyeight", attributes={"🔑": "v", "ключ": {"名前": "x"}}),
    "long-name": Sample("fiftynine", attributes={KEY: "found", "in": {KEY: 1}}),
    "case-name": Sample("sixty", attributes={"Case": 1, "case": 2}),
    "own-names": Sample("sixtyone", attributes={"service": "inner", "@timestamp": "2020", "tenant_id": "globex"}),
    # letters of the world
    "composed": Sample("Café composed", attributes={"u": "Café"}),
    "decomposed": Sample("Cafe\u0301 decomposed", attributes={"u": "Cafe\u0301"}),
    "sharp-s": Sample("STRASSE straße", attributes={"u": "Straße"}),
    "capital-sharp-s": Sample("STRAẞE", attributes={"u": "STRAẞE"}),
    "sigma": Sample("ΟΔΟΣ οδος οδοσ", attributes={"u": "ΟΔΟΣ"}),
    "dotless": Sample("ısı ISI", attributes={"u": "ısı"}),
    "kelvin": Sample("300\u212a", attributes={"u": "300\u212a"}),
    "ligature": Sample("ﬁne", attributes={"u": "ﬁne"}),
    "roman": Sample("chapter Ⅷ", attributes={"u": "Ⅷ"}),
    "superscript": Sample("x² metres", attributes={"u": "x²"}),
    "mathematical": Sample("𝐀𝐁 bold", attributes={"u": "𝐀𝐁"}),
    "right-to-left": Sample("שלום עולם", attributes={"u": "שלום"}),
    "family": Sample("👩‍👩‍👧 family", attributes={"u": "👩‍👩‍👧"}),
    "flag": Sample("🇩🇪 flag", attributes={"u": "🇩🇪"}),
    "zero-width": Sample("zero\u200bwidth no\u00a0break", attributes={"u": "zero\u200bwidth"}),
    "separator": Sample("line\u2028separator", attributes={"u": "line\u2028separator"}),
    "control": Sample("a\x01b\x00c\x7fd", attributes={"u": "a\x01b\x00c"}),
    "hangul": Sample("한국어 로그", attributes={"u": "한국어"}),
    # addresses
    "v4": Sample("seventy", attributes={"ip": "10.1.2.3"}),
    "v4-noughts": Sample("seventyone", attributes={"ip": "010.1.2.3"}),
    "v4-too-large": Sample("seventytwo", attributes={"ip": "10.1.2.256"}),
    "v4-blank": Sample("seventythree", attributes={"ip": "10.1.2.3 "}),
    "v4-all": Sample("seventyfour", attributes={"ip": "255.255.255.255"}),
    "v4-number": Sample("seventyfive", attributes={"ip": 167838211}),
    "v6": Sample("seventysix", attributes={"ip": "2001:db8::17"}),
    "v6-long": Sample("seventyseven", attributes={"ip": "2001:0DB8:0000:0000:0000:0000:0000:0017"}),
    "v6-loop": Sample("seventyeight", attributes={"ip": "::1"}),
    "v6-none": Sample("seventynine", attributes={"ip": "::"}),
    "v6-mapped": Sample("eighty", attributes={"ip": "::ffff:10.1.2.3"}),
    "v6-zone": Sample("eightyone", attributes={"ip": "fe80::1%eth0"}),
    "v6-network": Sample("eightytwo", attributes={"ip": "2001:db8::/32"}),
    "v6-list": Sample("eightythree", attributes={"ip": ["none", ["fe80::2", "10.9.9.9"]]}),
    # much
    "novel": Sample("ninety", attributes={"t": NOVEL}),
    "novel-list": Sample("ninetyone", attributes={"t": ["short", NOVEL.upper()]}),
    "volume": Sample("begin " + "page " * 8000 + "needle=>end"),
    "long-word": Sample(f"before {WORD} after"),
    "other-word": Sample(f"before-{OTHER_WORD}-after", fields={"logger": WORD}),
    "long-service": Sample("ninetythree", fields={"service": "svc-" + "s" * 9000 + "-end"}),
    "deep": Sample("ninetyfour", attributes={"d": {"d": {"d": {"d": {"d": {"d": {"d": {"d": "bottom"}}}}}}}}),
    # times
    "first-moment": Sample("epoch", at=0),
    "second-moment": Sample("epoch and one", at=1),
    "last-second": Sample("last", at=9_214_646_399_999_999_999),  # 2261-12-31T23:59:59.999999999Z
    "leap-day": Sample("leap", at=1_709_164_800_000_000_000),  # 2024-02-29T00:00:00Z
    "before-midnight": Sample("midnight", at=1_767_225_599_999_999_999),  # 2025-12-31T23:59:59.999999999Z
}
