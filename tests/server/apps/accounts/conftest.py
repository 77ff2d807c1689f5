"""Time stands in the middle of a half minute, so that a code is not another one a moment later."""

import time
from types import SimpleNamespace

import pytest

from elkvision.server.apps.accounts.services import two_factor


@pytest.fixture(autouse=True)
def middle_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time() // two_factor.SECONDS * two_factor.SECONDS + two_factor.SECONDS / 2
    monkeypatch.setattr(two_factor, "time", SimpleNamespace(time=lambda: now))
