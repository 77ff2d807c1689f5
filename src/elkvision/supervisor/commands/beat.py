"""`elkvision beat`: that part alone."""

from elkvision.supervisor.single import command_for

command = command_for("beat", "Run the clock of background work alone.")
