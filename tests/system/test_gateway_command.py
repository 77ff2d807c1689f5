"""`elkvision gateway`: the inputs and delivery under one roof, as in a container."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.gateway.running import ask, settings_in, until

pytestmark = pytest.mark.system


def test_the_gateway_alone_takes_logs_and_stops_in_order(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "elkvision.supervisor", "gateway"],
        env={**os.environ, **settings.environment(), "ELKVISION_STORE": "memory://"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        said = next(line for line in process.stderr if "ready" in line and "gateway" in line)
        with socket.create_connection((settings.host, settings.tcp_port)) as sender:
            sender.sendall(b'{"message":"hello"}\n')
        until(lambda: ask(settings.delivery_socket, "/stats").json()["stored"] == 1, 20)
    finally:
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=60)

    assert str(settings.tcp_port) in said
    assert process.returncode == 0, rest
    assert list(settings.spool_dir.glob("*.seg")) == []
    assert not settings.intake_socket.exists()
