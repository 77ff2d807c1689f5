"""Dead letters of several gateways, with real deliveries that have them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from tests.gateway.running import Part, delivery, free_ports, settings_in
from tests.server.conftest import Caller

from elkvision.core import dead_letters
from elkvision.core.errors import Unavailable
from elkvision.core.event import event_id
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.gateway import letters
from elkvision.server.gateway.asking import told

KEY = "an-internal-key-that-nobody-can-guess"
ACME = TenantId("acme")


@pytest.fixture(scope="module")
def gateways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Part]]:
    parts = []
    for name, port in zip(("east", "west"), free_ports(2), strict=True):
        given = {"delivery_listen": f"127.0.0.1:{port}", "internal_key": KEY, "gateway_name": name}
        parts.append(delivery(settings_in(tmp_path_factory.mktemp(name), **given)).start(wait=False))
    for part in parts:
        part.wait_until_ready()
    yield parts
    for part in parts:
        part.stop()


@pytest.fixture
def settings(gateways: list[Part]) -> Settings:
    return Settings(
        delivery_url=",".join(f"http://{each.settings.delivery_listen}" for each in gateways), internal_key=KEY
    )


_numbers = count(1)


def bury(part: Part, tenant: str, *times: int) -> None:
    some = [
        dead_letters.letter(id=event_id(ms, next(_numbers), 1), received_ms=ms, input="tcp", reason="odd", data=b"odd")
        for ms in times
    ]
    dead_letters.write(part.settings.dead_letter_dir, TenantId(tenant), some, budget=1 << 20)


def all_of(settings: Settings, tenant: TenantId, limit: int) -> list[int]:
    found: list[int] = []
    cursor = None
    while True:
        page = letters.read(settings, tenant, cursor=cursor, limit=limit)
        assert len(page.letters) <= limit
        found += [each.received_at for each in page.letters]
        cursor = page.next
        if cursor is None:
            return found


def test_each_gateway_says_its_name(settings: Settings) -> None:
    assert {one.name for one in told(settings, "delivery")} == {"east", "west"}


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_they_are_one_list_newest_first_on_pages_of_any_size(
    settings: Settings, gateways: list[Part], limit: int
) -> None:
    tenant = TenantId(f"pages-{limit}")
    bury(gateways[0], tenant, 1_000, 2_000, 5_000, 6_000)
    bury(gateways[1], tenant, 1_500, 5_500, 7_000)
    assert all_of(settings, tenant, limit) == [7_000, 6_000, 5_500, 5_000, 2_000, 1_500, 1_000]


def test_one_that_is_away_is_named_and_the_others_are_shown(settings: Settings, gateways: list[Part]) -> None:
    bury(gateways[0], "away", 1_000)
    nobody = f"127.0.0.1:{free_ports(1)[0]}"
    both = replace(settings, delivery_url=f"http://{gateways[0].settings.delivery_listen},http://{nobody}")
    found = letters.read(both, TenantId("away"), cursor=None, limit=5)
    assert ([each.received_at for each in found.letters], found.away) == ([1_000], [nobody])
    with pytest.raises(Unavailable, match="No gateway answers"):
        letters.read(replace(settings, delivery_url=f"http://{nobody}"), ACME, cursor=None, limit=5)


def test_those_of_a_deleted_organisation_are_forgotten_everywhere_or_it_is_said(
    settings: Settings, gateways: list[Part]
) -> None:
    for each in gateways:
        bury(each, "gone", 1_000)
        bury(each, "stays", 1_000)
    letters.forget(settings, TenantId("gone"))
    assert all_of(settings, TenantId("gone"), 5) == []
    assert all_of(settings, TenantId("stays"), 5) == [1_000, 1_000]
    nobody = replace(settings, delivery_url=f"http://127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(Unavailable, match="dead letters stay"):
        letters.forget(nobody, TenantId("gone"))


def test_the_api_shows_them(
    settings: Settings, gateways: list[Part], acme: Organisation, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    bury(gateways[0], "acme", 1_000, 3_000)
    bury(gateways[1], "acme", 2_000)
    monkeypatch.setenv("ELKVISION_DELIVERY_URL", settings.delivery_url)
    monkeypatch.setenv("ELKVISION_INTERNAL_KEY", KEY)
    first = alice.get("/dead-letters/", limit=2).json()
    rest = alice.get("/dead-letters/", limit=2, cursor=first["next"]).json()
    assert [each["received_at"][17:23] for each in first["results"] + rest["results"]] == ["03.000", "02.000", "01.000"]
    assert (rest["next"], rest["away"]) == (None, [])
    assert alice.get("/dead-letters/", cursor="odd!").status_code == 400
