"""The standard pattern names of grok, with legacy field names and with those of ECS v1."""

from elkvision.pipeline.patterns.library import standard_patterns

__all__ = ["standard_patterns"]
