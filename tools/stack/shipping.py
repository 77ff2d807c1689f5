"""rsyslog with the file of deploy/, as a machine that ships its logs to both gateways."""

import contextlib
import socket
from pathlib import Path

from tools.stack.facts import GATEWAYS, Facts
from tools.stack.process import Process
from tools.stack.watching import DEPLOY, program


def rsyslog(folder: Path, facts: Facts) -> Process:
    own = folder / "rsyslog"
    own.mkdir(exist_ok=True)
    port = facts.ports["syslog"]
    (own / "rsyslog.conf").write_text(
        f'global(workDirectory="{own}" net.enableDNS="off")\n'
        'module(load="imtcp")\n'
        f'input(type="imtcp" port="{port}" address="127.0.0.1")\n'
        f'include(file="{DEPLOY / "rsyslog" / "elkvision.conf"}")\n'
    )
    environment = {}
    for number, gateway in enumerate(GATEWAYS, 1):
        environment[f"ELKVISION_GATEWAY_{number}"] = "127.0.0.1"
        environment[f"ELKVISION_PORT_{number}"] = str(facts.doors(gateway)["tcp"])

    def ready() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
        return False

    command = [program("rsyslogd"), "-n", "-f", str(own / "rsyslog.conf"), "-i", str(own / "pid")]
    return Process("rsyslog", command, environment, folder / "logs" / "rsyslog.log", ready)
