"""What cannot be evaluated says so, is told its owner, and is caught up; a lease is one worker's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.server.apps.alerts.conftest import House, at, only

from elkvision.core.errors import Unavailable
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Change, Incident, RuleStatus, Watch
from elkvision.server.apps.alerts.services import rules
from elkvision.server.apps.alerts.watching import evaluating, matching
from elkvision.server.apps.alerts.watching.lease import LASTS, Lease, Leases, Lost, touched
from elkvision.server.apps.logs import selectors as logs
from elkvision.server.apps.notifications.models import Notification

Add = Callable[..., None]
Make = Callable[..., Any]


def test_a_store_that_is_away_is_said_once_and_caught_up(
    watch: House, make_rule: Make, add: Add, monkeypatch: pytest.MonkeyPatch, bob: Any, alice_user: Any
) -> None:
    rule = make_rule()
    make_rule(name="others")
    watch.look(at(1))
    add(at(1, 30), 3)
    with monkeypatch.context() as patch:
        patch.setattr(logs.store(), "aggregate", _away, raising=False)
        with pytest.raises(Unavailable):
            watch.look(at(2))
        lament(watch, at(2, 20))
        assert RuleStatus.objects.get(rule=rule).state == "inactive", "a moment's absence is nobody's trouble"
        lament(watch, at(2, 40))
        lament(watch, at(3))
    told = bob.get(f"/alerts/rules/{rule.pk}/").json()["status"]
    assert (told["state"], told["error"]) == ("error", "The store does not answer.")
    assert [(each.user, each.title) for each in Notification.objects.all()] == [
        (alice_user, "errors and 1 more rules cannot be evaluated")
    ]
    watch.look(at(4))
    assert RuleStatus.objects.get(rule=rule).state == "inactive"
    assert [each.state for each in Change.objects.filter(rule=rule).order_by("pk")] == [
        "error",
        "recovered",
        "firing",
        "resolved",
    ]
    assert not Incident.objects.get(rule=rule).firing
    assert Notification.objects.filter(title__endswith="are evaluated again").count() == 1


def _away(*_: Any) -> Any:
    raise Unavailable("The store does not answer.")


def lament(watch: House, now: Any) -> None:
    evaluating.lament(watch.organisation, watch.entries(match=False), "The store does not answer.", watch.leases, now)


def test_an_alert_stays_open_while_its_rule_cannot_be_evaluated(watch: House, make_rule: Make, add: Add) -> None:
    make_rule()
    watch.look(at(1))
    add(at(1, 30), 3)
    watch.look(at(2))
    lament(watch, at(5))
    assert RuleStatus.objects.get().state == "error"
    assert only().firing
    watch.look(at(6))
    assert not only().firing


def test_too_many_groups_are_an_error_and_never_a_silent_cut(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(group_by=["host"], condition={"kind": "threshold", "op": ">", "value": 0})
    watch.look(at(1))
    for number in range(201):
        add(at(1, 30), 1, host=f"node-{number}")
    watch.look(at(2))
    status = RuleStatus.objects.get()
    assert status.state == "error"
    assert "201" in status.error
    assert not Incident.objects.exists()
    watch.look(at(3))
    assert RuleStatus.objects.get().state == "inactive"


def test_rules_that_match_lines_say_it_too(watch: House, make_rule: Make, add: Add) -> None:
    make_rule(name="disk", query="disk", condition={"kind": "match"})
    watch.match(at(1))
    entries = watch.entries(match=True)
    add(at(1, 1), 1, message="disk full")
    matching.lament(watch.organisation, entries, "The store does not answer.", watch.leases, at(1, 20))
    assert RuleStatus.objects.get().state == "inactive"
    watch.take(at(1, 40))
    matching.lament(watch.organisation, entries, "The store does not answer.", watch.leases, at(1, 40))
    assert RuleStatus.objects.get().state == "error"
    assert watch.match(at(2)) == 1
    assert RuleStatus.objects.get().state == "firing"
    assert sorted(each.state for each in Change.objects.all()) == ["error", "firing", "recovered"]


def test_a_changed_rule_begins_anew_and_what_it_no_longer_means_ends(watch: House, make_rule: Make, add: Add) -> None:
    rule = make_rule()
    watch.look(at(1))
    for minute in range(1, 10):
        add(at(minute, 30), 3)
    watch.look(at(2))
    rules.change(rule, rule.definition | {"severity": "critical"}, by=None)
    watch.look(at(3))
    assert (only().firing, only().severity) == (True, "critical")
    rule.refresh_from_db()
    rules.change(rule, rule.definition | {"query": "level:info"}, by=None)
    watch.look(at(4))
    assert not only().firing


def test_a_rule_that_is_switched_off_ends_and_begins_anew(watch: House, make_rule: Make, add: Add) -> None:
    rule = make_rule()
    watch.look(at(1))
    add(at(1, 30), 3)
    watch.look(at(2))
    rules.adjust(rule, by=None, enabled=False)
    assert not only().firing
    assert watch.look(at(3)) == 0
    rules.adjust(rule, by=None, enabled=True)
    add(at(30, 30), 3)
    watch.look(at(60))
    assert Incident.objects.count() == 1, "what happened while it was off is not its business"


def test_a_change_during_an_evaluation_makes_its_outcome_nobodys(
    watch: House, make_rule: Make, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = make_rule()
    watch.look(at(1))
    add(at(1, 30), 3)
    asked = logs.store().aggregate

    def meanwhile(*given: Any) -> Any:
        rule.refresh_from_db()
        rules.change(rule, rule.definition | {"severity": "info"}, by=None)
        monkeypatch.setattr(logs.store(), "aggregate", asked, raising=False)
        return asked(*given)

    monkeypatch.setattr(logs.store(), "aggregate", meanwhile, raising=False)
    watch.look(at(2))
    assert not Incident.objects.exists()
    watch.look(at(2, 1))
    assert only().severity == "info"


def test_one_worker_holds_an_organisation_and_another_follows(acme: Organisation) -> None:
    touched(acme.pk)
    one, other, now = Leases(), Leases(), at(0)
    (first,) = one.claim(now)
    assert other.claim(now) == []
    assert one.claim(now + LASTS / 2)[0].holder == first.holder, "it is kept while its holder lives"
    later = now + LASTS * 2
    (second,) = other.claim(later)
    with pytest.raises(Lost), Lease(first.holder).held(acme.pk, later):
        pytest.fail("one that was taken for dead writes nothing")
    with Lease(second.holder).held(acme.pk, later):
        pass
    assert one.claim(later) == []
    other.leave()
    (third,) = one.claim(later)
    with pytest.raises(Lost), Lease(first.holder).held(acme.pk, later):
        pytest.fail("what was begun before it was lost is not to be finished, though it is ours again")
    with Lease(third.holder).held(acme.pk, later):
        pass


def test_what_was_begun_by_one_that_is_taken_for_dead_is_undone(
    watch: House, make_rule: Make, add: Add, acme: Organisation
) -> None:
    make_rule()
    watch.look(at(1))
    add(at(1, 30), 3)
    entries = watch.entries(match=False)
    Watch.objects.filter(pk=acme.pk).update(holder="another", until=at(60))
    with pytest.raises(Lost), transaction.atomic():
        evaluating.look(acme, entries, logs.store(), at(2).timestamp(), watch.leases, lambda: at(2))
    assert not Incident.objects.exists()
    assert RuleStatus.objects.get().evaluated_to == at(1)


def test_nothing_is_watched_where_nothing_is_to_be_watched(acme: Organisation, make_rule: Make) -> None:
    leases = Leases()
    assert leases.claim(at(0)) == []
    rule = make_rule()
    (watch,) = leases.claim(at(0))
    rules.remove(rule, by=None)
    leases.rest(watch)
    assert leases.claim(at(0)) != [], "it was changed since it was looked at"
    (watch,) = leases.claim(at(0))
    leases.rest(watch)
    assert leases.claim(at(0) + timedelta(hours=1)) == []
    touched(acme.pk)
    assert len(leases.claim(at(0))) == 1


def test_new_values_are_remembered_over_restarts(watch: House, make_rule: Make, add: Add) -> None:
    add(at(-5), 1, host="known")
    make_rule(condition={"kind": "new_value", "field": "host", "look_back": "1d"})
    watch.look(at(1))
    add(at(1, 30), 1, host="known")
    add(at(1, 30), 1, host="new")
    watch.look(at(2))
    assert only().group == {"host": "new"}
    watch.forget()
    add(at(2, 30), 1, host="new")
    watch.look(at(3))
    watch.look(at(4))
    assert Incident.objects.count() == 1
