"""Some logs are kept for another time than the rest: exactly those, and exactly as was counted before."""

from datetime import timedelta
from typing import Any, cast

import pytest
from django.utils import timezone
from tests.server.conftest import Caller, Logs

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import AuditEntry, Organisation
from elkvision.server.apps.accounts.services import quotas
from elkvision.server.apps.logs import keeping, services
from elkvision.server.apps.logs.selectors import span, store
from elkvision.store.contract import LogStore, Span

DAY = 86_400
RULES = [{"q": "level:error", "days": 90}, {"q": "service:checkout", "days": 0}, {"q": "level:debug", "days": 3}]


@pytest.fixture
def kept(acme: Organisation, globex: Organisation, store_logs: Logs) -> Organisation:
    for tenant in ("acme", "globex"):
        for ago in (1, 5, 40, 100):
            store_logs.add(tenant, f"error {ago}", level="error", ago_s=ago * DAY)
            store_logs.add(tenant, f"debug {ago}", level="debug", ago_s=ago * DAY)
            store_logs.add(tenant, f"checkout {ago}", level="debug", service="checkout", ago_s=ago * DAY)
            store_logs.add(tenant, f"plain {ago}", ago_s=ago * DAY)
    Organisation.objects.filter(tenant="globex").update(retention_days=0)
    return acme


def there(tenant: str = "acme") -> set[str]:
    found = store().search(TenantId(tenant), span("", "now-300d", "now+1d"), limit=100)
    return {event["message"] for event in found.events}


def put(caller: Caller, **body: Any) -> Any:
    return caller._send("put", "/logs/retention/", body)


def test_each_log_is_kept_as_long_as_the_first_rule_that_matches_says(kept: Organisation, alice: Caller) -> None:
    previewed = alice.post("/logs/retention/preview/", days=30, rules=RULES)
    assert previewed.json()["results"] == [
        {"q": "level:error", "days": 90, "events": 4, "forgotten": 1},
        {"q": "service:checkout", "days": 0, "events": 4, "forgotten": 0},
        {"q": "level:debug", "days": 3, "events": 4, "forgotten": 3},
        {"q": "", "days": 30, "events": 4, "forgotten": 2},
    ]
    assert len(there()) == 16, "a preview changes nothing"
    assert put(alice, days=30, rules=RULES).json() == {"days": 30, "rules": RULES}
    assert services.forget_old(timezone.now()) == 6
    assert there() == {
        "error 1", "error 5", "error 40", "debug 1", "plain 1", "plain 5",
        "checkout 1", "checkout 5", "checkout 40", "checkout 100",
    }  # fmt: skip
    assert len(there("globex")) == 16
    assert AuditEntry.objects.get(action="changed how long logs are kept of").details["rules"] == RULES


def test_what_is_past_the_longest_time_goes_too(kept: Organisation, alice: Caller) -> None:
    put(alice, days=2, rules=[{"q": "level:error", "days": 50}])
    services.forget_old(timezone.now())
    assert there() == {"error 1", "error 5", "error 40", "debug 1", "plain 1", "checkout 1"}


def test_rules_are_applied_once_a_day_and_again_when_they_change(
    kept: Organisation, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(alice, days=30, rules=RULES)
    now = timezone.now()
    services.forget_old(now)
    asked: list[object] = []
    really = keeping.settle

    class Counting:
        def delete(self, _tenant: TenantId, span: Span) -> int:
            asked.append(span)
            return 0

    monkeypatch.setattr(keeping, "settle", lambda _store, *rest: really(cast(LogStore, Counting()), *rest))
    services.forget_old(now)
    assert asked == []
    services.forget_old(now + timedelta(days=1))
    assert len(asked) == 3
    put(alice, days=30, rules=RULES[:1])
    services.forget_old(now + timedelta(days=1))
    assert len(asked) == 4
    alice.patch("/organisations/acme/", retention_days=20)
    services.forget_old(now + timedelta(days=1))
    assert len(asked) == 5


def test_a_rule_that_cannot_be_read_is_named(alice: Caller) -> None:
    for rules, field in [
        ([{"q": "level:error", "days": 1}, {"q": "((", "days": 1}], "rules.1.q"),
        ([{"q": "  ", "days": 1}], "rules.0.q"),
        ([{"q": "a", "days": -1}], "rules.0.days"),
        ([{"q": "a", "days": 1, "x": 1}], "rules.0.x"),
    ]:
        for answer in (put(alice, days=1, rules=rules), alice.post("/logs/retention/preview/", days=1, rules=rules)):
            assert answer.status_code == 400
            assert field in answer.json()["error"]["fields"]


def test_only_owners_say_how_long_and_members_may_know(kept: Organisation, bob: Caller, vera: Caller) -> None:
    assert vera.get("/logs/retention/").json() == {"days": 30, "rules": []}
    assert put(bob, days=1, rules=[]).status_code == 403
    assert bob.post("/logs/retention/preview/", days=1, rules=[]).status_code == 403


def test_a_quota_bounds_rules_as_well(kept: Organisation, alice: Caller) -> None:
    put(alice, days=30, rules=RULES)
    kept.refresh_from_db()
    quotas.change(kept, by=None, store_days=50)
    assert [each["days"] for each in alice.get("/logs/retention/").json()["rules"]] == [50, 50, 3]
    assert put(alice, days=30, rules=[{"q": "level:error", "days": 60}]).status_code == 400


def test_each_log_is_in_exactly_one_share(kept: Organisation) -> None:
    rules = [keeping.Rule(each["q"], int(str(each["days"]))) for each in RULES]
    spans = [share.all() for share in keeping.shares(30, rules)]
    assert sum(store().count(TenantId("acme"), each) for each in spans) == 16
