"""The daily indices: their names, their mapping and settings, and the template that makes them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from elkvision.core.event import KEYWORD_FIELDS
from elkvision.store.engines.elasticsearch.address import Address
from elkvision.store.engines.elasticsearch.coding import COUNTED, LONGEST, RECKONED

#: What is asked of terms: a path and an expression (`expressions.LONGEST`).
LONGEST_EXPRESSION: Final = 30_000
#: Above that of Elastic's own template for `logs-*-*`.
_PRIORITY: Final = 300
#: Paths of an index that have twins; two fields each.
MOST_TWINS: Final = 300
_DAY: Final = re.compile(r"\d{4}\.\d\d\.\d\d\Z")

_COUNTED: Final = {"type": "keyword", "index": False}
_RECKONED: Final = {"type": "double", "index": False}
_SEARCHED: Final = {"type": "keyword", "doc_values": False}
_KEPT: Final = {"type": "keyword", "index": False, "doc_values": False}
_WORDS: Final = {"type": "text", "analyzer": "whitespace", "norms": False}


def index_of(address: Address, received_ms: int) -> str:
    """The index of what was received at that time: of its day in UTC."""
    return f"{address.prefix}-{datetime.fromtimestamp(received_ms // 1000, UTC):%Y.%m.%d}"


def day_of(address: Address, index: str) -> datetime | None:
    """When the day of an index began; None when it is no index of ours."""
    text = index.removeprefix(address.prefix + "-")
    if text == index or not _DAY.match(text):
        return None
    return datetime.strptime(text, "%Y.%m.%d").replace(tzinfo=UTC)


def template_name(address: Address) -> str:
    return f"elkvision-{address.prefix}"


def alias(address: Address) -> str:
    """The name of all of the indices together; each has it from the template. Questions go to it."""
    return address.prefix


def template(address: Address, *, message_type: str) -> dict[str, Any]:
    """The index template. `message_type` is `match_only_text` where the server has it, for other tools of the cluster;
    we ask `q.w`. Indices are made by us alone: one that retention took away never comes back with another mapping."""
    return {
        "index_patterns": [f"{address.prefix}-1*.*.*", f"{address.prefix}-2*.*.*"],
        "priority": _PRIORITY,
        "allow_auto_create": False,
        "_meta": {"description": "Logs kept by ELK Vision, an index a day of receipt."},
        "template": {
            "aliases": {alias(address): {}},
            "settings": _settings(address),
            "mappings": mappings(message_type),
        },
    }


def _settings(address: Address) -> dict[str, Any]:
    """Where nobody said how many replicas: one as soon as a second node can have it."""
    replicas = {"auto_expand_replicas": "0-1"} if address.replicas is None else {"number_of_replicas": address.replicas}
    fields = len(list(_names(mappings("text")["properties"])))
    return {
        "index": {
            "number_of_shards": address.shards,
            **replicas,
            "codec": address.codec,
            "refresh_interval": "30s",
            # What an expression becomes is longer than itself.
            "max_regex_length": LONGEST_EXPRESSION,
            "translog": {"durability": address.durability},
            "mapping": {"total_fields": {"limit": fields + 2 * MOST_TWINS}},
        }
    }


def mappings(message_type: str) -> dict[str, Any]:
    own: dict[str, Any] = {
        "@timestamp": {"type": "date_nanos"},
        "received_at": {"type": "date", "index": False},
        "id": _COUNTED,
        "tenant_id": {"type": "keyword"},
        "message": {"type": "text", "index": False, "norms": False}
        if message_type == "text"
        else {"type": message_type},
    }
    for name in (*KEYWORD_FIELDS, "tags", "input", "upload_id"):
        own[name] = {"type": "keyword", "index": name == "level", "ignore_above": LONGEST}
    for name in ("raw", "attributes_text"):
        own[name] = _KEPT
    for name in ("attributes", "geoip", "user_agent"):
        own[name] = {"type": "object", "enabled": False}
    searched = {
        "w": _WORDS,
        "o": _WORDS,
        "m": _SEARCHED,
        "t": _SEARCHED,
        "s": _COUNTED,
        "k": {"properties": {"tags": _COUNTED}},
        "n": {"type": "object"},
    }
    return {
        "dynamic": False,
        "properties": {**own, "q": {"properties": searched}},
    }


def twin_mapping(twins: Iterable[str]) -> dict[str, Any]:
    """What is added to an index's mapping so that these paths (`coding.twin_of`) have their twins."""
    names = list(twins)
    counted, reckoned = COUNTED.split(".")[1], RECKONED.split(".")[1]
    twinned = {
        counted: {"properties": dict.fromkeys(names, _COUNTED)},
        reckoned: {"properties": dict.fromkeys(names, _RECKONED)},
    }
    return {"properties": {"q": {"properties": twinned}}}


def _names(properties: dict[str, Any]) -> Iterable[str]:
    for name, field in properties.items():
        yield name
        yield from _names(field.get("properties", {}))
