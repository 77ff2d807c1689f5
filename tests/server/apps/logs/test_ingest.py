"""Logs that are posted to the API, with a real intake behind it."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.server.conftest import Caller, program

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Organisation


@pytest.fixture
def intake(house: Path) -> Iterator[None]:
    free = [socket.socket() for _ in range(4)]
    for each in free:
        each.bind(("127.0.0.1", 0))
    ports = {
        f"ELKVISION_{name}_PORT": str(each.getsockname()[1])
        for name, each in zip(("TCP", "UDP", "HTTP", "BEATS"), free, strict=True)
    }
    for each in free:
        each.close()
    house.mkdir(exist_ok=True)
    process = subprocess.Popen([sys.executable, "-m", "elkvision.gateway.intake"], env=os.environ | ports)
    transport = httpx.HTTPTransport(uds=str(load().intake_socket))
    with httpx.Client(transport=transport, base_url="http://intake") as client:
        deadline = time.monotonic() + 60
        while True:
            try:
                if client.get("/ready").status_code == 200:
                    break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield
    process.send_signal(signal.SIGTERM)
    process.wait(20)


@pytest.fixture
def shipper(acme: Organisation, intake: None) -> Caller:
    return program(acme, "ingest")


def test_an_api_post_is_read_as_on_the_gateways_own_port(shipper: Caller) -> None:
    def taken(body: bytes, kind: str, **headers: str) -> object:
        answer = shipper.send("/logs/", body, kind, **headers)
        return answer.json() if answer.status_code == 200 else answer.status_code

    two = json.dumps([{"message": "a"}, {"message": "b"}, 3]).encode()
    assert taken(b'{"message": "one"}', "application/json") == {"accepted": 1, "refused": []}
    array = taken(two, "application/json")
    assert array["accepted"] == 2  # type: ignore[index]  # it was taken
    assert array["refused"][0]["index"] == 2  # type: ignore[index]
    assert taken(b'{"a":1}\nplain\n', "application/x-ndjson") == {"accepted": 2, "refused": []}
    assert taken(b"one\ntwo\nthree\n", "text/plain") == {"accepted": 3, "refused": []}
    assert taken(gzip.compress(two), "application/json", **{"Content-Encoding": "gzip"}) == array
    assert taken(b"{", "application/json") == 400
    assert taken(b"x", "image/png") == 415
    once = {"Idempotency-Key": "the same"}
    assert taken(b"x\n", "text/plain", **once) == taken(b"x\n", "text/plain", **once)
