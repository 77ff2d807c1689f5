"""What people are told in the product: kept, counted, read, as each wishes."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
import redis
from django.utils import timezone
from tests.server.conftest import Caller, person, program

from elkvision.server.apps.accounts.models import Membership, Organisation, Role, User
from elkvision.server.apps.notifications import selectors
from elkvision.server.apps.notifications.models import Delivery, Notification
from elkvision.server.apps.notifications.services import tell
from elkvision.server.apps.notifications.services.deliveries import sweep

pytestmark = pytest.mark.django_db


def news(caller: Caller, **query: Any) -> list[str]:
    return [each["title"] for each in caller.get("/notifications/", **query).json()["results"]]


def test_every_member_is_told_and_nobody_else(acme: Organisation, alice: Caller, bob: Caller, charlie: Caller) -> None:
    assert (
        tell(acme, "alert", "Checkout fails", severity="error", body="412 errors", link="/alerts/?id=7", key="7") == 2
    )
    for caller in (alice, bob):
        answer = caller.get("/notifications/").json()
        assert answer["unread"] == 1
        (one,) = answer["results"]
        assert (one["kind"], one["severity"], one["title"], one["body"], one["link"], one["read"]) == (
            "alert", "error", "Checkout fails", "412 errors", "/alerts/?id=7", False,
        )  # fmt: skip
    assert charlie.get("/notifications/").json() == {"results": [], "next": None, "unread": 0}


def test_the_same_is_told_once(acme: Organisation, alice: Caller, alice_user: User) -> None:
    assert tell(acme, "alert", "first", key="7") == 1
    assert tell(acme, "alert", "again", key="7") == 0
    dan = person("dan", acme, Role.VIEWER)
    assert tell(acme, "alert", "for Dan as well", key="7") == 1
    assert news(alice) == ["first"]
    assert Notification.objects.filter(user=dan).count() == 1


def test_only_members_are_told_whoever_is_named(acme: Organisation, charlie: Caller) -> None:
    assert tell(acme, "upload", "x", key="1", to=list(User.objects.all())) == 0


def test_reading_counts_down(acme: Organisation, alice: Caller, bob: Caller) -> None:
    for n in range(3):
        tell(acme, "alert", f"n{n}", key=str(n))
    ids = [each["id"] for each in alice.get("/notifications/").json()["results"]]
    assert alice.post("/notifications/read/", ids=ids[:1]).json() == {"unread": 2}
    assert news(alice, unread="true") == ["n1", "n0"]
    assert alice.post("/notifications/read/", ids=ids[:1], read=False).json() == {"unread": 3}
    assert alice.post("/notifications/read/", all=True).json() == {"unread": 0}
    assert bob.get("/notifications/").json()["unread"] == 3, "each reads their own"
    assert bob.post("/notifications/read/", ids=ids).json() == {"unread": 3}
    for wrong in ({}, {"all": False}, {"all": True, "ids": [1]}, {"ids": ["x"]}, {"ids": [0]}, {"nonsense": 1}):
        assert alice.post("/notifications/read/", **wrong).status_code == 400


def test_the_list_goes_on_page_by_page(acme: Organisation, alice: Caller) -> None:
    for n in range(5):
        tell(acme, "alert" if n % 2 else "system", f"n{n}", key=str(n))
    first = alice.get("/notifications/", limit=2).json()
    assert [each["title"] for each in first["results"]] == ["n4", "n3"]
    assert news(alice, limit=2, cursor=first["next"]) == ["n2", "n1"]
    assert news(alice, kind="alert") == ["n3", "n1"]


def test_people_say_how_they_want_to_be_told(
    acme: Organisation, alice: Caller, alice_user: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert alice.get("/notifications/preferences/").json()["alert"] == {
        "minimum": "info", "toast": True, "sound": False, "browser": False, "email": False,
    }  # fmt: skip
    wish = {"alert": {"minimum": "error", "sound": True, "email": True}, "report": {"minimum": "off"}}
    assert put(alice, wish).status_code == 200
    kept = alice.get("/notifications/preferences/").json()
    assert (kept["alert"]["minimum"], kept["alert"]["sound"], kept["alert"]["toast"]) == ("error", True, True)
    assert kept["upload"]["minimum"] == "info"
    assert tell(acme, "alert", "a warning", severity="warning", key="1") == 0
    assert tell(acme, "report", "a report", severity="critical", key="1") == 0
    assert tell(acme, "alert", "an error", severity="error", body="words", link="/alerts/?id=1", key="2") == 1
    (letter,) = Delivery.objects.all()
    assert (letter.kind, letter.to, letter.title) == ("email", [alice_user.email], "an error")
    assert letter.message["link"] == "http://127.0.0.1:8000/alerts/?id=1"
    for wrong in ({"alert": {"minimum": "loud"}}, {"alert": {"toast": "maybe"}}, {"nonsense": {}}, {"alert": {"x": 1}}):
        assert put(alice, wrong).status_code == 400


def put(caller: Caller, body: Any) -> Any:
    return caller._send("put", "/notifications/preferences/", body)


def test_pages_hear_of_it_with_the_ways_and_the_count(
    acme: Organisation, alice: Caller, alice_user: User, redis_url: str, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    monkeypatch.setenv("ELKVISION_REDIS_URL", redis_url)
    with redis.Redis.from_url(redis_url) as client, client.pubsub(ignore_subscribe_messages=True) as heard:
        heard.subscribe(f"notify:{alice_user.pk}")
        heard.get_message(timeout=5)
        with django_capture_on_commit_callbacks(execute=True):
            tell(acme, "alert", "an error", severity="error", key="2")
        with django_capture_on_commit_callbacks(execute=True):
            alice.post("/notifications/read/", all=True)
        told = [_next(heard), _next(heard)]
    assert (told[0]["type"], told[0]["tenant"]) == ("notification", "acme")
    data = told[0]["data"]
    assert (data["title"], data["toast"], data["sound"], data["browser"], data["unread"]) == (
        "an error", True, False, False, 1,
    )  # fmt: skip
    assert told[1] == {
        "type": "read", "tenant": "acme", "data": {"ids": None, "all": True, "read": True, "unread": 0},
    }  # fmt: skip


def _next(heard: Any) -> Any:
    for _ in range(100):
        if (message := heard.get_message(timeout=1)) is not None:
            return orjson.loads(message["data"])
    raise AssertionError("nothing was said")


def test_whoever_was_away_gets_what_they_missed(acme: Organisation, globex: Organisation, alice_user: User) -> None:
    Membership.objects.create(user=alice_user, organisation=globex, role=Role.VIEWER)
    for n in range(3):
        tell(acme, "alert", f"n{n}", key=str(n))
    tell(globex, "alert", "of Globex", key="0")
    first = Notification.objects.filter(user=alice_user).order_by("id")[0]
    *missed, last = selectors.missed(acme, alice_user, str(first.pk))
    assert [each["data"]["title"] for each in missed] == ["n1", "n2"], "the oldest first, and Acme's only"
    assert all(each["data"]["missed"] for each in missed)
    assert (last["type"], last["data"]["unread"]) == ("unread", 3)
    for nonsense in ("", "x", "-1", "9" * 40, "1e5", "١"):
        assert [each["type"] for each in selectors.missed(acme, alice_user, nonsense)] == ["unread"]


def test_what_is_old_is_forgotten(acme: Organisation, alice_user: User) -> None:
    tell(acme, "alert", "old", key="1")
    Notification.objects.update(at=timezone.now() - timedelta(days=91))
    tell(acme, "alert", "new", key="2")
    assert sweep(timezone.now()) == 1
    assert [each.title for each in Notification.objects.all()] == ["new"]


def test_a_program_has_no_news_of_its_own(acme: Organisation) -> None:
    assert program(acme, "admin").get("/notifications/").status_code == 403
