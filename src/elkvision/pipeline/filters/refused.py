"""Filters of Logstash that are refused, by name, with what to use instead."""

from collections.abc import Mapping
from typing import Final

_CODE: Final = "code in a pipeline is not run here: use `mutate`, `translate`, `grok`, `dissect` and conditions"
_ASKING: Final = "a pipeline asks no other server while it parses"
_MEMORY: Final = "a pipeline keeps no events back to put them together"
_METRICS: Final = "count in searches, dashboards and alert rules"

REFUSED: Final[Mapping[str, str]] = {
    "ruby": _CODE,
    "java_uuid": "use `uuid`",
    "javascript": _CODE,
    "script": _CODE,
    "exec": _CODE,
    "range": "use conditions: `if [duration] > 10 { … }`",
    "aggregate": f"{_MEMORY}: search for what the events have in common, or join them where they are sent",
    "elapsed": f"{_MEMORY}: log the duration, or compare the times in a search",
    "collate": f"{_MEMORY}: events are sorted when they are searched",
    "multiline": "use the codec `multiline` at the input",
    "metaevent": _METRICS,
    "metrics": f"nothing is emitted but what came in: {_METRICS}",
    "age": "compare `@timestamp` and `received_at` in a search",
    "dns": f"{_ASKING}: look names up where the events are sent, or use `translate` with a dictionary",
    "http": f"{_ASKING}: use `translate` with a dictionary in a file",
    "rest": f"{_ASKING}: use `translate` with a dictionary in a file",
    "memcached": f"{_ASKING}: use `translate` with a dictionary in a file",
    "redis": f"{_ASKING}: use `translate` with a dictionary in a file",
    "jdbc_streaming": f"{_ASKING}: export the table to a CSV file and use `translate` with it",
    "jdbc_static": f"{_ASKING}: export the table to a CSV file and use `translate` with it",
    "elasticsearch": f"{_ASKING}: search for the other event instead, by what both have in common",
    "elastic_integration": "the integrations of an Elasticsearch cluster are not run here: use `grok`, `json` and `date`",
    "mongodb": f"{_ASKING}: use `translate` with a dictionary in a file",
    "lookup": f"{_ASKING}: use `translate` with a dictionary in a file",
    "zookeeper": f"{_ASKING}: use `translate` with a dictionary in a file",
    "tld": "use `grok` or `dissect` with the domain",
    "sleep": "a pipeline never waits: use `throttle` with `drop`, or a quota of the organisation",
    "alter": "use `mutate`",
    "anonymize": "use `redact` or `fingerprint`",
    "checksum": "use `fingerprint`",
    "cipher": "use `fingerprint` or `redact` with `method => \"hash\"`: what is kept need not be read again",
    "encrypt": "use `fingerprint` or `redact` with `method => \"hash\"`: what is kept need not be read again",
    "environment": "write `${NAME}` in the setting",
    "extractnumbers": "use `grok` with `%{NUMBER:name:float}`",
    "gelfify": "levels are folded by themselves",
    "grep": "use a condition with `drop`",
    "hashid": "use `fingerprint`",
    "i18n": "use `mutate` with `gsub`",
    "json_schema": "use conditions",
    "math": "a pipeline does not calculate: do it in the search or the dashboard",
    "noop": "leave it out",
    "oui": "use `translate` with a dictionary in a file",
    "punct": "use `fingerprint` with `method => \"PUNCTUATION\"`",
    "referer_parser": "use `grok` with `%{URI}`",
    "unique": "use `mutate`",
    "advisor": _METRICS,
    "wms": "use `kv` with `field_split => \"&\"`",
    "yaml": "send JSON, or use `kv`",
}  # fmt: skip
