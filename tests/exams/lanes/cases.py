"""Lines that a sender may write, odd ones above all."""

import json

_USUAL = {
    "timestamp": "2026-03-14T10:00:00.123Z",
    "level": "info",
    "message": "it works",
    "service": "api",
    "host": "a1",
}


def line(**fields: object) -> bytes:
    return json.dumps({**_USUAL, **fields}, ensure_ascii=False, separators=(",", ":")).encode()


def only(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


_TIMES = [
    "2026-03-14T10:00:00Z", "2026-03-14 10:00:00", "2026-03-14 10:00:00.5", "2026-03-14T10:00:00.123456789Z",
    "2026-03-14T10:00:00.1234567891Z", "2026-03-14T10:00:00+02:00", "2026-03-14T10:00:00.25-03:30", "2026-03-14T10:00:00+0530",
    "2026-03-14T10:00:00,250Z", "2026-03-14t10:00:00z", "2026-03-14", "2026-03-14T10:00", "2026-02-29T10:00:00Z", "2024-02-29T10:00:00Z",
    "2026-03-14T24:00:00Z", "2026-03-14T23:60:00Z", "2026-03-14T23:59:60Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-03-00T10:00:00Z", "2026-04-31T10:00:00Z", "0000-00-00T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z",
    "2261-12-31T23:59:59.999999999Z", "2262-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00+14:00",
    "2026-03-14T10:00:00+15:00", "2026-03-14T10:00:00+14:60", "2026-03-14T10:00:00-00:00", "2026-03-14T10:00:00 Z", " 2026-03-14T10:00:00Z",
    "2026-03-14T10:00:00Zx", "14/Mar/2026:10:00:00 +0000", "Sat, 14 Mar 2026 10:00:00 GMT", "1773482400", "1773482400.5", "1773482400123",
    "yesterday", "", " ", "10:00:00", "２026-03-14T10:00:00Z",
]  # fmt: skip
_NUMBERS: list[object] = [
    1773482400, 1773482400.5, 1773482400123, 1773482400123456, 1773482400123456789, 99_999_999, 100_000_000, 99_999_999_999, 0, -1, 5,
    10**18, 9_214_646_399, 9_214_646_400, 9_214_646_400_000, 9_223_372_036_854_775_807, 18_446_744_073_709_551_615, 10**20, 1e9, 1.773e12, True, False, None,
]  # fmt: skip
_LEVELS: list[object] = [
    "INFO", " Warn ", "fatal", "Err", "e", "ok", "purple", "", " ", "3", "03", "30", "7", "8", "60", "-1", "1.0", "info4", "DPANIC", "notice",
    "ＩＮＦＯ", "ınfo", "İnfo", 0, 1, 3, 7, 8, 9, 10, 20, 25, 30, 60, 100, -3, 3.0, True, False, None, ["info"], {"name": "info"},
]  # fmt: skip
_KEYWORDS: list[object] = [
    "x", "", " ", "\t", " padded ", "\u00a0", "\u3000", "größe", "支払い", "🚀", "a" * 1024, "a" * 1025, "ä" * 1024, 5, 5.5, True, None, [], ["a"], {}, {"name": "n"},
    {"name": "n", "ip": "10.0.0.1"}, "back\\slash", 'quo"te', "line\nbreak", "nul\x00", "tab\t", "\x7f", "\u2028",
]  # fmt: skip
_MESSAGES: list[object] = [
    "", " ", "ends\n", "ends\r\n\r\n", "\n", "a\nb", "tab\tin", "ünï", '{"level":"error"}', '","level":"error', "[1]:{2}", '":{', '": [', "x" * 5000,
    5, 1.5, True, None, [], ["m"], {}, {"text": "m"}, "nul\x00byte", "\ufeffbom", "e\u0301",
]  # fmt: skip
_ATTRIBUTES: list[object] = [
    0, 1, -1, 2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 2**64 - 1, 2**64, -(2**63) - 1, 10**30, 0.0, -0.0, 1.0, 1.5, 1e300, 1e-300, 5e-324, 0.1,
    123456789.123456789, True, False, None, "", "text", "2026-03-14", "2026-03-14 10:00:00", "2026-03-14T10:00:00Z", "12", "1.5", "true", "null", "10.0.0.1",
    [], [1], [1, 2.5], ["a", 1], [None], [[]], [[1], [2]], [{}], [{"a": 1}], [{"a": None}], {}, {"a": 1}, {"a": None}, {"a": {}}, {"a": {"b": {"c": 1}}}, {"a.b": 1},
    {"a": 1, "a.b": 2}, {"a": {"b": 1}, "a.b": 2}, {"a": []}, {"": 1}, {".": 1}, {"a.": 1}, {"a..b": 1}, {"level": "x", "message": "y"}, {"k": "é\n\t\"\\"},
]  # fmt: skip
_NAMES = [
    "user", "user.id", ".", "a.", ".a", "a..b", "", " ", "a b", "größe", "名前", "`tick`", "quo'te", 'quo"te', "back\\slash", "%s", "$x", "id", "received_at", "tenant_id",
    "input", "upload_id", "geoip", "user_agent", "raw", "attributes", "n", "v_level", "doc", "line", "t", "tags", "event", "log", "service.name", "log.level", "host.name",
    "host.ip", "trace.id", "span.id", "dd.trace_id", "agent.hostname", "syslog.severity.name", "resource.service.name", "event.original", "event.dataset", "error.message", "a\x00b",
    "MESSAGE", "Message", "LEVEL", "Timestamp", "time", "name", "file", "text", "app", "env", "date", "severity", "levelno", "PRIORITY", "traceid", "channel",
]  # fmt: skip

RAW = [
    b"", b" ", b"\t", b"\r", b"plain text", b"2026-03-14 10:00:00 ERROR plain", b"{}", b"{} ", b"[]", b"[1]", b"null", b"5", b'"text"', b"{", b"}", b"{}{}", b'{"a":1}{"b":2}',
    b'{"message":"x"}\r', b' {"message":"x"}', b'\t{"message":"x"} \t', b'{"message":"x"}}', b'{"message":"x","message":"y"}', b'{"message":"x","level":"info","level":"error"}',
    b'{"message":"x","a":1,"a":2}', b'{"message":"x","a":{"b":1},"a":{"c":2}}', b'{"message":"x","a":{"b":1,"b":2}}', b'{"message":"x",}', b"{'message':'x'}",
    b'{"message":"x" "level":"info"}', b'{"message":"\xff"}', b'{"message":"\xc3\xa4"}', b'{"message":"\xed\xa0\x80"}', b'{"message":"\\ud83d\\ude80"}', b'{"message":"\\ud83d"}',
    b'{"me\\u0073sage":"x"}', b'{"message":"x","le\\u0076el":"error"}', b'{"message":"x","\\u006dsg":"y"}', b'{"message":"a\\u0000b"}', b'{"message":"a\x00b"}', b'{"message":"a\x01b"}',
    b'{"message":"a\\/b"}', b'{"message":"\\x"}', b'{"message":NaN}', b'{"message":"x","a":NaN}', b'{"message":"x","a":Infinity}', b'{"message":"x","a":1e400}', b'{"message":"x","a":-1e400}',
    b'{"message":"x","a":01}', b'{"message":"x","a":1.}', b'{"message":"x","a":.5}', b'{"message":"x","a":+1}', b'{"message":"x","a":-0}', b'{"message":"x","a":1E5}', b'{"message":"x","a":1e5}',
    b'{"message":"x","a":100000000000000000000000}', b'{"message":"x","a":0.1000000000000000055511151231257827}', b'{"message":"x","a":tru}', b'{"message":"x","a":True}',
    b'{ "message" : "x" , "level" : "error" }', b'{"message"\t:\t"x","a"\t:\t{"b" :1}}', b'{"message":  "x","a":  {"b":1}}', b'{"message":"x","a": [1]}', b'{"message":"x","a":\t[1]}',
    b'{"message":"x","a":{"b":[1]}}', b'{"message":"x","a":{"b": [1, 2]}}', b'{"message":"x","a":{"b":{"c": []}}}', b'{"message":"x","a":[ [ ] ]}',
    b'{"m":"x"}}{"t":99,"d":{}', b'{"message":"x","tenant_id":"globex"}', b'{"tenant_id":"globex","id":"1","received_at":5,"message":"x"}',
    b'{"message":"x","a":' + b'{"a":' * 40 + b"1" + b"}" * 41, b'{"message":"x","a":' + b"[" * 40 + b"]" * 40 + b"}", b'{"message":"x","a":' + b'{"a":' * 29 + b"1" + b"}" * 30,
    b"\xef\xbb\xbf{}", b'\xef\xbb\xbf{"message":"x"}', b'{"message":"x"}//c', b'/*c*/{"message":"x"}', b"<34>1 2026-03-14T10:00:00Z h a - - - m", b"\x00", b"\xff\xfe",
]  # fmt: skip

CASES = {
    "times": [line(timestamp=value) for value in _TIMES],
    "times as numbers": [line(timestamp=value) for value in _NUMBERS],
    "times under other names": [only(ts=value, msg="m") for value in (*_TIMES[:12], *_NUMBERS)],
    "levels": [line(level=value) for value in _LEVELS],
    "levels of OpenTelemetry": [only(message="m", severityNumber=value) for value in _LEVELS],
    "levels of Python": [only(message="m", levelno=value) for value in _LEVELS],
    "services": [line(service=value) for value in _KEYWORDS],
    "hosts": [line(hostname=value) for value in _KEYWORDS] + [line(host=value) for value in _KEYWORDS],
    "traces": [line(trace_id=value) for value in _KEYWORDS],
    "tags": [line(tags=value) for value in (*_KEYWORDS, "a, b", ["a", "b"], ["a", 1], [" a ", "", "a"])],
    "messages": [line(message=value) for value in _MESSAGES],
    "messages under another name": [only(msg=value, level="warn") for value in _MESSAGES],
    "attributes": [line(a=value) for value in _ATTRIBUTES],
    "attributes below": [line(a={"b": value, "c": 1}) for value in _ATTRIBUTES],
    "names": [line(**{name: "v"}) for name in _NAMES] + [line(**{name: {"x": 1}}) for name in _NAMES],
    "names below": [line(a={name: "v"}) for name in _NAMES],
    "two names": [line(**{name: 1, name + ".x": 2}) for name in ("a", "level", "host", "b.c")],
    "raw": RAW,
}
