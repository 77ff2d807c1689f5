"""Cisco ASA: the messages of its firewalls, by their numbers."""

from elkvision.pipeline.patterns.cisco.ecs import ECS
from elkvision.pipeline.patterns.cisco.legacy import LEGACY

__all__ = ["ECS", "LEGACY"]
