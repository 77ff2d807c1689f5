"""A store that is no part of ours: does it answer, and is it well?"""

from collections.abc import Iterator
from typing import Final

from elkvision.core.errors import ElkVisionError
from elkvision.core.masking import masked
from elkvision.core.settings import Settings
from elkvision.supervisor.examining.finding import Finding, Status
from elkvision.supervisor.parts import is_embedded

_STATUS: Final[dict[str, Status]] = {"green": "good", "yellow": "note", "red": "problem"}


def health(settings: Settings, in_use: str) -> Iterator[Finding]:
    """Nothing for the embedded one: it is looked at as the part that it is. `in_use` is the masked URL of the store
    that the product runs with."""
    if masked(settings.store) != in_use:
        words = f"The product keeps its logs in {in_use}, and ELKVISION_STORE says {masked(settings.store)} here."
        yield Finding("store", "note", words, "set ELKVISION_STORE in this terminal as it was for `elkvision up`")
    elif not is_embedded(settings.store):
        yield _asked(settings)


def _asked(settings: Settings) -> Finding:
    from elkvision.store.registry import engine_name, open_store  # engines are heavy

    try:
        store = open_store(settings.store, settings)
    except ElkVisionError as error:
        return Finding("store", "problem", error.message, error.hint or "look at ELKVISION_STORE")
    try:
        found = store.health()
    finally:
        store.close()
    words = f"{engine_name(settings.store)} at {masked(settings.store)}: {found.reason}"
    mend = "" if found.status == "green" else "`elkvision store check` says more"
    return Finding("store", _STATUS[found.status], words, mend)
