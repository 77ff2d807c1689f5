"""Where the metadata of uploads is kept: beside the work in the database, or apart in MongoDB.

An upload's row is always the task and the lease: it is made before anything else, and what is under way is read from
it. With MongoDB the ended uploads' history is there; rows stay for some days, until their document is seen to be there.
"""

from functools import cache

from elkvision.core.settings import load
from elkvision.server.apps.uploads.metadata.contract import Metadata, Place, Record
from elkvision.server.apps.uploads.metadata.documents import Documents
from elkvision.server.apps.uploads.metadata.rows import Rows, record_of

__all__ = ["Documents", "Metadata", "Place", "Record", "Rows", "apart", "kept", "record_of", "rows"]

rows = Rows()


def apart() -> Documents | None:
    """What keeps metadata apart from the rows; None when the rows are all there is."""
    url = load().metadata
    return _documents(url) if url else None


def kept() -> Metadata:
    """Where the history is."""
    return apart() or rows


@cache
def _documents(url: str) -> Documents:
    return Documents(url)
