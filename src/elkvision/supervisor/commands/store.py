"""`elkvision store`: that part alone."""

from elkvision.supervisor.single import command_for

command = command_for("store", "Run the embedded log store alone.")
