"""The watch: a rule fires and ends, is told once, catches up, counts late lines, and says so when it cannot look."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from tests.server.apps.alerts.conftest import House, at, only, sent, titles

from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import Unavailable
from elkvision.core.watermark import KEY, Told, encode
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Change, Incident, RuleStatus
from elkvision.server.apps.alerts.services import routing
from elkvision.server.apps.alerts.watching import horizon
from elkvision.server.apps.logs import selectors as logs
from elkvision.server.apps.notifications.models import Channel, Notification

Add = Callable[..., None]
Make = Callable[..., Any]


@pytest.fixture
def policy(acme: Organisation, channel: Channel) -> Any:
    return routing.create_policy(acme, by=None, name="all", channels=[channel.pk], group_wait=0, group_interval=1)


def test_a_rule_fires_is_told_with_its_lines_and_ends(
    watch: House, make_rule: Make, add: Add, policy: Any, alice_user: Any
) -> None:
    rule = make_rule()
    watch.look(at(1))
    assert not Incident.objects.exists()

    add(at(1, 30), 3, service="web")
    watch.look(at(2))
    incident = only()
    assert (incident.firing, incident.started_at, incident.numbers) == (True, at(2), [["value", 3], ["threshold", 2]])
    (told,) = sent()
    assert told.message["state"] == "firing"
    assert len(told.message["lines"]) == 3
    assert "from=2026-03-02T12%3A01%3A00.000Z&to=2026-03-02T12%3A02%3A00.000Z" in told.message["link"]
    assert told.message["chart"]["threshold"] == 2
    assert told.message["chart"]["points"][-1] == ["2026-03-02T12:02:00.000Z", 3]
    assert Notification.objects.get(user=alice_user).title == "errors"

    watch.look(at(3, 5))
    incident.refresh_from_db()
    assert (incident.firing, incident.resolved_at) == (False, at(3))
    assert titles() == ["errors", "Over: errors"]
    assert [each.state for each in Change.objects.filter(rule=rule).order_by("pk")] == ["firing", "resolved"]
    assert [each.reason for each in incident.timeline.all()] == ["fired", "notified", "ended"]


def test_each_group_alarms_on_its_own(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(group_by=["service"])
    watch.look(at(1))
    add(at(1, 30), 3, service="web")
    add(at(1, 30), 5, service="shop")
    add(at(1, 30), 1, service="mail")
    watch.look(at(2))
    assert sorted(each.labels["service"] for each in Incident.objects.all()) == ["shop", "web"]
    status = RuleStatus.objects.get()
    assert (status.state, status.firing) == ("firing", 2)


def test_what_was_missed_is_caught_up_and_nothing_twice(watch: House, make_rule: Make, add: Add, policy: Any) -> None:
    rule = make_rule()
    watch.look(at(1))
    add(at(10, 30), 3)
    watch.forget()
    watch.look(at(60))
    assert [(each.state, each.at) for each in Change.objects.order_by("pk")] == [
        ("firing", at(11)),
        ("resolved", at(12)),
    ]
    assert RuleStatus.objects.get(rule=rule).evaluated_to == at(60)
    assert titles() == ["Over: errors"], "it began and ended while nobody looked: that is told, once"
    watch.forget()
    assert watch.look(at(60, 30)) == 0


def test_a_window_waits_for_late_lines(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(settle="30s")
    watch.look(at(1, 30))
    add(at(1, 30), 2)
    assert watch.look(at(2, 20)) == 0, "the window is not settled"
    add(at(1, 40), 1, received=at(2, 25))
    assert watch.look(at(2, 30)) == 1
    assert only().numbers[0] == ["value", 3]


def test_windows_wait_for_the_store(watch: House, make_rule: Make, add: Add) -> None:
    make_rule()
    watch.look(at(1))
    add(at(1, 30), 3)
    assert watch.look(at(2, 30), watermark=at(1, 59)) == 0
    assert watch.look(at(2, 31), watermark=at(2, 1)) == 1
    assert only().firing


def test_rules_go_on_without_a_gateway_that_fell_silent_and_alerts_say_so(
    watch: House, make_rule: Make, add: Add, policy: Any, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, now = logs.store(), now_ms()
    with redis.Redis.from_url(redis_url) as bus:
        bus.flushall()
        monkeypatch.setattr(horizon, "_bus", lambda: bus)
        bus.hset(KEY, "a", encode(Told(now - 20_000, now, "east")))
        bus.hset(KEY, "b", encode(Told(now - 55_000, now - 55_000, "west")))
        assert horizon.watermark(store) == moment(now - 55_000)
        bus.hset(KEY, "b", encode(Told(now - 61_000, now - 61_000, "west")))
        assert horizon.watermark(store) == moment(now - 20_000)
        make_rule()
        watch.look(at(1))
        add(at(1, 30), 3, service="web")
        watch.look(at(2))
        assert "Logs of gateway west may be missing" in Change.objects.get().words
        bus.hset(KEY, "b", encode(Told(now, now_ms(), "west")))
        horizon.watermark(store)
        watch.look(at(3, 5))
        assert "may be missing" not in Change.objects.order_by("pk").last().words
        bus.delete(KEY)
        with pytest.raises(Unavailable, match="delivery has said nothing yet"):
            horizon.watermark(store)
