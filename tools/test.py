"""`make test`: every check, one after another, all of them even when one fails, and a summary at the end.

`python tools/test.py` runs everything but `stack`, which `make test-stack` is; `lint`, `python` or `ui` run one group.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WEB = HERE / "web"


@dataclass(frozen=True)
class Check:
    group: str
    name: str
    command: tuple[str, ...]
    folder: Path = HERE


def python(*words: str) -> tuple[str, ...]:
    return (str(BIN / words[0]), *words[1:])


def npm(script: str) -> tuple[str, ...]:
    return ("npm", "run", "--silent", script)


PYTEST = ("python", "-m", "pytest", "-q", "--cov", "--cov-report=", "--cov-fail-under=0")

CHECKS = (
    Check("lint", "format", python("ruff", "format", "--check", ".")),
    Check("lint", "lint", python("ruff", "check", ".")),
    Check("lint", "types", python("mypy")),
    Check("lint", "imports", python("lint-imports")),
    Check("lint", "ui lint", npm("lint"), WEB),
    Check("lint", "ui types", npm("typecheck"), WEB),
    Check("python", "python tests", python(*PYTEST, "-n", "2", "-m", "not system and not stack")),
    Check("python", "system tests", python(*PYTEST, "--cov-append", "-m", "system")),
    Check("python", "python coverage", python("coverage", "report")),
    Check("ui", "ui tests", npm("test"), WEB),
    Check("ui", "browser tests", npm("e2e"), WEB),
    Check("ui", "browser tests (es)", npm("e2e:elasticsearch"), WEB),
    Check(
        "stack",
        "server on its stack",
        python("python", "-m", "pytest", "-q", "-m", "stack", "tests/server", "tests/system"),
    ),
    Check("stack", "stack tests", python("python", "-m", "pytest", "-q", "-m", "stack", "tests/stack")),
)
#: Groups that are run when none is named.
USUAL = ("lint", "python", "ui")


def main(groups: list[str]) -> int:
    wanted = [check for check in CHECKS if check.group in (groups or USUAL)]
    if not wanted:
        print(f"no such group: {' '.join(groups)}", file=sys.stderr)
        return 2
    results = [(check, *run(check)) for check in wanted]
    print("\n" + "─" * 60)
    for check, status, seconds in results:
        print(f"  {'passed' if status == 0 else 'FAILED':<8}{check.name:<20}{seconds:7.1f} s")
    failed = [check.name for check, status, _ in results if status]
    total = sum(seconds for *_, seconds in results)
    print(f"  {len(results) - len(failed)} of {len(results)} passed in {total / 60:.1f} minutes")
    return 1 if failed else 0


def run(check: Check) -> tuple[int, float]:
    print(f"\n── {check.name}: {' '.join(check.command)}", flush=True)
    began = time.monotonic()
    status = subprocess.call(check.command, cwd=check.folder, env=os.environ)
    return status, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
