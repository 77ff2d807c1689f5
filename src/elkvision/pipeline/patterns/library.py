"""All standard patterns together."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from elkvision.pipeline.patterns import (
    aws,
    bacula,
    bind,
    bro,
    cisco,
    core,
    exim,
    firewalls,
    haproxy,
    httpd,
    java,
    junos,
    linux_syslog,
    mongodb,
    nagios,
    programs,
    rails,
    squid,
    zeek,
)

_ROOMS = (
    core, aws, bacula, bind, bro, cisco, exim, firewalls, haproxy, httpd, java, junos, linux_syslog,
    mongodb, nagios, programs, rails, squid, zeek,
)  # fmt: skip


@cache
def standard_patterns(ecs: bool) -> Mapping[str, str]:
    """Name and expression of every standard pattern; captures have ECS v1's names or the legacy ones."""
    patterns: dict[str, str] = {}
    for room in _ROOMS:
        patterns.update(room.ECS if ecs else room.LEGACY)
    return MappingProxyType(patterns)
