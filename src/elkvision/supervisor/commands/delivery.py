"""`elkvision delivery`: that part alone."""

from elkvision.supervisor.single import command_for

command = command_for("delivery", "Run delivery alone: from the spool to the store.")
