"""Apache httpd: access logs (common and combined) and error logs."""

from typing import Final

_BOTH: Final = {
    "HTTPDUSER": "%{EMAILADDRESS}|%{USER}",
    "HTTPDERROR_DATE": "%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}",
    "HTTPD_ERRORLOG": "%{HTTPD20_ERRORLOG}|%{HTTPD24_ERRORLOG}",
    "COMMONAPACHELOG": "%{HTTPD_COMMONLOG}",
    "COMBINEDAPACHELOG": "%{HTTPD_COMBINEDLOG}",
}
_MOMENT: Final = r"\[%{HTTPDERROR_DATE:timestamp}\]"

LEGACY: Final = _BOTH | {
    "HTTPD_COMMONLOG": (
        r"%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[%{HTTPDATE:timestamp}\] "
        '"(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" '
        "(?:-|%{NUMBER:response}) (?:-|%{NUMBER:bytes})"
    ),
    "HTTPD_COMBINEDLOG": "%{HTTPD_COMMONLOG} %{QS:referrer} %{QS:agent}",
    "HTTPD20_ERRORLOG": (
        rf"{_MOMENT} \[%{{LOGLEVEL:loglevel}}\] (?:\[client %{{IPORHOST:clientip}}\] )?%{{GREEDYDATA:message}}"
    ),
    "HTTPD24_ERRORLOG": (
        rf"{_MOMENT} \[%{{WORD:module}}?:%{{LOGLEVEL:loglevel}}\] \[pid %{{POSINT:pid}}(?::tid %{{NUMBER:tid}})?\]"
        r"(?: \(%{POSINT:proxy_errorcode}\)%{DATA:proxy_message}:)?"
        r"(?: \[client %{IPORHOST:clientip}:%{POSINT:clientport}\])?(?: %{DATA:errorcode}:)? %{GREEDYDATA:message}"
    ),
}

_PROXY: Final = "[apache][error][proxy][error]"

ECS: Final = _BOTH | {
    "HTTPD_COMMONLOG": (
        "%{IPORHOST:[source][address]} (?:-|%{HTTPDUSER:[apache][access][user][identity]}) "
        r"(?:-|%{HTTPDUSER:[user][name]}) \[%{HTTPDATE:timestamp}\] "
        '"(?:%{WORD:[http][request][method]} %{NOTSPACE:[url][original]}(?: HTTP/%{NUMBER:[http][version]})?|%{DATA})" '
        "(?:-|%{INT:[http][response][status_code]:int}) (?:-|%{INT:[http][response][body][bytes]:int})"
    ),
    "HTTPD_COMBINEDLOG": (
        '%{HTTPD_COMMONLOG} "(?:-|%{DATA:[http][request][referrer]})" "(?:-|%{DATA:[user_agent][original]})"'
    ),
    "HTTPD20_ERRORLOG": (
        rf"{_MOMENT} \[%{{LOGLEVEL:[log][level]}}\] (?:\[client %{{IPORHOST:[source][address]}}\] )?%{{GREEDYDATA:message}}"
    ),
    "HTTPD24_ERRORLOG": (
        rf"{_MOMENT} \[%{{WORD:[apache][error][module]}}?:%{{LOGLEVEL:[log][level]}}\] "
        r"\[pid %{POSINT:[process][pid]:int}(?::tid %{INT:[process][thread][id]:int})?\]"
        rf"(?: \(%{{POSINT:{_PROXY}[code]}}\)%{{DATA:{_PROXY}[message]}}:)?"
        r"(?: \[client %{IPORHOST:[source][address]}(?::%{POSINT:[source][port]:int})?\])?"
        "(?: %{DATA:[error][code]}:)? %{GREEDYDATA:message}"
    ),
}
