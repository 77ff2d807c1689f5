from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.gateway.running import Part, intake, running, settings_in

from elkvision.core.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def taking(settings: Settings) -> Iterator[Part]:
    """A running intake without a delivery: what it takes stays in the spool."""
    with running(intake(settings)) as part:
        yield part
