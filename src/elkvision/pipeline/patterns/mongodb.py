"""MongoDB: server logs before and since version 3, and slow queries."""

from typing import Final

_BOTH: Final = {
    "MONGO_QUERY": r"\{ (?<=\{ ).*(?= \} ntoreturn:) \}",
    "MONGO_WORDDASH": r"\b[\w-]+\b",
    "MONGO3_SEVERITY": r"\w",
}

LEGACY: Final = _BOTH | {
    "MONGO_LOG": r"%{SYSLOGTIMESTAMP:timestamp} \[%{WORD:component}\] %{GREEDYDATA:message}",
    "MONGO_SLOWQUERY": (
        r"%{WORD} %{MONGO_WORDDASH:database}\.%{MONGO_WORDDASH:collection} %{WORD}: %{MONGO_QUERY:query} "
        "%{WORD}:%{NONNEGINT:ntoreturn} %{WORD}:%{NONNEGINT:ntoskip} %{WORD}:%{NONNEGINT:nscanned}"
        ".*nreturned:%{NONNEGINT:nreturned}..+ (?<duration>[0-9]+)ms"
    ),
    "MONGO3_COMPONENT": "%{WORD}|-",
    "MONGO3_LOG": (
        "%{TIMESTAMP_ISO8601:timestamp} %{MONGO3_SEVERITY:severity} %{MONGO3_COMPONENT:component}%{SPACE}"
        r"(?:\[%{DATA:context}\])? %{GREEDYDATA:message}"
    ),
}

_PROFILE: Final = "[mongodb][profile]"

ECS: Final = _BOTH | {
    "MONGO_LOG": r"%{SYSLOGTIMESTAMP:timestamp} \[%{WORD:[mongodb][component]}\] %{GREEDYDATA:message}",
    "MONGO_SLOWQUERY": (
        rf"%{{WORD:{_PROFILE}[op]}} %{{MONGO_WORDDASH:[mongodb][database]}}\.%{{MONGO_WORDDASH:[mongodb][collection]}} "
        f"%{{WORD}}: %{{MONGO_QUERY:[mongodb][query][original]}} ntoreturn:%{{NONNEGINT:{_PROFILE}[ntoreturn]:int}} "
        f"ntoskip:%{{NONNEGINT:{_PROFILE}[ntoskip]:int}} nscanned:%{{NONNEGINT:{_PROFILE}[nscanned]:int}}"
        f".*? nreturned:%{{NONNEGINT:{_PROFILE}[nreturned]:int}}.*? %{{INT:{_PROFILE}[duration]:int}}ms"
    ),
    "MONGO3_COMPONENT": "%{WORD}",
    "MONGO3_LOG": (
        "%{TIMESTAMP_ISO8601:timestamp} %{MONGO3_SEVERITY:[log][level]} (?:-|%{MONGO3_COMPONENT:[mongodb][component]})"
        r"%{SPACE}(?:\[%{DATA:[mongodb][context]}\])? %{GREEDYDATA:message}"
    ),
}
