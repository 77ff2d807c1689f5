"""The events that every query case is asked about, by name. They happen a second apart from 10:00:00."""

from dataclasses import dataclass, field
from typing import Any

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass(frozen=True)
class Sample:
    message: str
    level: str | None = None
    attributes: dict[str, Any] | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    #: Nanoseconds since 1970, where the sample does not happen in its turn.
    at: int | None = None


_PAY = {"service": "payment-service", "environment": "production"}
_WEB = {"service": "nginx", "source": "/var/log/nginx/access.log", "host": "edge-1"}

SAMPLES: dict[str, Sample] = {
    # a shop
    "paid": Sample(
        "Payment accepted for order 4711",
        "info",
        {"status": 200, "duration_ms": 12.5, "user": {"id": 42, "name": "Alice"}, "ip": "10.1.2.3", "cached": False},
        {**_PAY, "host": "web-1", "source": "checkout.log", "trace_id": TRACE, "span_id": "00f067aa0ba902b7"},
    ),
    "declined": Sample(
        "Payment declined: insufficient funds",
        "warning",
        {"status": 402, "duration_ms": 48, "user": {"id": 43, "name": "Bob"}, "ip": "10.200.0.9", "retry": True},
        {**_PAY, "host": "web-2", "source": "checkout.log"},
    ),
    "slow": Sample(
        "Payment gateway timed out after 30s",
        "error",
        {
            "status": 504,
            "duration_ms": 30000,
            "user.id": 42,
            "ip": "192.168.1.20",
            "error": {"type": "TimeoutError", "code": "E-1042"},
        },
        {**_PAY, "host": "web-1", "source": "checkout.log", "trace_id": TRACE},
    ),
    "full": Sample(
        "Disk full on /dev/sda1",
        "critical",
        {"free": 0, "percent": 100.0, "mount": "/var/lib"},
        {"service": "kubelet", "host": "node-7", "source": "/var/log/syslog"},
    ),
    "half": Sample(
        "disk is half full",
        "warning",
        {"free": 512_000_000_000, "percent": 50.5, "mount": "/"},
        {"service": "kubelet", "host": "node-7", "source": "/var/log/syslog"},
    ),
    "login": Sample(
        "User alice logged in from 203.0.113.7",
        "info",
        {"user": {"name": "alice", "roles": ["admin", "editor"]}, "ip": "203.0.113.7", "mfa": True},
        {"service": "auth", "host": "web-1", "source": "auth.log", "logger": "com.example.auth.LoginService"},
    ),
    "break-in": Sample(
        "Failed password for root from 2001:db8::17 port 22 ssh2",
        "warning",
        {"ip": "2001:db8::17", "user": {"name": "root"}, "port": 22, "attempts": "3"},
        {"service": "sshd", "host": "bastion", "source": "auth.log"},
    ),
    "script": Sample(
        "GET /api/orders/list.js HTTP/1.1 200",
        "info",
        {"method": "GET", "path": "/api/orders/list.js", "status": 200, "bytes": 5120, "agent": "Mozilla/5.0 (X11)"},
        _WEB,
    ),
    "style": Sample(
        "GET /static/site.css HTTP/1.1 304",
        "info",
        {"method": "GET", "path": "/static/site.css", "status": 304, "bytes": 0, "agent": "curl/8.5.0"},
        _WEB,
    ),
    "post": Sample(
        "POST /api/orders HTTP/1.1 500",
        "error",
        {"method": "post", "path": "/api/orders", "status": "500", "bytes": "1024"},
        _WEB,
    ),
    "put": Sample(
        "PUT /api/orders/7 HTTP/1.1 503",
        "error",
        {"method": "PUT", "path": "/api/orders/7", "status": 503.0, "bytes": 77},
        _WEB,
    ),
    "miss": Sample(
        "cache miss key=user:42 ttl=0",
        "debug",
        {"hit": False, "key": "user:42"},
        {"service": "cache", "logger": "redis"},
    ),
    "hit": Sample(
        "cache hit key=user:43 ttl=60",
        "debug",
        {"hit": True, "key": "user:43"},
        {"service": "cache", "logger": "redis"},
    ),
    "entering": Sample("entering checkout()", "trace", {"depth": 3}, {"service": "shop"}),
    "reload": Sample("Configuration reloaded", "notice", None, {"service": "shop", "tags": ["config", "deploy"]}),
    "release": Sample(
        "Version 2.4.1 went out",
        "info",
        {"version": "2.4.1", "services": ["api", "web"], "build": {"number": 1234, "ok": True}},
        {"environment": "staging", "tags": ["deploy", "release-2.4"]},
    ),
    # texts of all kinds
    "german": Sample("Größe überschritten: Straße gesperrt", "info", {"stadt": "München"}, {"service": "Übersicht"}),
    "greek": Sample("Σύνδεση απέτυχε", "error"),
    "japanese": Sample("支払い 完了 注文 99", "info", {"店": "東京"}),
    "russian": Sample("Ошибка соединения", "error", {"код": 7}),
    "rocket": Sample("launch 🚀 went well", "info", {"mood": "🚀"}),
    "empty": Sample("", None, {"note": "", "kind": "empty"}),
    "plain": Sample("a plain line without more"),
    "windows": Sample(r"C:\Temp\new.txt was deleted", "info", {"file": r"C:\Temp\new.txt"}),
    "quotes": Sample('He said "yes" => {"ok":true}', "info", {"sentence": 'He said "yes"'}),
    "stars": Sample("rated ***** by Carol (5 points)", "info", {"stars": "*****", "question": "why?"}),
    "percent": Sample("100% of 3.14 reached", "info", {"ratio": 0.25, "expression": "a_b"}),
    "letters": Sample("axb everywhere", "info", {"expression": "aXb"}),
    "snake": Sample("snake_case_word kebab-case-word camelCaseWord", "info"),
    "tabs": Sample("tab\tseparated   columns", "info"),
    "lines": Sample("Traceback begins\n  File main.py line 12\nValueError: bad value", "error"),
    "operators": Sample("either and or not both", "info"),
    "shouting": Sample("MIXED Case Message", "info", {"Name": "Case", "zone": "PROD"}, {"service": "Checkout-API"}),
    "zeros": Sample("job 00123 ran", "info", {"code": "00123", "number": 123}),
    # data of all kinds
    "items": Sample(
        "cart stored",
        "info",
        {"items": [{"sku": "A-1", "qty": 2}, {"sku": "B-7", "qty": 1}], "codes": [1, 2, 3], "mixed": ["x", 5, True]},
    ),
    "dotted": Sample("dotted names", "info", {"a.b": 1, "c": {"d.e": "deep"}}),
    "nested": Sample("nested names", "info", {"a": {"b": 1}, "c": {"d": {"e": "DEEP"}}}),
    "hollow": Sample("hollow things", "info", {"list": [], "object": {}, "text": "", "zero": 0, "no": False}),
    "highest": Sample("highest number", "info", {"n": 9_223_372_036_854_775_807}),
    "high": Sample("high number", "info", {"n": 9_223_372_036_854_775_806}),
    "lowest": Sample("lowest number", "info", {"n": -9_223_372_036_854_775_808}),
    "fraction": Sample("fractions", "info", {"n": 0.1, "temperature": -2.5}),
    "freezing": Sample("freezing", "info", {"n": -1, "temperature": -5}),
    "march": Sample("begun in March", "info", {"started": "2026-03-01T00:00:00Z"}),
    "april": Sample("begun in April", "info", {"started": "2026-04-01T00:00:00Z"}),
    "x-text": Sample("x is text", "info", {"x": "text"}),
    "x-number": Sample("x is five", "info", {"x": 5}),
    "x-true": Sample("x is true", "info", {"x": True}),
    "x-object": Sample("x is an object", "info", {"x": {"y": 1}}),
    "x-list": Sample("x is a list", "info", {"x": ["text", 7]}),
    "x-float": Sample("x is between", "info", {"x": 2.5}),
    "two-addresses": Sample("two addresses", "info", {"ip": ["10.9.9.9", "172.16.0.1"]}),
    "no-address": Sample("no address", "info", {"ip": "10.1.2"}),
    "level-within": Sample("own level", "info", {"level": 7, "message": "inner words"}),
    "uploaded": Sample("came as a file", "info", None, {"input": "upload", "upload_id": "u-77"}),
    "long-ago": Sample("long ago", "info", at=1_577_934_245_123_456_789),  # 2020-01-02T03:04:05.123456789Z
    "spaced": Sample("spaced names", "info", {"user name": "Dora", "k8s.io/name": "pod-1", "@kind": "odd"}),
}
