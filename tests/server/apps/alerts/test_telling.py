"""Who is told, when, and when not: groups, repeats, escalation, maintenance, quiet hours, snoozes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.server.apps.alerts.conftest import House, at, only, sent, titles

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Group, Incident, Policy
from elkvision.server.apps.alerts.services import incidents, routing, rules
from elkvision.server.apps.notifications.models import Channel, Notification

Add = Callable[..., None]
Make = Callable[..., Any]


@pytest.fixture
def policy(acme: Organisation, channel: Channel) -> Callable[..., Policy]:
    def make(**given: Any) -> Policy:
        wish = {"name": "all", "channels": [channel.pk], "group_wait": 0, "group_interval": 60}
        return routing.create_policy(acme, by=None, **(wish | given))

    return make


@pytest.fixture
def fires(watch: House, make_rule: Make, add: Add) -> Callable[..., Incident]:
    """A rule that fires from the second minute on, for as long as `minutes` says."""

    def begin(minutes: int = 1, **given: Any) -> Incident:
        make_rule(**given)
        watch.look(at(1))
        for minute in range(minutes):
            add(at(1 + minute, 30), 3, service="web")
        watch.look(at(2))
        return only()

    return begin


def test_alerts_of_a_group_are_told_together(watch: House, make_rule: Make, add: Add, policy: Any) -> None:
    policy(group_by=["alertname"], group_wait=30)
    make_rule(group_by=["service"])
    watch.look(at(1))
    add(at(1, 30), 3, service="web")
    add(at(1, 30), 3, service="shop")
    watch.look(at(2))
    assert titles() == [], "it waits for others"
    watch.tell(at(2, 30))
    (told,) = sent()
    assert told.title == "2 firing: errors"
    assert "errors: web" in told.message["text"]
    assert told.message["labels"] == {"alertname": "errors", "severity": "error"}


def test_the_first_policy_that_fits_tells_and_the_next_ones_where_it_says_so(
    fires: Any, policy: Any, acme: Organisation
) -> None:
    other = Channel.objects.create(organisation=acme, name="the other", kind="webhook")
    third = Channel.objects.create(organisation=acme, name="the third", kind="webhook")
    policy(matchers=[{"label": "severity", "op": "=", "value": "critical"}])
    policy(channels=[other.pk], matchers=[{"label": "team", "op": "=~", "value": "sh.*"}], carry_on=True)
    policy(channels=[third.pk])
    policy(channels=[third.pk], group_by=["team"])
    fires(labels={"team": "shop"})
    assert [each.channel_name for each in sent()] == ["the other", "the third"]


def test_it_is_said_again_until_somebody_acknowledges_it(watch: House, fires: Any, policy: Any, bob: Any) -> None:
    policy(repeat_interval=600)
    incident = fires(minutes=60)
    watch.look(at(11, 59))
    assert len(titles()) == 1
    watch.look(at(12))
    assert titles() == ["errors", "errors"]
    incidents.acknowledge(incident, by=None)
    watch.look(at(40))
    assert len(titles()) == 2
    watch.look(at(70))
    assert titles()[2:] == ["Over: errors"]


def test_it_goes_further_when_nobody_acknowledges_it(
    watch: House, fires: Any, policy: Any, acme: Organisation, alice_user: Any
) -> None:
    boss = Channel.objects.create(organisation=acme, name="the boss", kind="webhook")
    steps = [
        {"after": 300, "channels": [], "people": [alice_user.pk]},
        {"after": 900, "channels": [boss.pk], "people": []},
    ]
    policy(escalation=steps)
    fires(minutes=30)
    watch.look(at(6, 59))
    assert len(titles()) == 1
    watch.look(at(7))
    assert (
        Notification.objects.filter(user=alice_user, title__startswith="Nobody has acknowledged for 5 m").count() == 1
    )
    watch.look(at(16, 59))
    assert len(titles()) == 1
    watch.look(at(17))
    assert [(each.channel_name, each.title) for each in sent()][1:] == [
        ("the boss", "Nobody has acknowledged for 15 m: errors")
    ]
    watch.look(at(40))
    over = [each.channel_name for each in sent() if each.title == "Over: errors"]
    assert sorted(over) == ["the boss", "the hook"], "whoever heard of it hears that it is over"


def test_an_acknowledged_alert_does_not_escalate(watch: House, fires: Any, policy: Any, channel: Channel) -> None:
    policy(escalation=[{"after": 300, "channels": [channel.pk], "people": []}])
    incidents.acknowledge(fires(minutes=30), by=None)
    watch.look(at(20))
    assert len(titles()) == 1


def test_maintenance_is_quiet_and_what_still_fires_is_told_when_it_is_over(
    watch: House, fires: Any, policy: Any, acme: Organisation, alice_user: Any
) -> None:
    policy()
    matchers = [{"label": "alertname", "op": "=", "value": "errors"}]
    routing.create_silence(acme, by=None, matchers=matchers, starts_at=at(0), ends_at=at(10), comment="disks")
    incident = fires(minutes=30)
    assert incident.firing
    watch.look(at(9, 50))
    assert titles() == []
    assert not Notification.objects.exists()
    watch.look(at(10, 10))
    assert titles() == ["errors"]


def test_what_began_and_ended_during_maintenance_is_told_nobody(
    watch: House, fires: Any, policy: Any, acme: Organisation
) -> None:
    policy()
    matchers = [{"label": "severity", "op": "!=", "value": "info"}]
    routing.create_silence(acme, by=None, matchers=matchers, starts_at=at(0), ends_at=at(10))
    fires()
    watch.look(at(5))
    watch.look(at(20))
    assert not only().firing
    assert titles() == []


def test_quiet_hours_are_by_the_clocks_of_their_zone(watch: House, fires: Any, policy: Any) -> None:
    policy()
    # 12:00 UTC is 13:00 in Berlin in March.
    fires(minutes=30, quiet_hours=[{"from": "13:00", "to": "13:20", "zone": "Europe/Berlin"}])
    watch.look(at(19))
    assert titles() == []
    watch.look(at(20, 30))
    assert titles() == ["errors"]


def test_muted_rules_and_snoozed_alerts_are_quiet(watch: House, fires: Any, policy: Any) -> None:
    policy(repeat_interval=120)
    incident = fires(minutes=60)
    assert len(titles()) == 1
    rules.adjust(incident.rule, by=None, muted=True)
    watch.look(at(10))
    assert len(titles()) == 1
    rules.adjust(incident.rule, by=None, muted=False)
    watch.look(at(11))
    assert len(titles()) == 2
    incidents.snooze(incident, at(30), by=None)
    watch.look(at(29))
    assert len(titles()) == 2
    watch.look(at(31))
    assert len(titles()) == 3


def test_one_that_comes_back_soon_is_the_same_alert(watch: House, fires: Any, policy: Any, add: Add) -> None:
    policy(group_interval=1)
    fires()
    watch.look(at(3))
    add(at(3, 30), 3)
    watch.look(at(4))
    assert (only().firing, only().reopened) == (True, 1)
    watch.look(at(5))
    add(at(30, 30), 3)
    watch.look(at(31))
    assert Incident.objects.count() == 2


def test_one_that_comes_and_goes_is_held(watch: House, fires: Any, policy: Any, add: Add) -> None:
    policy(group_interval=1)
    fires()
    for minute in range(3, 30, 2):
        add(at(minute, 30), 3)
    for minute in range(3, 30):
        watch.look(at(minute))
    assert only().flapping
    assert len(titles()) == 7, "three times that it fires and is over, then that it fires: it is held"
    watch.look(at(50))
    assert not only().firing
    assert titles()[-1] == "Over: errors"


def test_messages_of_a_group_keep_their_distance(watch: House, make_rule: Make, add: Add, policy: Any) -> None:
    policy(group_by=["alertname"], group_interval=300)
    make_rule(group_by=["service"])
    watch.look(at(1))
    add(at(1, 30), 3, service="web")
    add(at(2, 30), 3, service="shop")
    watch.look(at(2))
    watch.look(at(3))
    watch.look(at(6, 50))
    assert len(titles()) == 1
    watch.look(at(7))
    assert titles()[1] == "2 over: errors", "web has ended, and shop began and ended meanwhile"
    assert Group.objects.count() == 1
    watch.look(at(30))
    assert not Group.objects.exists()


def test_a_resolved_message_is_only_sent_where_it_is_wished(watch: House, fires: Any, policy: Any) -> None:
    policy(send_resolved=False)
    fires()
    watch.look(at(20))
    assert titles() == ["errors"]


def test_a_policy_that_is_made_later_tells_of_what_is_open(watch: House, fires: Any, policy: Any) -> None:
    incident = fires(minutes=60)
    policy()
    Group.objects.update(due_at=at(3))
    watch.tell(at(3))
    assert titles() == ["errors"]
    assert incident.timeline.filter(reason="notified").exists()


def test_a_hand_that_resolves_is_told_at_once(watch: House, fires: Any, policy: Any) -> None:
    policy(group_interval=1)
    incidents.resolve(fires(minutes=60), by=None)
    Group.objects.update(due_at=at(2) + timedelta(seconds=5))
    watch.tell(at(2, 5))
    assert titles() == ["errors", "Over: errors"]
