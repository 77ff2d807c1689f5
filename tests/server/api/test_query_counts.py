"""Lists cost as many database queries for fifty rows as for one. The numbers are recorded here: a list that
asks once for each row fails, and whoever means it writes the new number down."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.server.conftest import Caller

from elkvision.server.apps.accounts.models import Membership, Organisation, Role, Session, User
from elkvision.server.apps.accounts.services import keys, organisations
from elkvision.server.apps.uploads.models import Upload

Fill = Callable[[Organisation, User, int], None]


def _keys(house: Organisation, by: User, n: int) -> None:
    for each in range(n):
        keys.create(house, name=f"k{each}", scopes=["read"], by=by)


def _invitations(house: Organisation, by: User, n: int) -> None:
    mine = house.memberships.get(user=by)
    for each in range(n):
        organisations.invite(house, email=f"p{each}@acme.test", role="viewer", by=mine, base_url="http://x")


def _members(house: Organisation, by: User, n: int) -> None:
    for each in range(n):
        user = User.objects.create(username=f"user{each}", email=f"user{each}@acme.test")
        Membership.objects.create(user=user, organisation=house, role=Role.VIEWER)


def _organisations(house: Organisation, by: User, n: int) -> None:
    for each in range(n):
        organisations.create(name=f"house {each}", by=by)


def _sessions(house: Organisation, by: User, n: int) -> None:
    Session.objects.bulk_create(Session(user=by, session_key=f"s{each}") for each in range(n))


def _uploads(house: Organisation, by: User, n: int) -> None:
    Upload.objects.bulk_create(
        Upload(organisation=house, created_by=by, filename=f"{each}.log", sha256=str(each), bytes=1)
        for each in range(n)
    )


#: The session, the user and the membership are three; the rest is the list's own.
RECORDED: dict[str, tuple[Fill, int]] = {
    "/api-keys/": (_keys, 4),
    "/organisations/": (_organisations, 4),
    "/organisations/acme/members/": (_members, 5),
    "/organisations/acme/invitations/": (_invitations, 5),
    "/auth/sessions/": (_sessions, 4),
    "/auth/me/": (_organisations, 4),
    "/uploads/": (_uploads, 5),
    "/logs/search/": (_keys, 3),
}


@pytest.mark.parametrize("path", RECORDED)
def test_a_list_asks_the_database_so_often(path: str, acme: Organisation, alice_user: User, alice: Caller) -> None:
    fill, recorded = RECORDED[path]
    fill(acme, alice_user, 50)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = alice.get(path)
    assert answer.status_code == 200
    queries = "\n".join(each["sql"] for each in asked.captured_queries)
    assert len(asked) == recorded, f"{path} asks {len(asked)} times, recorded are {recorded}:\n{queries}"


def test_pages_of_a_list_follow_one_another(acme: Organisation, alice_user: User, alice: Caller) -> None:
    _keys(acme, alice_user, 25)
    found: list[int] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = alice.get("/api-keys/", limit=10, **cursor).json()
        found += [each["id"] for each in page["results"]]
        cursor = {"cursor": page["next"]}
    assert len(set(found)) == 25
    assert found == sorted(found, reverse=True)
    assert page["next"] is None
