"""`elkvision intake`: that part alone."""

from elkvision.supervisor.single import command_for

command = command_for("intake", "Run the inputs alone: frames in, spool on disk.")
