"""Parts are started as soon as what they need is there, started again when they die, and stopped in order."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from tests.supervisor.fakes import Run, alive, diary, failing, part, until

from elkvision.supervisor import keeper
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.parts import Step


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(keeper, "FIRST_WAIT", 0.05)


def note(folder, word, status=0):
    program = f"import sys; open({str(folder / 'diary')!r}, 'a').write({word + chr(10)!r}); sys.exit({status})"
    return (sys.executable, "-c", program)


async def test_a_part_waits_for_what_it_needs(tmp_path):
    steps = (Step("migrate", note(tmp_path, "migrate")),)
    parts = (part(tmp_path, "worker", after=("migrate", "valkey")), part(tmp_path, "valkey"))
    run = Run(tmp_path, parts, steps, (("worker",), ("valkey",)))

    await run.until_ready()
    await run.stop()

    order = diary(tmp_path)
    assert order.index("worker start") > order.index("valkey start")
    assert order.index("worker start") > order.index("migrate")


async def test_sigterm_stops_the_groups_one_after_another(tmp_path):
    names = ("intake", "delivery", "web", "worker", "store")
    parts = tuple(part(tmp_path, name, stopping=0.2) for name in names)
    run = Run(tmp_path, parts, (), (("intake",), ("delivery",), ("web", "worker"), ("store",)))
    await run.until_ready()

    await run.stop()

    stops = [line.split()[0] for line in diary(tmp_path) if line.endswith("stop")]
    assert stops[:2] == ["intake", "delivery"]
    assert set(stops[2:4]) == {"web", "worker"}
    assert stops[4] == "store"
    assert "Stopping (SIGTERM)" in run.said


async def test_a_killed_part_is_started_again_and_said_so(tmp_path):
    run = Run(tmp_path, (part(tmp_path, "store"),), (), (("store",),))
    await run.until_ready()

    os.kill(run.supervisor.keepers["store"].pid, signal.SIGKILL)
    await until(lambda: diary(tmp_path) == ["store start"] * 2)
    await until(lambda: "is back" in run.said)
    await run.stop()

    assert "store     was killed by SIGKILL; starting it again in 0.05 s" in run.said


async def test_a_part_that_keeps_dying_after_it_was_ready_is_said_clearly_and_tried_on(tmp_path):
    run = Run(tmp_path, (part(tmp_path, "store"),), (), (("store",),))
    await run.until_ready()
    for life in range(2, keeper.LOOP_AFTER + 2):
        await until(lambda: run.supervisor.keepers["store"].pid)
        os.kill(run.supervisor.keepers["store"].pid, signal.SIGKILL)
        await until(lambda life=life: len(diary(tmp_path)) == life)
    await run.stop()

    assert "keeps dying: see" in run.said
    assert "elkvision doctor" in run.said


async def test_a_part_that_cannot_start_ends_everything_with_its_last_words(tmp_path):
    run = Run(tmp_path, (part(tmp_path, "store"), failing("web", "no such table")), (), (("web",), ("store",)))

    with pytest.raises(CannotStart, match=r"web cannot be started; it ended with status 1: no such table"):
        await asyncio.wait_for(run.task, 20)

    assert diary(tmp_path) == ["store start", "store stop"]


async def test_a_program_that_is_not_there_is_named(tmp_path):
    missing = part(tmp_path, "store")
    missing = type(missing)("store", ("/no/such/program",), missing.ready)
    run = Run(tmp_path, (missing,), (), (("store",),))

    with pytest.raises(CannotStart, match="No such file or directory: /no/such/program"):
        await asyncio.wait_for(run.task, 20)


async def test_a_step_that_fails_ends_everything_with_its_last_words(tmp_path):
    step = Step("migrate", (sys.executable, "-c", "import sys; sys.exit('the database is locked')"))
    parts = (part(tmp_path, "store"), part(tmp_path, "web", after=("migrate",)))
    run = Run(tmp_path, parts, (step,), (("web",), ("store",)))

    with pytest.raises(CannotStart, match="migrate failed: the database is locked"):
        await asyncio.wait_for(run.task, 20)

    assert "web start" not in diary(tmp_path)


async def test_a_part_that_does_not_stop_is_ended_after_its_grace(tmp_path):
    run = Run(tmp_path, (part(tmp_path, "web", stopping=-1, grace=0.3),), (), (("web",),))
    await run.until_ready()
    pid = run.supervisor.keepers["web"].pid

    await run.stop()

    assert not alive(pid)
    assert "did not stop within 0.3 s" in run.said


async def test_a_second_ctrl_c_hastens(tmp_path):
    run = Run(tmp_path, (part(tmp_path, "web", stopping=-1, grace=60),), (), (("web",),))
    await run.until_ready()
    began = time.monotonic()

    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0.1)
    await run.stop(signal.SIGINT)

    assert time.monotonic() - began < 5
    assert "Ending everything now" in run.said


async def test_being_told_to_stop_while_starting_starts_nothing_more(tmp_path):
    step = Step("migrate", (sys.executable, "-c", "import time; time.sleep(60)"))
    run = Run(tmp_path, (part(tmp_path, "web", after=("migrate",)),), (step,), (("web",),))
    await asyncio.sleep(0.3)

    await run.stop()

    assert diary(tmp_path) == []


async def test_what_a_part_writes_is_kept_in_its_log_however_long_its_lines_are(tmp_path):
    talking = part(tmp_path, "web")
    program = (
        f"import time; print('x' * 300000); print('last'); open({str(tmp_path / 'web.ready')!r}, 'w'); time.sleep(60)"
    )
    talking = type(talking)("web", (sys.executable, "-u", "-c", program), talking.ready)
    run = Run(tmp_path, (talking,), (), (("web",),))
    await run.until_ready()

    await until(lambda: (tmp_path / "web.log").read_bytes().endswith(b"last\n"))
    await run.stop()

    assert (tmp_path / "web.log").read_bytes().count(b"x") == 300000


def test_parts_do_not_outlive_a_supervisor_that_is_killed(tmp_path):
    script = textwrap.dedent(f"""
        import asyncio, pathlib
        from tests.supervisor.fakes import Run, part
        async def main():
            folder = pathlib.Path({str(tmp_path)!r})
            run = Run(folder, (part(folder, "store"),), (), (("store",),))
            await run.until_ready()
            print(run.supervisor.keepers["store"].pid, flush=True)
            await run.task
        asyncio.run(main())
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    part_pid = int(process.stdout.readline())
    assert alive(part_pid)

    process.kill()
    process.wait()

    deadline = time.monotonic() + 5
    while alive(part_pid):
        assert time.monotonic() < deadline, "the part is still there"
        time.sleep(0.05)
    assert diary(tmp_path)[-1] == "store stop"
