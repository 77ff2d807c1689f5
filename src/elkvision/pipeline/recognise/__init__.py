"""Recognises time, level and a few more fields at the head of a plain line."""

from elkvision.pipeline.recognise.line import recognise

__all__ = ["recognise"]
