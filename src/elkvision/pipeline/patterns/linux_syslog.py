"""Syslog as Linux writes it, in both of its standards, and what PAM and cron say in it."""

from typing import Final

_BOTH: Final = {
    "SYSLOG5424PRINTASCII": "[!-~]+",
    "SYSLOG5424SD": r"\[%{DATA}\]+",
    "CRON_ACTION": "[A-Z ]+",
    "SYSLOGLINE": "%{SYSLOGBASE2} %{GREEDYDATA:message}",
}

LEGACY: Final = _BOTH | {
    "SYSLOGBASE2": (
        "(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp8601}) (?:%{SYSLOGFACILITY} )?"
        "%{SYSLOGHOST:logsource}+(?: %{SYSLOGPROG}:|)"
    ),
    "SYSLOGPAMSESSION": (
        r"%{SYSLOGBASE} (?=%{GREEDYDATA:message})%{WORD:pam_module}\(%{DATA:pam_caller}\): "
        "session %{WORD:pam_session_state} for user %{USERNAME:username}(?: by %{GREEDYDATA:pam_by})?"
    ),
    "CRONLOG": r"%{SYSLOGBASE} \(%{USER:user}\) %{CRON_ACTION:action} \(%{DATA:message}\)",
    "SYSLOG5424PRI": "<%{NONNEGINT:syslog5424_pri}>",
    "SYSLOG5424BASE": (
        "%{SYSLOG5424PRI}%{NONNEGINT:syslog5424_ver} +(?:-|%{TIMESTAMP_ISO8601:syslog5424_ts}) "
        "+(?:-|%{IPORHOST:syslog5424_host}) +(?:-|%{SYSLOG5424PRINTASCII:syslog5424_app}) "
        "+(?:-|%{SYSLOG5424PRINTASCII:syslog5424_proc}) +(?:-|%{SYSLOG5424PRINTASCII:syslog5424_msgid}) "
        "+(?:-|%{SYSLOG5424SD:syslog5424_sd})?"
    ),
    "SYSLOG5424LINE": "%{SYSLOG5424BASE} +%{GREEDYDATA:syslog5424_msg}",
}

_AUTH: Final = "[system][auth][pam]"

ECS: Final = _BOTH | {
    "SYSLOGBASE2": (
        "(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})(?: %{SYSLOGFACILITY})?"
        "(?: %{SYSLOGHOST:[host][hostname]})?(?: %{SYSLOGPROG}:)?"
    ),
    "SYSLOGPAMSESSION": (
        rf"%{{SYSLOGBASE}} (?=%{{GREEDYDATA:message}})%{{WORD:{_AUTH}[module]}}\(%{{DATA:{_AUTH}[origin]}}\): "
        f"session %{{WORD:{_AUTH}[session_state]}} for user %{{USERNAME:[user][name]}}(?: by %{{GREEDYDATA}})?"
    ),
    "CRONLOG": r"%{SYSLOGBASE} \(%{USER:[user][name]}\) %{CRON_ACTION:[system][cron][action]} \(%{DATA:message}\)",
    "SYSLOG5424PRI": "<%{NONNEGINT:[log][syslog][priority]:int}>",
    "SYSLOG5424BASE": (
        "%{SYSLOG5424PRI}%{NONNEGINT:[system][syslog][version]} +(?:-|%{TIMESTAMP_ISO8601:timestamp}) "
        "+(?:-|%{IPORHOST:[host][hostname]}) +(?:-|%{SYSLOG5424PRINTASCII:[process][name]}) "
        "+(?:-|%{POSINT:[process][pid]:int}) +(?:-|%{SYSLOG5424PRINTASCII:[event][code]}) "
        "+(?:-|%{SYSLOG5424SD:[system][syslog][structured_data]})?"
    ),
    "SYSLOG5424LINE": "%{SYSLOG5424BASE} +%{GREEDYDATA:message}",
}
