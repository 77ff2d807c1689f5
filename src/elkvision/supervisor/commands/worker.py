"""`elkvision worker`: that part alone."""

from elkvision.supervisor.single import command_for

command = command_for("worker", "Run the background worker alone: uploads, retention.")
