"""Exim: mail that arrived."""

from typing import Final

_EXCLUDED: Final = (
    "Message is frozen", "(?:Start|End) queue run", " Warning: ", " retry time not reached ",
    " no (?:IP address|host name) found for (?:IP address|host) ", " unexpected disconnection while reading SMTP command ",
    " no immediate delivery: ", "another process is handling this message",
)  # fmt: skip
_FIELDS: Final = (
    "%{EXIM_REMOTE_HOST}", "%{EXIM_INTERFACE}", "%{EXIM_PROTOCOL}", "%{EXIM_MSG_SIZE}", "%{EXIM_HEADER_ID}",
    "%{EXIM_SUBJECT}", "%{EXIM_UNKNOWN_FIELD}",
)  # fmt: skip

_BOTH: Final = {
    "EXIM_MSGID": "[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}",
    # Arrival, delivery, further address, suppressed, bounced, deferred
    "EXIM_FLAGS": r"(?:<=|=>|->|\*>|\*\*|==|<>|>>)",
    "EXIM_QT": r"(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?",
    "EXIM_EXCLUDE_TERMS": f"(?:{'|'.join(_EXCLUDED)})",
    "EXIM_NAMED_FIELDS": f"(?: (?:{'|'.join(_FIELDS)}))*",
    "EXIM": "%{EXIM_MESSAGE_ARRIVAL}",
}

LEGACY: Final = _BOTH | {
    "EXIM_DATE": "%{YEAR:exim_year}-%{MONTHNUM:exim_month}-%{MONTHDAY:exim_day} %{TIME:exim_time}",
    "EXIM_PID": r"\[%{POSINT:pid}\]",
    "EXIM_REMOTE_HOST": (
        r"H=(?:%{NOTSPACE:remote_hostname} )?(?:\(%{NOTSPACE:remote_heloname}\) )?"
        r"\[%{IP:remote_host}\](?::%{POSINT:remote_port})?"
    ),
    "EXIM_INTERFACE": r"I=\[%{IP:exim_interface}\]:%{NUMBER:exim_interface_port}",
    "EXIM_PROTOCOL": "P=%{NOTSPACE:protocol}",
    "EXIM_MSG_SIZE": "S=%{NUMBER:exim_msg_size}",
    "EXIM_HEADER_ID": "id=%{NOTSPACE:exim_header_id}",
    "EXIM_SUBJECT": "T=%{QS:exim_subject}",
    "EXIM_UNKNOWN_FIELD": "[A-Za-z0-9]{1,4}=%{NOTSPACE}",
    "EXIM_MESSAGE_ARRIVAL": (
        "%{EXIM_DATE:timestamp} (?:%{EXIM_PID} )?%{EXIM_MSGID:exim_msgid} (?<exim_flags><=) "
        "(?<exim_status>[a-z:] )?%{EMAILADDRESS:exim_sender_email}%{EXIM_NAMED_FIELDS}"
        "(?:(?: from <?%{DATA:exim_original_sender}>?)? for %{EMAILADDRESS:exim_recipient_email})?"
    ),
}

_LOG: Final = "[exim][log]"

ECS: Final = _BOTH | {
    "EXIM_DATE": ":?%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{TIME}",
    "EXIM_PID": r"\[%{POSINT:[process][pid]:int}\]",
    "EXIM_REMOTE_HOST": (
        rf"H=(?:%{{NOTSPACE:[source][address]}} )?(?:\(%{{NOTSPACE:{_LOG}[remote_address]}}\) )?"
        r"\[%{IP:[source][ip]}\](?::%{POSINT:[source][port]:int})?"
    ),
    "EXIM_INTERFACE": r"I=\[%{IP:[destination][ip]}\]:%{NUMBER:[destination][port]:int}",
    "EXIM_PROTOCOL": "P=%{NOTSPACE:[network][protocol]}",
    "EXIM_MSG_SIZE": f"S=%{{NUMBER:{_LOG}[message][size]:int}}",
    "EXIM_HEADER_ID": f"id=%{{NOTSPACE:{_LOG}[header_id]}}",
    "EXIM_QUOTED_CONTENT": r"(?:\\.|[^\\\"])*",
    "EXIM_SUBJECT": f'T="%{{EXIM_QUOTED_CONTENT:{_LOG}[message][subject]}}"',
    "EXIM_UNKNOWN_FIELD": "[A-Za-z0-9]{1,4}=(?:%{QUOTEDSTRING}|%{NOTSPACE})",
    "EXIM_MESSAGE_ARRIVAL": (
        f"%{{EXIM_DATE:timestamp}} (?:%{{EXIM_PID}} )?%{{EXIM_MSGID:{_LOG}[message][id]}} (?<{_LOG}[flags]><=) "
        f"(?<{_LOG}[status]>[a-z:] )?%{{EMAILADDRESS:{_LOG}[sender][email]}}%{{EXIM_NAMED_FIELDS}}"
        f"(?:(?: from <?%{{DATA:{_LOG}[sender][original]}}>?)? for %{{EMAILADDRESS:{_LOG}[recipient][email]}})?"
    ),
}
