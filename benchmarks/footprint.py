"""`make bench-footprint`: how long `up` takes, and what the product costs while nobody does anything.

Memory is each process's share (PSS), 60 s after everything is ready; CPU is what all of them take together over the
minutes after that, without a browser and without logs.
"""

import argparse
import re
import sys
import time

import psutil
from benchmarks.product import Product, part_of, running
from benchmarks.report import Report, cpu_seconds, pss_mb

READY_SECONDS = 10
MEMORY_MB = 900
CPU_PERCENT = 3

_READY = re.compile(r"is ready after ([\d.]+) s")


def main() -> int:
    given = _arguments()
    report = Report(
        "bench-footprint",
        f"`elkvision up` on an empty folder, {given.settle} s of rest, {given.minutes:g} minutes of CPU",
    )
    with running() as product:
        report.goal("up to ready", _seconds_to_ready(product), "s", at_most=READY_SECONDS)
        time.sleep(given.settle)
        report.goal("memory", _memory(product, report), "MB", at_most=MEMORY_MB)
        report.goal("CPU at rest", _cpu(product, report, given.minutes * 60), "% of a core", at_most=CPU_PERCENT)
    with running() as product:
        report.figure("up to ready, again on new data", _seconds_to_ready(product), "s")
    return report.finish()


def processes(product: Product) -> dict[str, list[psutil.Process]]:
    """Every process of the product by the name of its part; `up` is the supervisor itself."""
    top = psutil.Process(product.process.pid)
    found = {"up": [top]}
    for part in top.children():
        found[part_of(part)] = [part, *part.children(recursive=True)]
    return found


def _seconds_to_ready(product: Product, patience: float = 60) -> float:
    """What `up` itself says, once every part is ready (the web is a little earlier)."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if said := _READY.search(product.log.read_text()):
            return float(said[1])
        time.sleep(0.1)
    raise SystemExit(f"elkvision up is not ready:\n{product.log.read_text()[-3000:]}")


def _memory(product: Product, report: Report) -> float:
    total = 0.0
    for name, family in processes(product).items():
        size = sum(pss_mb(process.pid) for process in family)
        report.figure(f"memory of {name}", size, "MB")
        total += size
    return total


def _cpu(product: Product, report: Report, seconds: float) -> float:
    families = processes(product)
    before = {name: _spent(family) for name, family in families.items()}
    time.sleep(seconds)
    total = 0.0
    for name, family in families.items():
        percent = 100 * (_spent(family) - before[name]) / seconds
        report.figure(f"CPU of {name}", percent, "% of a core")
        total += percent
    return total


def _spent(family: list[psutil.Process]) -> float:
    return sum(cpu_seconds(process.pid) for process in family)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-footprint", description=__doc__)
    parser.add_argument("--settle", type=float, default=60, metavar="SECONDS", help="rest before memory is read")
    parser.add_argument("--minutes", type=float, default=5, help="how long CPU is watched")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
