"""What an organisation may have at most: shown, held to, and told when it comes near."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.server.conftest import Caller, browser_of, person

from elkvision.core.settings import load
from elkvision.server.apps.accounts import gateway, intake, tasks
from elkvision.server.apps.accounts.intake import Day
from elkvision.server.apps.accounts.models import AuditEntry, DayUse, Organisation, Role
from elkvision.server.apps.accounts.services import quotas
from elkvision.server.apps.notifications.models import Notification
from elkvision.server.gateway.asking import Told


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def published() -> dict[str, Any]:
    gateway.publish()
    found: dict[str, Any] = orjson.loads(load().snapshot_file.read_bytes())["tenants"]["acme"]
    return found


def test_an_owner_sets_limits_and_everybody_sees_them(alice: Caller, vera: Caller) -> None:
    answer = alice.patch("/organisations/acme/quota/", day_events=1000, members=5)
    assert answer.status_code == 200
    seen = vera.get("/organisations/acme/usage/").json()
    assert seen["quota"]["day_events"] == 1000
    assert seen["quota"]["day_bytes"] is None
    assert seen["now"]["members"] == 2
    assert vera.patch("/organisations/acme/quota/", members=9).status_code == 403
    assert AuditEntry.objects.filter(action="changed the quota of", details={"day_events": 1000, "members": 5}).exists()
    alice.patch("/organisations/acme/quota/", members=None)
    assert vera.get("/organisations/acme/usage/").json()["quota"]["members"] is None


@pytest.mark.parametrize(
    "wish", [{"members": 0}, {"members": -1}, {"members": "x"}, {"day_events": 2**60}, {"cats": 1}]
)
def test_a_limit_that_makes_no_sense_is_refused(alice: Caller, wish: dict[str, Any]) -> None:
    assert alice.patch("/organisations/acme/quota/", **wish).status_code == 400


def test_what_the_command_line_sets_only_the_command_line_changes(
    alice: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("set_quota", "acme", "members=5", "day_bytes=7000000000")
    call_command("set_quota", "acme", "members=")
    call_command("set_quota", "acme")
    assert capsys.readouterr().out.splitlines()[-8:].count("day_bytes=7000000000") == 1
    assert alice.get("/organisations/acme/usage/").json()["fixed"] is True
    assert alice.patch("/organisations/acme/quota/", day_bytes=None).status_code == 403
    for wrong in (["nobody"], ["acme", "cats=1"], ["acme", "members=x"], ["acme", "members"]):
        with pytest.raises(CommandError):
            call_command("set_quota", *wrong)


def test_gateways_are_told_of_limits_and_of_nothing_else(acme: Organisation) -> None:
    assert not any(name.startswith("quota") for name in published())
    quotas.change(acme, by=None, day_events=10, second_bytes=5)
    told = {name: value for name, value in published().items() if name.startswith("quota")}
    assert told == {"quota_day_events": 10, "quota_second_bytes": 5}


def test_what_all_gateways_took_is_added_up_and_the_day_ends_when_its_share_is_used(
    acme: Organisation, globex: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotas.change(acme, by=None, day_events=100)
    number = (today() - date(1970, 1, 1)).days
    counts = {"day": number, "day_events": 40, "day_bytes": 10, "day_refused": 1, "received": 40}
    stats = {"tenants": {"acme": counts, "nobody": counts, "globex": {"received": 7}}}
    gateways = [Told("a", stats), Told("b", stats), Told("c", None, "away")]
    monkeypatch.setattr(intake, "told", lambda *_, **__: gateways)
    tasks.count_use()
    use = DayUse.objects.get()
    assert (use.organisation, use.events, use.bytes, use.refused) == (acme, 80, 20, 2)
    assert "quota_shut_until" not in published()
    gateways.append(Told("d", stats))
    tasks.count_use()
    midnight = datetime.combine(today() + timedelta(days=1), datetime.min.time(), UTC)
    assert published()["quota_shut_until"] == midnight.timestamp() * 1000
    del gateways[1:]  # the others are away: what they took stays taken
    tasks.count_use()
    assert DayUse.objects.get().events == 120
    quotas.change(acme, by=None, day_events=1000)
    assert "quota_shut_until" not in published()


def test_the_bell_tells_admins_at_80_and_100_percent_once_each(
    acme: Organisation, alice: Caller, vera: Caller, globex: Organisation, charlie: Caller
) -> None:
    quotas.change(acme, by=None, day_events=100)

    def told() -> list[tuple[str, str]]:
        quotas.warn()
        return list(Notification.objects.order_by("id").values_list("user__username", "title"))

    quotas.note_use({("acme", today()): Day(events=79)})
    assert told() == []
    quotas.note_use({("acme", today()): Day(events=80)})
    assert told() == told() == [("alice", "80 % of the quota is used: lines a day")]
    quotas.note_use({("acme", today()): Day(events=130)})
    assert told()[1:] == [("alice", "All of the quota is used: lines a day")]
    assert alice.get("/notifications/").json()["results"][0]["link"] == "/settings/?tab=usage"


def test_there_are_no_more_members_rules_and_dashboards_than_may_be(
    acme: Organisation, alice: Caller, globex: Organisation
) -> None:
    rule = {"name": "x", "condition": {"kind": "absence"}}
    invited = alice.post("/organisations/acme/invitations/", email="a@b.test", role="viewer").json()["link"]
    quotas.change(acme, by=None, members=1, alert_rules=1, dashboards=1)
    refused = alice.post("/organisations/acme/invitations/", email="b@b.test", role="viewer")
    assert refused.status_code == 409
    assert "at most 1 members" in refused.json()["error"]["message"]
    dan = browser_of(person("dan", globex, Role.OWNER))
    assert dan.post(f"/invitations/{invited.rpartition('=')[2]}/").status_code == 409
    assert alice.post("/alerts/rules/", definition=rule).status_code == 201
    assert alice.post("/alerts/rules/", definition=rule | {"name": "y"}).status_code == 409
    assert alice.post("/dashboards/", name="x").status_code == 201
    assert alice.post("/dashboards/", name="y").status_code == 409
    now = alice.get("/organisations/acme/usage/").json()["now"]
    assert (now["members"], now["alert_rules"], now["dashboards"]) == (1, 1, 1)
    assert dan.post("/dashboards/", name="y").status_code == 201


def test_logs_are_kept_no_longer_than_the_quota_has_it(acme: Organisation, alice: Caller) -> None:
    quotas.change(acme, by=None, store_days=7)
    assert alice.get("/organisations/acme/").json()["retention_days"] == 7
    for days in (8, 0):
        refused = alice.patch("/organisations/acme/", retention_days=days)
        assert refused.status_code == 400
        assert "retention_days" in refused.json()["error"]["fields"]
    assert alice.patch("/organisations/acme/", retention_days=3).status_code == 200
    quotas.change(acme, by=None, store_days=30)
    assert alice.get("/organisations/acme/").json()["retention_days"] == 3
