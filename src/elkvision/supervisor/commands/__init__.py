"""One module a command, each with a click command called `command`; `elkvision.supervisor.cli` lists them."""
