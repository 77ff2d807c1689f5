"""The query language: text in, tree out, and the tree's plain reading in Python."""

from elkvision.core.query.tree import EVERYTHING, Query

__all__ = ["EVERYTHING", "Query"]
