"""Journeys that are made in a browser elsewhere, made through the proxy's TLS: pages, the live tail and searches."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.stack.people import Person
from tools.stack.stack import Stack

pytestmark = pytest.mark.stack

WEB = Path(__file__).resolve().parents[2] / "web"
JOURNEYS = ("live.spec.ts", "explorer.spec.ts")


def test_people_use_it_through_the_proxy(stack: Stack, alice: Person) -> None:
    environment = os.environ | {
        "E2E_BASE_URL": stack.url,
        "E2E_ENGINE": "elasticsearch",
        "NODE_EXTRA_CA_CERTS": str(stack.ca),
        "CI": "1",
    }
    done = subprocess.run(
        [WEB / "node_modules" / ".bin" / "playwright", "test", *JOURNEYS],
        cwd=WEB,
        env=environment,
        capture_output=True,
        text=True,
        timeout=420,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
