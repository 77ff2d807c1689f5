"""Dashboards that are sent by themselves, once for each time that they are due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.server.apps.dashboards.test_dashboards import make
from tests.server.apps.dashboards.test_files import words_of
from tests.server.conftest import Caller, Logs

from elkvision.core.errors import Unavailable, Unsupported
from elkvision.server.apps.accounts.models import Membership, Organisation, User
from elkvision.server.apps.dashboards import files, reporting
from elkvision.server.apps.dashboards.models import Report
from elkvision.server.apps.dashboards.schedule import next_time
from elkvision.server.apps.notifications.models import Channel, Delivery, Notification


def _next(every: str, after: str, **more: Any) -> str:
    wish = {"weekday": 0, "day": 31, "at": "08:00", "zone": ZoneInfo("Europe/Berlin")} | more
    found = next_time(every, after=datetime.fromisoformat(after), **wish)
    return found.astimezone(wish["zone"]).isoformat()


def test_a_day_a_week_and_a_month_later() -> None:
    assert _next("day", "2026-11-23T06:59:00+00:00") == "2026-11-23T08:00:00+01:00"
    assert _next("day", "2026-11-23T07:00:00+00:00") == "2026-11-24T08:00:00+01:00"
    assert _next("week", "2026-11-23T07:00:00+00:00") == "2026-11-30T08:00:00+01:00"
    assert _next("month", "2026-11-23T07:00:00+00:00") == "2026-11-30T08:00:00+01:00"
    assert _next("month", "2026-11-30T07:00:00+00:00") == "2026-12-31T08:00:00+01:00"
    assert _next("month", "2027-02-01T07:00:00+00:00") == "2027-02-28T08:00:00+01:00"


def test_a_time_of_day_stays_when_the_clocks_change() -> None:
    assert _next("day", "2026-03-28T07:00:00+00:00") == "2026-03-29T08:00:00+02:00"
    assert _next("day", "2026-03-29T00:30:00+00:00", at="02:30") == "2026-03-29T03:30:00+02:00"
    assert _next("day", "2026-10-24T23:00:00+00:00", at="02:30") == "2026-10-25T02:30:00+02:00"
    assert _next("day", "2026-10-25T00:30:00+00:00", at="02:30") == "2026-10-26T02:30:00+01:00"


def report(caller: Caller, **more: Any) -> tuple[str, dict[str, Any]]:
    made = make(caller)
    shape = {"name": "Each morning", "every": "day", "range": {"from": "now-1d", "to": "now"}} | more
    answer = caller.post(f"/dashboards/{made['id']}/reports/", **shape)
    assert answer.status_code == 201, answer.content
    return f"/dashboards/{made['id']}/reports/{answer.json()['id']}/", answer.json()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is not what these tests look at."""
    monkeypatch.setattr(files, "make", lambda *args: args[-1].write_bytes(b"%PDF"))


@pytest.fixture
def channel(acme: Organisation) -> Channel:
    return Channel.objects.create(organisation=acme, name="ops", kind="webhook", config={"url": "http://x"})


def late(id: str, by: timedelta = timedelta(minutes=1)) -> Report:
    Report.objects.filter(pk=id).update(next_at=timezone.now() - by)
    return Report.objects.get(pk=id)


def work() -> None:
    for each in reporting.due(timezone.now()):
        reporting.process(each, timezone.now())


def test_what_is_due_is_sent_to_channels_and_members_with_the_pdf(
    alice: Caller, alice_user: User, channel: Channel, store_logs: Logs
) -> None:
    store_logs.add("acme", *["fails"] * 7, level="error")
    _, made = report(alice, channels=[channel.pk], members=[alice_user.pk], orientation="landscape")
    work()
    assert Delivery.objects.count() == 0, "it is not due yet"
    late(made["id"])
    work()
    told = {each.kind: each for each in Delivery.objects.all()}
    assert set(told) == {"webhook", "email"}
    assert told["email"].to == ["alice@acme.test"]
    message = told["email"].message
    assert message["title"] == "Each morning: Web"
    assert "/dashboards/?id=" in message["link"]
    assert "now" not in message["link"]
    (attached,) = message["attachments"]
    assert (attached["name"], attached["mime"]) == ("Web.pdf", "application/pdf")
    assert "7" in words_of(Path(attached["path"]).read_bytes()).split()
    kept = Report.objects.get(pk=made["id"])
    assert kept.next_at is not None
    assert kept.next_at > timezone.now()
    assert (kept.last_error, kept.lease) == ("", "")


def test_several_that_were_missed_are_sent_once(alice: Caller, channel: Channel, quick: None) -> None:
    _, made = report(alice, channels=[channel.pk])
    late(made["id"], timedelta(days=9))
    work()
    work()
    assert Delivery.objects.count() == 1


