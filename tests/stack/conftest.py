"""One stack for all tests here: it takes a minute to start."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.stack.people import Person, owner
from tools.stack.stack import Stack

#: Everything here comes from one address, which the world's logs do not.
PROXY = {"INGEST_RATE": "100000r/s", "WATCHERS": "127.0.0.3"}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """`ELKVISION_TEST_STACK` names a folder that is kept afterwards, to look into."""
    with (
        TemporaryDirectory(prefix="elkvision-stack-") as name,
        Stack(Path(os.environ.get("ELKVISION_TEST_STACK", name)), proxy=PROXY, rsyslog=True) as stack,
        pytest.MonkeyPatch.context() as here,
    ):
        # Senders are not told whom to trust: they find it as programs do.
        here.setenv("SSL_CERT_FILE", str(stack.ca))
        yield stack


@pytest.fixture(scope="session")
def alice(stack: Stack) -> Person:
    """Of Acme, who opened it first."""
    return owner(stack)


@pytest.fixture(scope="session")
def key(alice: Person) -> str:
    return alice.key("ingest", "read")
