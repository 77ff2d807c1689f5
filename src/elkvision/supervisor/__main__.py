"""`python -m elkvision.supervisor` is `elkvision`."""

from elkvision.supervisor.cli import main

main(prog_name="elkvision")
