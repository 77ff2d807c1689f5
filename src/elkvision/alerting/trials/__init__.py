"""Unit tests of rules: sample logs, and what is expected to fire when. `run_trials(text)` runs a file's."""

from elkvision.alerting.trials.case import Case, Expectation, Sample
from elkvision.alerting.trials.reading import read_trials
from elkvision.alerting.trials.running import Result, run_trials

__all__ = ["Case", "Expectation", "Result", "Sample", "read_trials", "run_trials"]
