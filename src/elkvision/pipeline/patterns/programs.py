"""Programs with a pattern or two: Redis, Ruby's logger, MCollective, Maven, PostgreSQL."""

from typing import Final

_BOTH: Final = {
    "REDISTIMESTAMP": "%{MONTHDAY} %{MONTH} %{TIME}",
    "RUBY_LOGLEVEL": "(?:DEBUG|FATAL|ERROR|WARN|INFO)",
    "MCOLLECTIVEAUDIT": "%{TIMESTAMP_ISO8601:timestamp}:",
    "MAVEN_VERSION": r"(?:\d+\.)?(?:\d+\.)?(?:\*|\d+)(?:[.-](?:RELEASE|SNAPSHOT))?",
}

LEGACY: Final = _BOTH | {
    "REDISLOG": r"\[%{POSINT:pid}\] %{REDISTIMESTAMP:timestamp} \* ",
    "REDISMONLOG": (
        r"%{NUMBER:timestamp} \[%{INT:database} %{IP:client}:%{NUMBER:port}\] "
        r'"%{WORD:command}"\s?%{GREEDYDATA:params}'
    ),
    "RUBY_LOGGER": (
        r"[DFEWI], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid}\] *%{RUBY_LOGLEVEL:loglevel} -- "
        "+%{DATA:progname}: %{GREEDYDATA:message}"
    ),
    "MCOLLECTIVE": r"., \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid}\]%{SPACE}%{LOGLEVEL:event_level}",
    "POSTGRESQL": "%{DATESTAMP:timestamp} %{TZ} %{DATA:user_id} %{GREEDYDATA:connection_id} %{POSINT:pid}",
}

ECS: Final = _BOTH | {
    "REDISLOG": r"\[%{POSINT:[process][pid]:int}\] %{REDISTIMESTAMP:timestamp} \*",
    "REDISMONLOG": (
        r"%{NUMBER:timestamp} \[%{INT:[redis][database][id]} %{IP:[client][ip]}:%{POSINT:[client][port]:int}\] "
        r'"%{WORD:[redis][command][name]}"\s?%{GREEDYDATA:[redis][command][args]}'
    ),
    "RUBY_LOGGER": (
        r"[DFEWI], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:[process][pid]:int}\] *%{RUBY_LOGLEVEL:[log][level]} -- "
        "+%{DATA:[process][name]}: %{GREEDYDATA:message}"
    ),
    "MCOLLECTIVE": (
        r"., \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:[process][pid]:int}\]%{SPACE}%{LOGLEVEL:[log][level]}"
    ),
    "POSTGRESQL": (
        "%{DATESTAMP:timestamp} %{TZ:[event][timezone]} %{DATA:[user][name]} "
        "%{GREEDYDATA:[postgresql][log][connection_id]} %{POSINT:[process][pid]:int}"
    ),
}