def test_one_that_was_begun_by_a_worker_that_died_is_sent_once(alice: Caller, channel: Channel, quick: None) -> None:
    _, made = report(alice, channels=[channel.pk])
    row = late(made["id"])
    Report.objects.filter(pk=row.pk).update(lease="dead", lease_until=timezone.now() + timedelta(minutes=1))
    work()
    assert Delivery.objects.count() == 0, "somebody holds it"
    Report.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    # The worker died after it had handed the message over, and before it said so.
    Report.objects.filter(pk=row.pk).update(next_at=row.next_at, lease="", lease_until=None)
    work()
    assert Delivery.objects.count() == 1


def test_two_workers_send_it_once(alice: Caller, channel: Channel, quick: None) -> None:
    _, made = report(alice, channels=[channel.pk])
    row = late(made["id"])
    seen = reporting.due(timezone.now()), reporting.due(timezone.now())
    assert [len(each) for each in seen] == [1, 1]
    assert [reporting.process(row, timezone.now()) for _ in seen] == [True, False]


def test_it_is_sent_now_when_somebody_asks(
    alice: Caller, vera: Caller, channel: Channel, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elkvision.server.apps.dashboards.tasks.send_reports.delay", lambda: None)
    path, made = report(alice, channels=[channel.pk], enabled=False)
    assert made["next_at"] is None
    assert vera.post(f"{path}send/").status_code == 403
    assert alice.post(f"{path}send/").json()["waiting"] is True
    work()
    assert Delivery.objects.count() == 1
    after = alice.get(path).json()
    assert after["waiting"] is False
    assert after["last_sent_at"] is not None
    assert after["next_at"] is None


def test_what_cannot_be_made_is_told_to_whoever_wanted_it(
    alice: Caller, alice_user: User, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise Unsupported("Files cannot be made here.", hint="install Pango")

    monkeypatch.setattr(files, "make", fails)
    path, made = report(alice, channels=[channel.pk])
    late(made["id"])
    work()
    assert alice.get(path).json()["last_error"] == "Files cannot be made here. install Pango"
    (told,) = Notification.objects.filter(user=alice_user)
    assert told.title == "The report Each morning could not be sent"
    assert Delivery.objects.filter(kind="webhook").count() == 0


def test_what_cannot_be_made_just_now_is_tried_again(
    alice: Caller, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("The store is away.")

    monkeypatch.setattr(files, "make", away)
    _, made = report(alice, channels=[channel.pk])
    row = late(made["id"])
    work()
    after = Report.objects.get(pk=row.pk)
    assert (after.next_at, after.last_error) == (row.next_at, "The store is away.")
    assert reporting.due(timezone.now()) == []
    assert reporting.due(timezone.now() + timedelta(minutes=3)) == [after]


def test_who_has_left_gets_no_more_letters(alice: Caller, bob: Caller, channel: Channel, quick: None) -> None:
    left = User.objects.get(username="bob")
    _, made = report(alice, channels=[channel.pk], members=[left.pk])
    Membership.objects.filter(user=left).delete()
    late(made["id"])
    work()
    assert [each.kind for each in Delivery.objects.all()] == ["webhook"]


def test_only_the_organisations_own_are_sent_anything(
    alice: Caller, charlie: Caller, globex: Organisation, channel: Channel
) -> None:
    theirs = Channel.objects.create(organisation=globex, name="theirs", kind="webhook", config={})
    stranger = User.objects.get(username="charlie")
    dashboard = make(alice, name="Other")["id"]
    for recipients, said in (
        ({"channels": [theirs.pk]}, "a channel that is not here"),
        ({"members": [stranger.pk]}, "somebody who is not a member here"),
        ({}, "Nobody gets this report."),
    ):
        answer = alice.post(f"/dashboards/{dashboard}/reports/", name="x", every="day", **recipients)
        assert answer.status_code == 400
        assert said in answer.json()["error"]["message"]
    path, _ = report(alice, channels=[channel.pk])
    assert charlie.get(path).status_code == 404
    assert charlie.post(f"{path}send/").status_code == 404
    assert alice.delete(path).status_code == 204


def test_files_that_nobody_needs_any_more_go(tmp_path: Path) -> None:
    old, new = tmp_path / "a" / "x.pdf", tmp_path / "b" / "y.pdf"
    for path in (old, new):
        path.parent.mkdir()
        path.write_bytes(b"x")
    reporting.sweep(tmp_path, datetime.fromtimestamp(old.stat().st_mtime, UTC) + timedelta(days=8))
    assert not old.parent.exists()
