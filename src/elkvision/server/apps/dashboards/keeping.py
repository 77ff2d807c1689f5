"""Dashboards as they are shown, kept in a shared Redis until one of that organisation changes.

Each organisation has a generation, and what is kept is named by it: whoever reads the database while somebody writes
keeps what they found under a name that nobody asks for any more.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import transaction

from elkvision.server.config.caches import SHARED


def kept(tenant: str, what: str, make: Callable[[], Any]) -> Any:
    """What was kept of the organisation under that name, else what is made now. It has to be JSON."""
    cache = caches[SHARED]
    generation = cache.get(_generation(tenant))
    if generation is None:
        generation = secrets.token_hex(8)
        if not cache.add(_generation(tenant), generation, None):
            return make()
    name = f"dashboards:{tenant}:{generation}:{what}"
    found = cache.get(name)
    if found is None:
        found = make()
        cache.set(name, found)
    return found


def forget(tenant: str) -> None:
    """After the commit, all that is kept of the organisation's dashboards is asked for anew."""
    transaction.on_commit(lambda: caches[SHARED].set(_generation(tenant), secrets.token_hex(8), None))


def _generation(tenant: str) -> str:
    return f"dashboards:{tenant}:generation"
