"""Ends what a stack has started when the stack itself was killed. `python -m tools.stack.guard PID FOLDER`"""

import contextlib
import json
import signal
import sys
import time
from pathlib import Path

import psutil
from tools.servers.node import is_gone


def note(folder: Path, pids: list[int]) -> None:
    """Write down who runs, as somebody who cannot be mistaken for another of the same number."""
    known = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            known.append([pid, psutil.Process(pid).create_time()])
    fresh = folder / ".running.json"
    fresh.write_text(json.dumps(known))
    fresh.replace(folder / "running.json")


def end_all(folder: Path) -> None:
    """Ask everybody who was written down to stop, and end who does not."""
    found = []
    with contextlib.suppress(OSError, ValueError):
        for pid, born in json.loads((folder / "running.json").read_text()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                if abs(process.create_time() - born) < 1:
                    found += [process, *process.children(recursive=True)]
    for each in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.terminate()
    _, left = psutil.wait_procs(found, timeout=15)
    for each in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


def main() -> int:
    pid, folder = int(sys.argv[1]), Path(sys.argv[2])
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    while Path(f"/proc/{pid}").exists() and not is_gone(pid):
        time.sleep(0.5)
    end_all(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
