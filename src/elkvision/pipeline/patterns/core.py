"""What other patterns are made of: numbers, words, addresses, paths, dates, log levels."""

from typing import Final

_HEX: Final = "[0-9A-Fa-f]"
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
#: The four numbers at the end of an IPv6 address that carries an IPv4 one; no leading zeros.
_TAIL_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_TAIL: Final = rf"{_TAIL_OCTET}(?:\.{_TAIL_OCTET}){{3}}"


def _ipv6() -> str:
    """Every way to leave out one run of zero groups, the longest head first."""
    group, more = f"{_HEX}{{1,4}}", f"(?::{_HEX}{{1,4}})"
    ways = [f"(?:{group}:){{7}}(?:{group}|:)", f"(?:{group}:){{6}}(?::{group}|{_TAIL}|:)"]
    for head in range(5, -1, -1):
        start = f"(?:{group}:){{{head}}}" if head else ":"
        ways.append(f"{start}(?:{more}{{1,{7 - head}}}|{more}{{0,{5 - head}}}:{_TAIL}|:)")
    # Nothing else can start an address: looking for the first colon saves trying every way.
    return f"(?={_HEX}{{0,4}}:)(?:{'|'.join(ways)})(?:%.+)?"


def _quoted(quote: str) -> str:
    return rf"{quote}(?>\\.|[^\\{quote}])+{quote}|{quote}{quote}"


def _level(word: str, rest: str = "") -> str:
    """A level in lower case, with a capital, or in capitals."""
    return f"[{word[0].upper()}{word[0]}]{word[1:]}{rest}|{word.upper()}{rest.upper()}"


_LABEL: Final = "[0-9A-Za-z][0-9A-Za-z-]{0,62}"
_PLACE: Final = r"A-Za-z0-9$.+!*'(){},~:;=@#%&_\-"
_MONTHS: Final = (
    "[Jj]an(?:uary|uar)?", "[Ff]eb(?:ruary|ruar)?", "[Mm][aä]?r(?:ch|z)?", "[Aa]pr(?:il)?", "[Mm]a[yi]?",
    "[Jj]un[ei]?", "[Jj]ul[yi]?", "[Aa]ug(?:ust)?", "[Ss]ep(?:tember)?", "[Oo][ck]?t(?:ober)?",
    "[Nn]ov(?:ember)?", "[Dd]e[cz](?:ember)?",
)  # fmt: skip
_LEVELS: Final = (
    _level("alert"), _level("trace"), _level("debug"), _level("notice"), _level("info", "?(?:rmation)?"),
    _level("warn", "?(?:ing)?"), _level("err", "?(?:or)?"), _level("crit", "?(?:ical)?"),
    _level("fatal"), _level("severe"), _level("emerg", "(?:ency)?"),
)  # fmt: skip

