"""Messages clustered into templates: constant text with typed variables."""

from elkvision.analysis.patterns.pattern import Pattern, Variable
from elkvision.analysis.patterns.tally import Tally

__all__ = ["Pattern", "Tally", "Variable"]
