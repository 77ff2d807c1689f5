"""Squid 3: its native access log."""

from typing import Final

LEGACY: Final = {
    "SQUID3": (
        r"%{NUMBER:timestamp}\s+%{NUMBER:duration}\s%{IP:client_address}\s%{WORD:cache_result}/%{NONNEGINT:status_code}\s"
        r"%{NUMBER:bytes}\s%{WORD:request_method}\s%{NOTSPACE:url}\s(?:%{NOTSPACE:user}|-)\s"
        r"%{WORD:hierarchy_code}/(?:%{IPORHOST:server}|-)\s%{NOTSPACE:content_type}"
    ),
}

ECS: Final = {
    "SQUID3_STATUS": "(?:%{POSINT:[http][response][status_code]:int}|0|000)",
    "SQUID3": (
        r"%{NUMBER:timestamp}\s+%{NUMBER:[squid][request][duration]:int}\s%{IP:[source][ip]}\s"
        r"%{WORD:[event][action]}/%{SQUID3_STATUS}\s%{INT:[http][response][bytes]:int}\s"
        r"%{WORD:[http][request][method]}\s%{NOTSPACE:[url][original]}\s(?:-|%{NOTSPACE:[user][name]})\s"
        r"%{WORD:[squid][hierarchy_code]}/(?:-|%{IPORHOST:[destination][address]})\s"
        r"(?:-|%{NOTSPACE:[http][response][mime_type]})"
    ),
}
