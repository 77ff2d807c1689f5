"""HAProxy: its http and tcp logs."""

from typing import Final

_CLOCK: Final = "(?![0-9])"
_BOTH_COUNTS: Final = ("active", "frontend", "backend", "server")


def _lines(head: str, http: str, tcp: str) -> dict[str, str]:
    return {"HAPROXYHTTPBASE": http, "HAPROXYHTTP": f"{head}%{{HAPROXYHTTPBASE}}", "HAPROXYTCP": head + tcp}


_CLIENT: Final = (
    r"%{IP:client_ip}:%{INT:client_port} \[%{HAPROXYDATE:accept_date}\] %{NOTSPACE:frontend_name} "
    "%{NOTSPACE:backend_name}/%{NOTSPACE:server_name} "
)
_COUNTS: Final = (
    "%{NOTSPACE:termination_state} %{INT:actconn}/%{INT:feconn}/%{INT:beconn}/%{INT:srvconn}/%{NOTSPACE:retries} "
    "%{INT:srv_queue}/%{INT:backend_queue}"
)
_HEAD: Final = "(?:%{SYSLOGTIMESTAMP:syslog_timestamp}|%{TIMESTAMP_ISO8601:timestamp8601}) %{IPORHOST:syslog_server} %{SYSLOGPROG}: "

LEGACY: Final = {
    "HAPROXYTIME": f"%{{HOUR:haproxy_hour}}:%{{MINUTE:haproxy_minute}}:%{{SECOND:haproxy_second}}{_CLOCK}",
    "HAPROXYDATE": (
        "%{MONTHDAY:haproxy_monthday}/%{MONTH:haproxy_month}/%{YEAR:haproxy_year}:"
        "%{HAPROXYTIME:haproxy_time}.%{INT:haproxy_milliseconds}"
    ),
    "HAPROXYCAPTUREDREQUESTHEADERS": "%{DATA:captured_request_headers}",
    "HAPROXYCAPTUREDRESPONSEHEADERS": "%{DATA:captured_response_headers}",
    **_lines(
        _HEAD,
        f"{_CLIENT}%{{INT:time_request}}/%{{INT:time_queue}}/%{{INT:time_backend_connect}}/%{{INT:time_backend_response}}"
        "/%{NOTSPACE:time_duration} %{INT:http_status_code} %{NOTSPACE:bytes_read} "
        f"%{{DATA:captured_request_cookie}} %{{DATA:captured_response_cookie}} {_COUNTS} "
        r"(?:\{%{HAPROXYCAPTUREDREQUESTHEADERS}\})? ?(?:\{%{HAPROXYCAPTUREDRESPONSEHEADERS}\})? ?"
        r'"(?:<BADREQ>|(?:%{WORD:http_verb} (?:%{URIPROTO:http_proto}://)?(?:%{USER:http_user}(?::[^@]*)?@)?'
        r'%{URIHOST:http_host}?%{URIPATHPARAM:http_request}?(?: HTTP/%{NUMBER:http_version})?)?)?"?',
        f"{_CLIENT}%{{INT:time_queue}}/%{{INT:time_backend_connect}}/%{{NOTSPACE:time_duration}} "
        f"%{{NOTSPACE:bytes_read}} {_COUNTS}",
    ),
}

_HA: Final = "[haproxy]"
_E_CLIENT: Final = (
    rf"%{{IP:[source][address]}}:%{{INT:[source][port]:int}} \[%{{HAPROXYDATE:{_HA}[request_date]}}\] "
    f"%{{NOTSPACE:{_HA}[frontend_name]}} %{{NOTSPACE:{_HA}[backend_name]}}/(?:<NOSRV>|%{{NOTSPACE:{_HA}[server_name]}}) "
)
_E_COUNTS: Final = (
    f"%{{NOTSPACE:{_HA}[termination_state]}} "
    + "/".join(f"%{{INT:{_HA}[connections][{count}]:int}}" for count in _BOTH_COUNTS)
    + f"/%{{INT:{_HA}[connections][retries]:int}} "
    f"%{{INT:{_HA}[server_queue]:int}}/%{{INT:{_HA}[backend_queue]:int}}"
)


def _milliseconds(field: str) -> str:
    """A span in milliseconds; -1 where it did not come to it."""
    return f"(?:-1|%{{INT:{_HA}{field}:int}})"


ECS: Final = {
    "HAPROXYTIME": f"%{{HOUR}}:%{{MINUTE}}:%{{SECOND}}{_CLOCK}",
    "HAPROXYDATE": "%{MONTHDAY}/%{MONTH}/%{YEAR}:%{HAPROXYTIME}.%{INT}",
    "HAPROXYCAPTUREDREQUESTHEADERS": f"%{{DATA:{_HA}[http][request][captured_headers]}}",
    "HAPROXYCAPTUREDRESPONSEHEADERS": f"%{{DATA:{_HA}[http][response][captured_headers]}}",
    "HAPROXYURI": (
        "(?:%{URIPROTO:[url][scheme]}://)?(?:%{USER:[url][username]}(?::[^@]*)?@)?"
        r"(?:%{IPORHOST:[url][domain]}(?::%{POSINT:[url][port]:int})?)?(?:%{URIPATH:[url][path]}(?:\?%{URIQUERY:[url][query]})?)?"
    ),
    "HAPROXYHTTPREQUESTLINE": (
        "(?:<BADREQ>|%{WORD:[http][request][method]} %{HAPROXYURI:[url][original]}(?: HTTP/%{NUMBER:[http][version]})?)"
    ),
    **_lines(
        "(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp}) %{IPORHOST:[host][hostname]} %{SYSLOGPROG}: ",
        _E_CLIENT
        + "/".join(
            _milliseconds(field)
            for field in (
                "[http][request][time_wait_ms]", "[total_waiting_time_ms]", "[connection_wait_time_ms]",
                "[http][request][time_wait_without_data_ms]",
            )
        )
        + f"/%{{NOTSPACE:{_HA}[total_time_ms]}} %{{INT:[http][response][status_code]:int}} %{{INT:[source][bytes]:int}} "
        f"(?:-|%{{DATA:{_HA}[http][request][captured_cookie]}}) (?:-|%{{DATA:{_HA}[http][response][captured_cookie]}}) "
        + _E_COUNTS
        + r"(?: \{%{HAPROXYCAPTUREDREQUESTHEADERS}\}(?: \{%{HAPROXYCAPTUREDRESPONSEHEADERS}\})?)?"
        '(?: "%{HAPROXYHTTPREQUESTLINE}"?)?',
        f"{_E_CLIENT}{_milliseconds('[total_waiting_time_ms]')}/{_milliseconds('[connection_wait_time_ms]')}"
        f"/%{{NOTSPACE:{_HA}[total_time_ms]}} %{{INT:[source][bytes]:int}} {_E_COUNTS}",
    ),
}  # fmt: skip
