"""MongoDB keeps the metadata: one document an upload."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from elkvision.core.errors import Refused, Unavailable
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.uploads.metadata.contract import Place, Record
from elkvision.server.apps.uploads.metadata.shape import Document, document_of, record_of
from elkvision.server.apps.uploads.models import TAKEN

if TYPE_CHECKING:
    from pymongo import MongoClient
    from pymongo.collection import Collection

#: Where the address names no database.
_DATABASE = "elkvision"
_COLLECTION = "uploads"
#: Somebody waits for a page meanwhile.
_PATIENCE_MS = 2_000
_ANSWER_MS = 10_000
#: A server that was away is not asked again for so long: nobody waits for what is known.
_REST_SECONDS = 1.0
_DUPLICATE_KEY = 11_000
_ORDER = [("created_us", -1), ("upload_id", -1)]


class Documents:
    """Asks nothing of the server before it has to, so that a server which is away stops nobody from starting."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._ready: Collection[Document] | None = None
        self._client: MongoClient[Document] | None = None
        self._away: tuple[float, str] = (0.0, "")

    def keep(self, records: Sequence[Record]) -> None:
        from pymongo import ReplaceOne
        from pymongo.errors import BulkWriteError

        if not records:
            return
        changes = [
            ReplaceOne({"upload_id": str(each.id), "tenant_id": each.tenant}, document_of(each), upsert=True)
            for each in records
        ]
        with self._asked() as collection:
            try:
                collection.bulk_write(changes, ordered=False)
            except BulkWriteError as error:
                failed = error.details.get("writeErrors", [])
                if failed and failed[0].get("code") == _DUPLICATE_KEY:
                    taken = records[int(failed[0]["index"])]
                    raise Refused(f"Upload {taken.id} is another organisation's") from error
                raise

    def get(self, tenant: TenantId, id: UUID) -> Record | None:
        with self._asked() as collection:
            found = collection.find_one({"tenant_id": tenant, "upload_id": str(id)})
            return record_of(found) if found else None

    def newest(self, tenant: TenantId, *, limit: int, after: Place | None = None) -> Sequence[Record]:
        wanted: Document = {"tenant_id": tenant}
        if after is not None:
            same = {"created_us": after.micros, "upload_id": {"$lt": after.id}}
            wanted["$or"] = [{"created_us": {"$lt": after.micros}}, same]
        with self._asked() as collection:
            return [record_of(found) for found in collection.find(wanted).sort(_ORDER).limit(limit)]

    def same_content(self, tenant: TenantId, sha256: str) -> Record | None:
        wanted = {"tenant_id": tenant, "upload.sha256": sha256, "state": {"$in": [str(each) for each in TAKEN]}}
        with self._asked() as collection:
            found = collection.find_one(wanted, sort=_ORDER)
            return record_of(found) if found else None

    def remove(self, tenant: TenantId, ids: Sequence[UUID]) -> int:
        with self._asked() as collection:
            wanted = {"tenant_id": tenant, "upload_id": {"$in": [str(each) for each in ids]}}
            return collection.delete_many(wanted).deleted_count

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        with self._asked() as collection:
            wanted = {"tenant_id": tenant, "finished_at": {"$ne": None, "$lt": moment}}
            return collection.delete_many(wanted).deleted_count

    def statuses(self, tenant: TenantId) -> Iterator[tuple[UUID, str]]:
        with self._asked() as collection:
            for found in collection.find({"tenant_id": tenant}, {"upload_id": 1, "state": 1}):
                yield UUID(found["upload_id"]), str(found["state"])

    def tenants(self) -> Sequence[TenantId]:
        with self._asked() as collection:
            return sorted(TenantId(each) for each in collection.distinct("tenant_id"))

    def details(self) -> dict[str, Any]:
        """What Health shows of it."""
        with self._asked() as collection:
            version = collection.database.client.server_info()["version"]
            return {"engine": "mongodb", "version": version, "records": collection.estimated_document_count()}

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = self._ready = None

    @contextmanager
    def _asked(self) -> Iterator["Collection[Document]"]:
        """Whatever goes wrong with the server becomes Unavailable."""
        from pymongo.errors import ConnectionFailure, PyMongoError

        until, why = self._away
        if time.monotonic() < until:
            raise _unavailable(why)
        try:
            yield self._collection()
        except PyMongoError as error:
            why = str(error).partition(", Timeout:")[0].partition(" (configured")[0][:200]
            if isinstance(error, ConnectionFailure):
                self._away = (time.monotonic() + _REST_SECONDS, why)
            raise _unavailable(why) from error

    def _collection(self) -> "Collection[Document]":
        with self._lock:
            if self._ready is None:
                self._ready = self._opened()
            return self._ready

    def _opened(self) -> "Collection[Document]":
        from pymongo import ASCENDING, DESCENDING, IndexModel, MongoClient

        if self._client is None:
            self._client = MongoClient(
                self._url,
                appname="elkvision",
                tz_aware=True,
                serverSelectionTimeoutMS=_PATIENCE_MS,
                connectTimeoutMS=_PATIENCE_MS,
                socketTimeoutMS=_ANSWER_MS,
            )
        collection = self._client.get_default_database(_DATABASE)[_COLLECTION]
        newest = [("tenant_id", ASCENDING), ("created_us", DESCENDING), ("upload_id", DESCENDING)]
        collection.create_indexes(
            [
                IndexModel("upload_id", unique=True, name="one_document_an_upload"),
                IndexModel(newest, name="upload_newest"),
                IndexModel([("tenant_id", ASCENDING), ("upload.sha256", ASCENDING)], name="upload_content"),
                IndexModel([("tenant_id", ASCENDING), ("finished_at", ASCENDING)], name="upload_ended"),
            ]
        )
        return collection


def _unavailable(why: str) -> Unavailable:
    return Unavailable(
        f"MongoDB, which keeps the history of uploads, does not answer: {why}",
        hint="uploads are taken meanwhile; see that it runs and that ELKVISION_METADATA is right",
    )
