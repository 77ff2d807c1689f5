"""The outbox at work: soon, once, in order, again after failures, and whatever dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.db import connections
from django.utils import timezone
from tests.fakes.receiver import Receiver
from tests.server.apps.notifications.conftest import Make

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.notifications import sending, taking
from elkvision.server.apps.notifications.kinds.contract import Outcome
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.models import Channel, Delivery
from elkvision.server.apps.notifications.sending import Sender
from elkvision.server.apps.notifications.services import channels, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def bus(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELKVISION_REDIS_URL", redis_url)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once, where the clock is not what is looked at."""
    monkeypatch.setattr(taking, "_FIRST_WAIT", 0.01)
    monkeypatch.setattr(taking, "_LONGEST_HOLD", 0.01)


@contextmanager
def senders(count: int = 1, **options: object) -> Iterator[list[Sender]]:
    running = [Sender(load(), **options) for _ in range(count)]  # type: ignore[arg-type]  # of a test
    for each in running:
        each.start()
    try:
        yield running
    finally:
        for each in running:
            each.stop()


def until(done: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def named(message: Message, **changed: object) -> Message:
    return msgspec.structs.replace(message, **changed)


def ended() -> list[str]:
    return list(Delivery.objects.exclude(finished_at=None).order_by("id").values_list("status", flat=True))


def test_a_message_leaves_at_once_when_it_is_handed_over(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make(url=receiver.url)
    with senders():
        time.sleep(0.5)  # it looks, finds nothing, and would now wait for many seconds
        began = time.monotonic()
        delivery = send(channel.organisation, channel, message, key="first")
        receiver.wait(1, seconds=sending._AT_LEAST_SECONDS - 5)
        took = time.monotonic() - began
        until(lambda: ended() == ["sent"])
    delivery.refresh_from_db()
    assert took < sending._AT_LEAST_SECONDS - 5
    assert delivery.answer == "ok"
    assert [each["status"] for each in delivery.tries] == [200]


def test_the_same_key_is_one_delivery(make: Make, receiver: Receiver, message: Message) -> None:
    channel, other = make(url=receiver.url), make(name="another", url=f"{receiver.url}/other")
    first = send(channel.organisation, channel, message, key="42")
    assert send(channel.organisation, channel, named(message, title="said again"), key="42").pk == first.pk
    assert send(channel.organisation, other, message, key="42").pk != first.pk, "another channel is told as well"
    with senders(2):
        until(lambda: ended() == ["sent", "sent"])
    assert sorted(got.path for got in receiver.got) == ["/", "/other"]


def test_several_workers_send_each_message_once(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make(url=receiver.url)
    with senders(3):
        for n in range(40):
            send(channel.organisation, channel, named(message, title=f"n{n}", group_key=""), key=str(n))
        until(lambda: len(ended()) == 40)
    assert sorted(got.json["title"] for got in receiver.got) == sorted(f"n{n}" for n in range(40))


@pytest.mark.usefixtures("quick")
def test_what_passes_is_tried_again_with_the_same_token(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make(url=receiver.url)
    receiver.answers = [(503, b"later", {}), (500, b"again", {}), (200, b"ok", {})]
    send(channel.organisation, channel, message, key="1")
    with senders():
        until(lambda: ended() == ["sent"])
    delivery = Delivery.objects.get()
    assert delivery.attempts == 3
    assert [(each["ok"], each["status"], each["answer"]) for each in delivery.tries] == [
        (False, 503, "later"), (False, 500, "again"), (True, 200, "ok"),
    ]  # fmt: skip
    assert {got.headers["idempotency-key"] for got in receiver.got} == {str(delivery.token)}
    assert [got.headers["x-elkvision-attempt"] for got in receiver.got] == ["1", "2", "3"]


def test_what_is_refused_for_good_is_not_tried_again(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make(url=receiver.url)
    receiver.answer(404, b"no such hook")
    send(channel.organisation, channel, message, key="1")
    with senders():
        until(lambda: ended() == ["failed"])
    assert Delivery.objects.get().answer == "no such hook"
    assert len(receiver.got) == 1


@pytest.mark.usefixtures("quick")
def test_a_group_is_told_in_order_although_the_first_message_fails(
    make: Make, receiver: Receiver, message: Message
) -> None:
    channel = make(url=receiver.url)
    receiver.answers = [(503, b"", {})] * 3 + [(200, b"ok", {})]
    send(channel.organisation, channel, message, key="fires")
    send(channel.organisation, channel, named(message, state="resolved"), key="over")
    with senders(2):
        until(lambda: ended() == ["sent", "sent"])
    assert [got.json["state"] for got in receiver.got] == ["firing"] * 4 + ["resolved"]


def test_the_other_side_says_how_long_to_wait(make: Make, message: Message) -> None:
    assert taking.wait_after(1, 120.0) == 120.0
    assert 1.0 <= taking.wait_after(1, None) <= 2.0
    assert 8.0 <= taking.wait_after(4, 0.0) <= 16.0
    assert taking.wait_after(30, None) <= 1800.0
    channel = make(url="http://127.0.0.1:4000/")
    first, _ = (send(channel.organisation, channel, named(message, group_key=key), key=key) for key in "ab")
    (taken,) = taking.take(
        "x", timezone.now(), until=timezone.now() + timedelta(seconds=60), most=1, full=(), busy={}, most_of_a_channel=2
    )
    assert taken.pk == first.pk
    mine = taking.mine("x", taken.pk)
    assert mine is not None
    taking.finish("x", mine, Outcome(ok=False, status=429, passing=True, retry_after=600.0), took_ms=1)
    first.refresh_from_db()
    assert first.next_at > timezone.now() + timedelta(seconds=590)
    assert not taking.due(timezone.now()).exists(), "the whole channel is left alone"
    due = taking.next_due(timezone.now(), ())
    assert due is not None
    assert timedelta(seconds=590) < due - timezone.now() < timedelta(seconds=610)


def test_given_up_after_a_day(make: Make, message: Message) -> None:
    channel = make(url="http://127.0.0.1:4000/")
    delivery = send(channel.organisation, channel, message, key="1")
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=25), lease="x")
    mine = taking.mine("x", delivery.pk)
    assert mine is not None
    taking.finish("x", mine, Outcome(ok=False, answer="still nobody there", passing=True), took_ms=1)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.answer) == ("failed", "still nobody there")


def test_whoever_lost_the_lease_changes_nothing(make: Make, message: Message) -> None:
    channel = make(url="http://127.0.0.1:4000/")
    delivery = send(channel.organisation, channel, message, key="1")
    Delivery.objects.update(lease="mine")
    mine = taking.mine("mine", delivery.pk)
    assert mine is not None
    Delivery.objects.update(lease="another's")
    taking.finish("mine", mine, Outcome(ok=True), took_ms=1)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.lease) == ("waiting", "another's")


def test_a_channel_that_does_not_answer_leaves_room_for_others(
    make: Make, acme: Organisation, receiver: Receiver, message: Message
) -> None:

    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        slow = make(name="silent", url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        fine = make(name="fine", url=receiver.url)
        for n in range(8):
            send(acme, slow, named(message, group_key=""), key=str(n))
        with senders():
            until(lambda: Delivery.objects.filter(attempts=1).count() == 2)
            send(acme, fine, message, key="1")
            receiver.wait(1)
            assert ended() in ([], ["sent"]), "two threads wait for the silent one, and two are free"
            silent.close()


def test_a_channel_that_is_off_or_gone_gets_nothing(make: Make, receiver: Receiver, message: Message) -> None:
    off, gone = make(name="off", url=receiver.url), make(name="gone", url=receiver.url)
    send(off.organisation, off, message, key="1")
    send(gone.organisation, gone, message, key="1")
    channels.change(off, by=None, enabled=False)
    channels.remove(gone, by=None)
    with senders():
        until(lambda: ended() == ["dropped", "dropped"])
    assert receiver.got == []
    assert [each.answer for each in Delivery.objects.order_by("id")] == [
        "The channel is switched off.", "The channel was removed.",
    ]  # fmt: skip


def test_after_kill_9_another_worker_sends_what_was_being_sent(
    make: Make, receiver: Receiver, message: Message, house: Path, redis_url: str
) -> None:
    """The first worker is killed while the receiver has its request and has not answered yet."""
    channel = make(url=receiver.url)
    delivery = send(channel.organisation, channel, message, key="1")
    program = f"""
import os, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "elkvision.server.config.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {str(connections["default"].settings_dict["NAME"])!r}
django.setup()
from datetime import timedelta
from elkvision.core.settings import load
from elkvision.server.apps.notifications import attempts, sending
def dies(*given):
    print("sending", flush=True)
    import time; time.sleep(600)
sending.attempt = dies
sending.Sender(load(), lease=timedelta(seconds=3)).start()
import time; time.sleep(600)
"""
    environment = os.environ | {"ELKVISION_DATA_DIR": str(house), "ELKVISION_REDIS_URL": redis_url}
    worker = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "sending\n"
        delivery.refresh_from_db()
        assert (delivery.status, delivery.attempts) == ("waiting", 1)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with senders():
        receiver.wait(1, seconds=40)
        until(lambda: ended() == ["sent"])
    assert [got.headers["x-elkvision-attempt"] for got in receiver.got] == ["2"]
    assert receiver.got[0].headers["idempotency-key"] == str(delivery.token)
    assert Channel.objects.get().failures == 0


def test_without_redis_messages_leave_all_the_same(
    make: Make, receiver: Receiver, message: Message, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ELKVISION_REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    channel = make(url=receiver.url)
    with senders():
        time.sleep(0.3)
        send(channel.organisation, channel, message, key="1")
        receiver.wait(1)
