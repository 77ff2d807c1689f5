"""`elkvision web`: that part alone."""

from elkvision.supervisor.single import command_for

command = command_for("web", "Run the API and the UI alone.")
