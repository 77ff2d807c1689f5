"""What every benchmark prints, and writes as JSON: machine, workload, figures, one line a goal, and how many were met."""

import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Goal:
    """A figure and what it should be: at least `goal`, or at most when `at_most`."""

    name: str
    value: float
    goal: float
    unit: str
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def __str__(self) -> str:
        missed = "" if self.met else " MISSED"
        return f"{self.name}: {_figure(self.value)} {self.unit} (goal {_figure(self.goal)}){missed}".replace(
            " /s", "/s"
        )


class Report:
    """One benchmark's report, printed as it grows; `finish` gives the exit status."""

    def __init__(self, name: str, workload: str) -> None:
        self.name = name.removeprefix("bench-")
        self.workload = workload
        self.figures: dict[str, object] = {}
        self.goals: list[Goal] = []
        self.say(f"machine: {machine()}")
        self.say(f"workload: {workload}")

    def say(self, text: str) -> None:
        """A line of its own."""
        print(f"bench-{self.name}{':' if _is_line(text) else ''} {text}", flush=True)

    def figure(self, name: str, value: float | str, unit: str = "") -> None:
        """Something measured that has no goal."""
        self.figures[name] = value
        self.say(f"{name}: {value if isinstance(value, str) else _figure(value)} {unit}".rstrip())

    def keep(self, name: str, **figures: object) -> None:
        """Figures for the JSON only."""
        self.figures[name] = figures

    def goal(
        self, name: str, value: float, unit: str, *, at_least: float | None = None, at_most: float | None = None
    ) -> None:
        """A figure and the bound that it should keep: one of the two."""
        bound = at_most if at_least is None else at_least
        if bound is None:
            raise ValueError(f"{name} has no bound")
        found = Goal(name, value, bound, unit, at_most=at_least is None)
        self.goals.append(found)
        self.say(str(found))

    def finish(self, extra: Mapping[str, object] | None = None) -> int:
        """Write the JSON, print how many goals were met, and return 1 when one is missed."""
        met = sum(goal.met for goal in self.goals)
        document = {
            "benchmark": self.name,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "workload": self.workload,
            "goals": [{**asdict(goal), "met": goal.met} for goal in self.goals],
            "figures": self.figures,
            **(extra or {}),
        }
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{self.name}.json").write_text(json.dumps(document, indent=2, default=str) + "\n")
        self.say(f"{met} of {len(self.goals)} goals")
        return 0 if met == len(self.goals) else 1


def _is_line(text: str) -> bool:
    """Is it about the whole benchmark, rather than one of its figures?"""
    return text.startswith(("machine:", "workload:")) or text.endswith(" goals")


def machine() -> str:
    """The processor, how many cores this process may use, memory, kernel and Python, in one line."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, Linux {platform.release()}, Python {platform.python_version()}"


def pss_mb(pid: int) -> float:
    """Proportional memory of a process in MB; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1000
    except (OSError, StopIteration):
        return 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has taken; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        return platform.machine()
    return platform.machine()


def _figure(value: float) -> str:
    if isinstance(value, int) or value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


if __name__ == "__main__":
    sys.exit("This is a part of the benchmarks, not one of them.")