_BOTH: Final = {
    # Words and numbers
    "USERNAME": "[a-zA-Z0-9._-]+",
    "USER": "%{USERNAME}",
    "EMAILADDRESS": "%{EMAILLOCALPART}@%{HOSTNAME}",
    "INT": "[+-]?[0-9]+",
    "BASE10NUM": r"(?<![0-9.+-])(?>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))",
    "NUMBER": "%{BASE10NUM}",
    "BASE16NUM": f"(?<!{_HEX})[+-]?(?:0x)?{_HEX}+",
    "BASE16FLOAT": rf"\b(?<![0-9A-Fa-f.])[+-]?(?:0x)?(?:{_HEX}+(?:\.{_HEX}*)?|\.{_HEX}+)\b",
    "POSINT": r"\b[1-9][0-9]*\b",
    "NONNEGINT": r"\b[0-9]+\b",
    "WORD": r"\b\w+\b",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": ".*?",
    "GREEDYDATA": ".*",
    "QUOTEDSTRING": rf"(?>(?<!\\)(?:{_quoted(chr(34))}|{_quoted(chr(39))}|{_quoted('`')}))",
    "QS": "%{QUOTEDSTRING}",
    "UUID": f"{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}",
    "URN": rf"urn:[0-9A-Za-z][0-9A-Za-z-]{{0,31}}:(?:%{_HEX}{{2}}|[0-9A-Za-z()+,.:=@;$_!*'/?#-])+",
    # Networks
    "MAC": "(?:%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC})",
    "CISCOMAC": rf"(?:{_HEX}{{4}}\.){{2}}{_HEX}{{4}}",
    "WINDOWSMAC": f"(?:{_HEX}{{2}}-){{5}}{_HEX}{{2}}",
    "COMMONMAC": f"(?:{_HEX}{{2}}:){{5}}{_HEX}{{2}}",
    "IPV6": _ipv6(),
    "IPV4": rf"(?<![0-9]){_OCTET}(?:\.{_OCTET}){{3}}(?![0-9])",
    "IP": "(?:%{IPV6}|%{IPV4})",
    "HOSTNAME": rf"\b{_LABEL}(?:\.{_LABEL})*\.?",
    "IPORHOST": "(?:%{IP}|%{HOSTNAME})",
    "HOSTPORT": "%{IPORHOST}:%{POSINT}",
    # Paths and addresses of resources
    "PATH": "(?:%{UNIXPATH}|%{WINPATH})",
    "UNIXPATH": r"(?:/[[:word:]%!$@:.,+~-]*)+",
    "TTY": r"/dev/(?:pts|tty[pq]?)\w*/?[0-9]+",
    "WINPATH": r"(?>[A-Za-z]+:|\\)(?:\\[^\\?*]*)+",
    "URIPROTO": r"[A-Za-z][A-Za-z0-9+\-.]+",
    "URIPATH": f"(?:/[{_PLACE}]*)+",
    # Days and months
    "MONTH": rf"\b(?:{'|'.join(_MONTHS)})\b",
    "MONTHNUM": "(?:0?[1-9]|1[0-2])",
    "MONTHNUM2": "(?:0[1-9]|1[0-2])",
    "MONTHDAY": "(?:0[1-9]|[12][0-9]|3[01]|[1-9])",
    "DAY": "(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)",
    "YEAR": r"(?>\d\d){1,2}",
    # Hours and seconds; a minute may have a 61st one
    "HOUR": "(?:2[0123]|[01]?[0-9])",
    "MINUTE": "[0-5][0-9]",
    "SECOND": "(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?",
    "TIME": "%{HOUR}:%{MINUTE}:%{SECOND}(?![0-9])",
    "ISO8601_TIMEZONE": "(?:Z|[+-]%{HOUR}:?%{MINUTE})",
    "ISO8601_SECOND": "%{SECOND}",
    "TZ": "(?:[APMCE][SD]T|UTC)",
    # Dates as they are usually written
    "DATE_US": "%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}",
    "DATE_EU": "%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}",
    "DATE": "%{DATE_US}|%{DATE_EU}",
    "DATESTAMP": "%{DATE}[- ]%{TIME}",
    "TIMESTAMP_ISO8601": "%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?",
    "DATESTAMP_RFC822": "%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}",
    "DATESTAMP_RFC2822": "%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}",
    "DATESTAMP_OTHER": "%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}",
    "DATESTAMP_EVENTLOG": "%{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}",
    "HTTPDATE": "%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",
    # Syslog
    "SYSLOGTIMESTAMP": "%{MONTH} +%{MONTHDAY} %{TIME}",
    "PROG": r"[\x21-\x5a\x5c\x5e-\x7e]+",
    "SYSLOGHOST": "%{IPORHOST}",
    "LOGLEVEL": f"(?:{'|'.join(_LEVELS)})",
}

_QUERY: Final = r"[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*"
_CREDENTIALS: Final = "(?:%{USER}(?::[^@]*)?@)?"
_MAILBOX: Final = "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~]"

LEGACY: Final = _BOTH | {
    "EMAILLOCALPART": "[a-zA-Z][a-zA-Z0-9_.+-=:]+",
    "URIHOST": "%{IPORHOST}(?::%{POSINT:port})?",
    "URIPARAM": rf"\?{_QUERY}",
    "URIQUERY": _QUERY,
    "URIPATHPARAM": "%{URIPATH}%{URIPARAM}?",
    "URI": f"%{{URIPROTO}}://{_CREDENTIALS}%{{URIHOST}}?%{{URIPATHPARAM}}?",
    "ISO8601_HOUR": "(?:2[0123]|[01][0-9])",
    "SYSLOGPROG": r"%{PROG:program}(?:\[%{POSINT:pid}\])?",
    "SYSLOGFACILITY": "<%{NONNEGINT:facility}.%{NONNEGINT:priority}>",
    "SYSLOGBASE": "%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} %{SYSLOGPROG}:",
}

ECS: Final = _BOTH | {
    "EMAILLOCALPART": rf"{_MAILBOX}{{1,64}}(?:\.{_MAILBOX}{{1,62}}){{0,63}}",
    "URIHOST": "%{IPORHOST}(?::%{POSINT})?",
    "URIQUERY": _QUERY,
    "URIPARAM": r"\?%{URIQUERY}",
    "URIPATHPARAM": r"%{URIPATH}(?:\?%{URIQUERY})?",
    "URI": f"%{{URIPROTO}}://{_CREDENTIALS}%{{URIHOST}}?%{{URIPATHPARAM}}?",
    "SYSLOGPROG": r"%{PROG:[process][name]}(?:\[%{POSINT:[process][pid]:int}\])?",
    "SYSLOGFACILITY": "<%{NONNEGINT:[log][syslog][facility][code]:int}.%{NONNEGINT:[log][syslog][priority]:int}>",
    "SYSLOGBASE": ("%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:[host][hostname]} %{SYSLOGPROG}:"),
}
