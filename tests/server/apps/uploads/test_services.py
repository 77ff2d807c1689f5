"""An upload's life: received, processed, resumed, cancelled, removed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from elkvision.core.errors import BadRequest, Overloaded, Unavailable
from elkvision.core.settings import Settings
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.uploads import metadata, selectors, services
from elkvision.server.apps.uploads.models import Status, Upload
from elkvision.server.apps.uploads.reading import Block

pytestmark = pytest.mark.django_db


class Spool:
    """Takes blocks as intake does: a repeat of one it has adds nothing."""

    def __init__(self) -> None:
        self.blocks: dict[int, bytes] = {}
        self.refuse: list[tuple[int, str]] = []
        self.before: Callable[[int], None] = lambda _: None

    def __call__(self, upload: Upload, block: Block) -> list[tuple[int, str]]:
        self.before(block.number)
        self.blocks.setdefault(block.number, block.payload)
        return self.refuse

    @property
    def lines(self) -> list[bytes]:
        return b"".join(self.blocks[number] for number in sorted(self.blocks)).splitlines()


@pytest.fixture
def acme() -> Organisation:
    return Organisation.objects.create(tenant="acme", name="Acme")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def hand_in(acme: Organisation, settings: Settings, content: bytes, **more: object) -> Upload:
    given = {"filename": "app.log", "by": None} | more
    return services.receive(acme, [content], folder=settings.upload_dir, **given)  # type: ignore[arg-type]


def many(count: int) -> bytes:
    return b"".join(b"line %d %s\n" % (n, b"x" * 100) for n in range(count))


def process(upload: Upload, settings: Settings, spool: Spool) -> Upload:
    assert services.process(upload.pk, settings=settings, ingest=spool, pause=lambda _: None)
    upload.refresh_from_db()
    return upload


def test_every_line_reaches_the_spool_and_is_counted(acme: Organisation, settings: Settings) -> None:
    spool = Spool()
    upload = process(hand_in(acme, settings, many(25_000)), settings, spool)
    assert len(spool.lines) == upload.accepted == 25_000
    assert (upload.status, upload.bytes_done, upload.format) == (Status.DONE, upload.bytes, "text")
    assert upload.finished_at is not None
    assert not services.file_of(upload, settings.upload_dir).exists()


def test_refusals_carry_the_files_own_line_numbers(acme: Organisation, settings: Settings) -> None:
    spool = Spool()
    spool.refuse = [(1, "over the limit")]
    upload = process(hand_in(acme, settings, b"one\n\nthree\nfour\n"), settings, spool)
    assert (upload.accepted, upload.refused) == (2, 1)
    assert upload.refusals == [{"line": 3, "reason": "over the limit"}]


def test_a_worker_that_died_is_followed_by_one_that_goes_on_where_it_stopped(
    acme: Organisation, settings: Settings
) -> None:
    spool = Spool()
    upload = hand_in(acme, settings, many(25_000))

    def die(number: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    spool.before = die
    with pytest.raises(KeyboardInterrupt):
        services.process(upload.pk, settings=settings, ingest=spool)
    upload.refresh_from_db()
    assert (upload.status, upload.next_block) == (Status.RUNNING, 2)
    asked: list[int] = []
    spool.before = asked.append
    assert services.process(upload.pk, settings=settings, ingest=spool) is False  # the lease still holds
    Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert list(selectors.unattended(timezone.now())) == [upload]
    upload = process(upload, settings, spool)
    assert asked[0] == 2
    assert len(spool.lines) == upload.accepted == 25_000


def test_a_full_spool_is_waited_for(acme: Organisation, settings: Settings) -> None:
    spool, waits = Spool(), []
    full = iter([True, True])

    def refuse(_: int) -> None:
        if next(full, False):
            raise Overloaded("full", retry_after=3)

    spool.before = refuse
    upload = hand_in(acme, settings, b"one\n")
    services.process(upload.pk, settings=settings, ingest=spool, pause=waits.append)
    assert waits == [3, 3]
    assert spool.lines == [b"one"]


def test_when_intake_stays_away_the_upload_is_left_for_later(acme: Organisation, settings: Settings) -> None:
    spool = Spool()

    def gone(_: int) -> None:
        raise Unavailable("no intake")

    spool.before = gone
    upload = hand_in(acme, settings, b"one\n")
    with pytest.raises(Unavailable):
        services.process(upload.pk, settings=settings, ingest=spool, pause=lambda _: None)
    upload.refresh_from_db()
    assert upload.status == Status.RUNNING


def test_cancelling_stops_it_and_keeps_what_was_taken(acme: Organisation, settings: Settings) -> None:
    spool = Spool()
    upload = hand_in(acme, settings, many(25_000))

    def cancel(number: int) -> None:
        if number == 1:
            services.cancel(Upload.objects.get(pk=upload.pk))

    spool.before = cancel
    services.process(upload.pk, settings=settings, ingest=spool)
    upload.refresh_from_db()
    assert upload.status == Status.CANCELLED
    assert set(spool.blocks) == {0, 1}
    assert not services.file_of(upload, settings.upload_dir).exists()
    with pytest.raises(BadRequest, match="ended already"):
        services.cancel(upload)


def test_a_file_that_breaks_off_fails_with_the_reason_and_its_whole_records_count(
    acme: Organisation, settings: Settings
) -> None:
    upload = process(hand_in(acme, settings, b'[{"a":1},{"a":', filename="a.json"), settings, Spool())
    assert (upload.status, upload.accepted) == (Status.FAILED, 1)
    assert "breaks off after item" in upload.error


def test_the_same_file_twice_is_noticed_unless_forced(acme: Organisation, settings: Settings) -> None:
    first = hand_in(acme, settings, b"one\n")
    with pytest.raises(services.Duplicate) as met:
        hand_in(acme, settings, b"one\n", filename="other.log")
    assert met.value.upload.id == first.pk
    assert hand_in(acme, settings, b"one\n", force=True).pk != first.pk
    assert len(list(settings.upload_dir.iterdir())) == 2


def test_another_organisations_file_is_no_duplicate(acme: Organisation, settings: Settings) -> None:
    hand_in(acme, settings, b"one\n")
    globex = Organisation.objects.create(tenant="globex", name="Globex")
    assert hand_in(globex, settings, b"one\n").organisation == globex
    assert list(selectors.uploads_of(globex)) != list(selectors.uploads_of(acme))


def test_an_empty_file_is_refused(acme: Organisation, settings: Settings) -> None:
    with pytest.raises(BadRequest, match="empty"):
        hand_in(acme, settings, b"")
    assert list(settings.upload_dir.iterdir()) == []


def test_a_picture_is_refused_at_the_door_and_nothing_stays_of_it(acme: Organisation, settings: Settings) -> None:
    with pytest.raises(BadRequest, match=r"photo\.log is a PNG image\. Nothing") as refused:
        hand_in(acme, settings, b"\x89PNG\r\n\x1a\n" + bytes(100), filename="photo.log")
    assert "logs are text" in refused.value.hint
    assert list(settings.upload_dir.iterdir()) == []
    assert not Upload.objects.exists()


def test_lines_get_the_labels_of_their_upload(acme: Organisation, settings: Settings) -> None:
    alice = User.objects.create(username="alice", email="alice@acme.example")
    upload = hand_in(acme, settings, b"one\n", by=alice, service="shop", tags=["a", "b"], timezone="Europe/Berlin")
    assert upload.defaults == {
        "upload_id": str(upload.pk), "timezone": "Europe/Berlin", "service": "shop", "source": "app.log", "tags": ["a", "b"],
    }  # fmt: skip


def test_removing_it_takes_the_file_along(acme: Organisation, settings: Settings) -> None:
    upload = hand_in(acme, settings, b"one\n")
    services.remove(metadata.record_of(upload), folder=settings.upload_dir)
    assert not Upload.objects.exists()
    assert list(settings.upload_dir.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(acme: Organisation, settings: Settings) -> None:
    upload = hand_in(acme, settings, b"one\n")
    left = [settings.upload_dir / name for name in (".incoming-1", "tmpabc.upload.log")]
    for path in left:
        path.write_bytes(b"half")
    now = left[0].stat().st_mtime
    assert services.sweep(settings.upload_dir, now=now + 3600) == 0
    assert services.sweep(settings.upload_dir, now=now + 90_000) == 2
    assert list(settings.upload_dir.iterdir()) == [services.file_of(upload, settings.upload_dir)]


def test_a_file_that_no_upload_needs_any_more_does_not_stay_on_the_disk(acme: Organisation, settings: Settings) -> None:
    cancelled, waiting = (hand_in(acme, settings, content) for content in (b"one\n", b"two\n"))
    services.cancel(cancelled)
    gone = Organisation.objects.create(tenant="gone", name="Gone")
    hand_in(gone, settings, b"three\n")
    gone.delete()
    kept = services.file_of(waiting, settings.upload_dir)
    now = kept.stat().st_mtime
    assert services.sweep(settings.upload_dir, now=now + 60) == 0
    assert services.sweep(settings.upload_dir, now=now + 90_000) == 2
    assert list(settings.upload_dir.iterdir()) == [kept]


def test_it_is_done_only_once_its_lines_are_found(acme: Organisation, settings: Settings) -> None:
    upload, seen = hand_in(acme, settings, b"one\n"), []

    def look() -> None:
        seen.append((Upload.objects.get(pk=upload.pk).status, Upload.objects.get(pk=upload.pk).accepted))

    services.process(upload.pk, settings=settings, ingest=Spool(), until_found=look)
    assert seen == [(Status.RUNNING, 1)]
    upload.refresh_from_db()
    assert upload.status == Status.DONE
