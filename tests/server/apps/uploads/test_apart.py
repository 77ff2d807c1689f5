"""Metadata in MongoDB: what people see, what happens while it is away, and that nothing is left over."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pymongo
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.server.conftest import Caller
from tools.servers.mongo import Mongo

from elkvision.core.errors import Unavailable
from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Departed, Organisation, User
from elkvision.server.apps.health import selectors as health
from elkvision.server.apps.uploads import metadata, reconciling, recording, services, tasks
from elkvision.server.apps.uploads.models import Status, Upload

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongo]:
    """One that may be killed."""
    with Mongo(tmp_path_factory.mktemp("mongo")) as server:
        yield server


@pytest.fixture(autouse=True)
def mongo(server: Mongo, house: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mongo]:
    monkeypatch.setenv("ELKVISION_METADATA", f"{server.url}/t{os.getpid()}-{uuid4().hex[:8]}")
    if server.pid is None:
        server.start()
    yield server
    documents().close()


def documents() -> metadata.Documents:
    apart = metadata.apart()
    assert apart is not None
    return apart


def raw() -> Any:
    """Past our own code: as another program sees it."""
    return pymongo.MongoClient(load().metadata, tz_aware=True).get_default_database()["uploads"]


def hand_in(organisation: Organisation, content: bytes = b"one\ntwo\n", **more: Any) -> Upload:
    given = {"filename": "app.log", "by": None} | more
    return services.receive(organisation, [content], folder=load().upload_dir, **given)


def process(upload: Upload) -> None:
    assert services.process(upload.pk, settings=load(), ingest=lambda *_: [], pause=lambda _: None)
    upload.refresh_from_db()


def patiently(act: Callable[[], int]) -> int:
    """It is not asked again at once."""
    until = time.monotonic() + 30
    while True:
        try:
            return act()
        except Unavailable:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def age(upload: Upload, **ago: float) -> None:
    then = timezone.now() - timedelta(**ago)
    Upload.objects.filter(pk=upload.pk).update(created_at=then, finished_at=then if upload.finished_at else None)


def test_a_document_has_the_shape_that_other_programs_count_on(acme: Organisation, alice_user: User) -> None:
    upload = hand_in(acme, by=alice_user)
    recording.record()
    (found,) = raw().find()
    assert {name: found[name] for name in ("upload_id", "tenant_id", "user_id", "filename", "status", "log_count")} == {
        "upload_id": str(upload.pk), "tenant_id": "acme", "user_id": alice_user.pk, "filename": "app.log", "status": "pending",
        "log_count": 0,
    }  # fmt: skip
    assert found["task_id"] == str(upload.pk)
    assert abs(found["created_at"] - upload.created_at) < timedelta(milliseconds=1)
    process(upload)
    recording.record()
    assert [(each["status"], each["log_count"]) for each in raw().find()] == [("success", 2)]


def test_the_history_goes_on_in_mongodb_when_the_row_is_gone(
    acme: Organisation, alice: Caller, charlie: Caller
) -> None:
    old, young = hand_in(acme, b"old\n"), hand_in(acme, b"young\n")
    process(old)
    age(old, days=8)
    assert recording.record() == 2
    assert recording.settle(timezone.now()) == 1
    assert list(Upload.objects.values_list("pk", flat=True)) == [young.pk]
    listed = alice.get("/uploads/").json()["results"]
    assert [each["id"] for each in listed] == [str(young.pk), str(old.pk)]
    first = alice.get("/uploads/", limit=1).json()
    assert alice.get("/uploads/", limit=1, cursor=first["next"]).json()["results"] == [listed[1]]
    assert alice.get(f"/uploads/{old.pk}/").json() == listed[1]
    assert charlie.get(f"/uploads/{old.pk}/").status_code == 404
    assert charlie.get("/uploads/").json()["results"] == []
    with pytest.raises(services.Duplicate):
        hand_in(acme, b"old\n")
    assert "ended already" in alice.post(f"/uploads/{old.pk}/cancel/").json()["error"]["message"]
    assert alice.delete(f"/uploads/{old.pk}/").status_code == 204
    assert alice.get(f"/uploads/{old.pk}/").status_code == 404


def test_while_mongodb_is_away_uploads_are_taken_and_it_catches_up(
    acme: Organisation, alice: Caller, mongo: Mongo
) -> None:
    done = hand_in(acme, b"before\n")
    process(done)
    age(done, hours=1)
    recording.record()
    mongo.stop()
    upload = hand_in(acme)
    process(upload)
    with pytest.raises(Unavailable, match="MongoDB, which keeps the history of uploads, does not answer"):
        recording.record()
    answer = alice.get("/uploads/")
    assert answer.status_code == 503
    assert "MongoDB" in answer.json()["error"]["message"]
    assert alice.get(f"/uploads/{upload.pk}/").json()["status"] == "done"
    assert alice.delete(f"/uploads/{upload.pk}/").status_code == 503
    assert Upload.objects.filter(pk=upload.pk).exists()
    with pytest.raises(services.Duplicate):
        hand_in(acme)
    (part,) = [part for part in health.parts(load()) if part.name == "metadata"]
    assert (part.status, "Uploads are taken" in part.reason) == ("yellow", True)
    mongo.start()  # it forgot everything, which is worse than having been away
    assert patiently(recording.record) == 1
    tasks.reconcile()
    assert {each["upload_id"] for each in raw().find()} == {str(done.pk), str(upload.pk)}
    assert len(alice.get("/uploads/").json()["results"]) == 2


def test_no_side_is_left_with_orphans(acme: Organisation, globex: Organisation, tmp_path: Path) -> None:
    folder = load().upload_dir
    undocumented, changed, removed, lost = (hand_in(acme, b"%d\n" % number) for number in range(4))
    hand_in(globex)
    recording.record()
    raw().delete_one({"upload_id": str(undocumented.pk)})
    Upload.objects.filter(pk=changed.pk).update(status=Status.DONE, recorded=Status.DONE, finished_at=timezone.now())
    removed.delete()
    services.file_of(lost, folder).unlink()
    globex.delete()
    Departed.objects.create(tenant="globex")
    raw().insert_one(
        raw().find_one({"upload_id": str(lost.pk)}, {"_id": 0}) | {"upload_id": str(uuid4()), "tenant_id": "elsewhere"}
    )
    then = timezone.now() - timedelta(hours=1)
    Upload.objects.update(created_at=then)
    Upload.objects.filter(finished_at__isnull=False).update(finished_at=then)
    fresh = hand_in(acme, b"just now\n")  # its document is on its way
    long_ago = time.time() - 7200
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    found = reconciling.check(folder)
    assert set(found.undocumented) == {undocumented.pk, changed.pk}
    assert len(found.leftover) == 1
    assert found.departed == ["globex"]
    assert found.strangers == ["elsewhere"]
    assert found.without_file == [lost.pk]
    assert found.orphan_files == 3
    with pytest.raises(CommandError, match="--mend"):
        call_command("check_metadata")
    call_command("check_metadata", "--mend")
    assert reconciling.check(folder).is_well
    assert {path.name for path in folder.iterdir()} == {str(undocumented.pk), str(fresh.pk)}
    states = {each["upload_id"]: each["status"] for each in raw().find({"tenant_id": "acme"})}
    assert states == {
        str(undocumented.pk): "pending", str(changed.pk): "success", str(lost.pk): "failed", str(fresh.pk): "pending",
    }  # fmt: skip
    assert raw().count_documents({"tenant_id": "elsewhere"}) == 1


def test_history_is_forgotten_with_the_logs_it_speaks_of(acme: Organisation, globex: Organisation) -> None:
    Organisation.objects.filter(pk=globex.pk).update(retention_days=0)
    old, of_globex, young = hand_in(acme, b"1\n"), hand_in(globex, b"1\n"), hand_in(acme, b"2\n")
    for upload in (old, of_globex, young):
        process(upload)
    age(old, days=31)
    age(of_globex, days=3000)
    recording.record()
    recording.settle(timezone.now())
    tasks.reconcile()
    assert {each["upload_id"] for each in raw().find()} == {str(of_globex.pk), str(young.pk)}
    assert list(Upload.objects.values_list("pk", flat=True)) == [young.pk]
