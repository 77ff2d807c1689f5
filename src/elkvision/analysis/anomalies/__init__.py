"""Counts judged against what is usual for them at that time: numbers in, verdicts with reasons out."""

from elkvision.analysis.anomalies.baseline import Baseline, learn
from elkvision.analysis.anomalies.judging import judge
from elkvision.analysis.anomalies.series import Series, without_gaps
from elkvision.analysis.anomalies.verdict import Direction, Sensitivity, Verdict

__all__ = ["Baseline", "Direction", "Sensitivity", "Series", "Verdict", "judge", "learn", "without_gaps"]
