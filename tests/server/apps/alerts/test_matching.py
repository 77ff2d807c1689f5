"""Rules of the kind `match`: each line once, in bounded messages with the true count."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.server.apps.alerts.conftest import House, at, only, sent, titles

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Change, Incident, RuleStatus
from elkvision.server.apps.alerts.services import routing
from elkvision.server.apps.alerts.watching import matching
from elkvision.server.apps.notifications.models import Channel

Add = Callable[..., None]
Make = Callable[..., Any]
MATCH = {"kind": "match"}


@pytest.fixture(autouse=True)
def policy(acme: Organisation, channel: Channel) -> Any:
    return routing.create_policy(acme, by=None, name="all", channels=[channel.pk])


def test_each_line_is_told_once(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    add(at(0), 2, message="disk full of before")
    watch.match(at(1))
    assert titles() == [], "a rule begins when it is made"
    add(at(1, 1), 1, message="disk full")
    add(at(1, 1), 1, message="all is well")
    assert watch.match(at(1, 2)) == 1
    assert watch.match(at(1, 3)) == 0
    watch.forget()
    assert watch.match(at(1, 4)) == 0, "another worker goes on where this one was"
    (told,) = sent()
    assert told.title == "disk: 1 line"
    assert [line["message"] for line in told.message["lines"]] == ["disk full"]
    assert RuleStatus.objects.get().state == "firing"


def test_a_line_with_an_old_time_counts_when_it_is_received(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    watch.match(at(1))
    add(at(-600), 1, received=at(1, 1), message="disk full")
    assert watch.match(at(1, 2)) == 1
    assert only().window_start <= at(-600)


def test_lines_wait_for_the_watermark(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    watch.match(at(1))
    add(at(1, 1), 1, message="disk full")
    assert watch.match(at(1, 5), watermark=at(1, 1)) == 0
    assert watch.match(at(1, 6), watermark=at(1, 2)) == 1


def test_many_lines_are_one_message_with_their_true_count(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    watch.match(at(1))
    add(at(1, 1), 35, message="disk full")
    watch.match(at(1, 2))
    (told,) = sent()
    assert told.title == "disk: 35 lines"
    assert len(told.message["lines"]) == 10


def test_a_storm_is_told_at_ever_longer_distances_and_counts_every_line(
    watch: House, make_rule: Make, add: Add
) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    watch.match(at(1))
    for second in range(300):
        add(at(1, second + 0.5), 2, message="disk full")
        watch.match(at(1, second + 1))
        watch.tell(at(1, second + 1))
    watch.tell(at(20))
    assert 20 < len(titles()) < 60
    told = sum(dict(each.message["numbers"])["lines"] for each in sent() if each.state == "firing")
    assert told == only().matched == 600


def test_each_group_is_told_on_its_own_and_rests_after_a_while(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(name="disk", query="disk", condition=MATCH, group_by=["host"])
    watch.match(at(1))
    add(at(1, 1), 2, message="disk full", host="a")
    add(at(1, 1), 1, message="disk full", host="b")
    watch.match(at(1, 2))
    assert sorted(titles()) == ["disk: a: 2 lines", "disk: b: 1 line"]
    watch.match(at(8))
    matching.rest(watch.organisation, watch.leases, at(8))
    assert not Incident.objects.filter(firing=True).exists()
    assert RuleStatus.objects.get().state == "inactive"
    assert sorted(each.state for each in Change.objects.all()) == ["firing", "firing", "resolved", "resolved"]


def test_lines_of_a_maintenance_window_are_counted_and_not_told(
    watch: House, make_rule: Make, add: Add, acme: Organisation
) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    matchers = [{"label": "alertname", "op": "=", "value": "disk"}]
    routing.create_silence(acme, by=None, matchers=matchers, starts_at=at(0), ends_at=at(2))
    watch.match(at(1))
    add(at(1, 1), 5, message="disk full")
    watch.match(at(1, 2))
    assert (titles(), only().matched) == ([], 5)
    add(at(2, 30), 1, message="disk full")
    watch.match(at(2, 31))
    assert titles() == ["disk: 1 line"]


def test_other_peoples_lines_are_theirs(watch: House, make_rule: Make, add: Add, globex: Organisation) -> None:
    make_rule(name="disk", query="disk", condition=MATCH)
    watch.match(at(1))
    add(at(1, 1), 5, tenant="globex", message="disk full")
    assert watch.match(at(1, 2)) == 0
