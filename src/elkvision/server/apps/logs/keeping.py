"""How long logs are kept: some, told by a query, for another time than the rest.

Rules are looked at in their order and the first that matches decides; what none matches is kept as long as the
organisation says. Whole days of UTC, since a log came in; 0 is for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from elkvision.core.errors import BadRequest, QueryError
from elkvision.core.query import And, Node, Not, Query, Range, parse
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.accounts.services import quotas
from elkvision.store.contract import LogStore, Span

MOST_RULES = 20


@dataclass(frozen=True)
class Rule:
    q: str
    days: int


@dataclass(frozen=True)
class Share:
    """Logs that are kept for the same time. `q` is the rule's, empty for the rest."""

    q: str
    days: int
    tree: Node

    def all(self) -> Span:
        return Span(Query(self.q, self.tree))

    def past(self, today: datetime) -> Span | None:
        """Of them those whose time is over; None where it never is."""
        if not self.days:
            return None
        before = int((today - timedelta(days=self.days)).timestamp()) * 1_000_000_000
        return Span(Query(self.q, And((self.tree, Range("received_at", high=before, include_high=False)))))


@dataclass(frozen=True)
class Counted:
    q: str
    days: int
    events: int
    forgotten: int


def rules_of(organisation: Organisation) -> list[Rule]:
    return [Rule(each["q"], each["days"]) for each in organisation.retention_rules]


def shares(days: int, rules: Sequence[Rule]) -> list[Share]:
    """The rules' and the rest: each log is in exactly one. Raises QueryError."""
    found: list[Share] = []
    before: tuple[Node, ...] = ()
    for rule in rules:
        tree = parse(rule.q).tree
        found.append(Share(rule.q, rule.days, And((tree, *before)) if before else tree))
        before = (*before, Not(tree))
    rest = And(before) if len(before) > 1 else before[0] if before else parse("").tree
    return [*found, Share("", days, rest)]


def checked(organisation: Organisation, days: int, rules: Sequence[Rule]) -> list[Share]:
    """As `shares`, of what somebody wants. Raises Invalid naming the rule."""
    if len(rules) > MOST_RULES:
        raise BadRequest(f"An organisation has at most {MOST_RULES} rules of what is kept.")
    for place, rule in enumerate(rules):
        if not rule.q.strip():
            raise Invalid(
                "A rule without a query is the organisation's own time.", fields={f"rules.{place}.q": ["Needed."]}
            )
        try:
            parse(rule.q)
        except QueryError as error:
            raise Invalid(str(error), fields={f"rules.{place}.q": [str(error)]}, hint=error.hint) from error
    for each in (days, *(rule.days for rule in rules)):
        quotas.allow_days(organisation, each)
    return shares(days, rules)


def preview(store: LogStore, organisation: Organisation, wanted: Sequence[Share], now: datetime) -> list[Counted]:
    """What each share has at this moment, and what of it the next round would delete. Counted, not guessed."""
    tenant, today = TenantId(organisation.tenant), _day(now)
    found = []
    for share in wanted:
        past = share.past(today)
        gone = store.count(tenant, past) if past else 0
        found.append(Counted(share.q, share.days, store.count(tenant, share.all()), gone))
    return found


@transaction.atomic
def change(organisation: Organisation, *, days: int, rules: Sequence[Rule], by: User) -> Organisation:
    """Keep logs so from now on. The next round deletes what is past its time. Raises Invalid."""
    checked(organisation, days, rules)
    organisation.retention_days = days
    organisation.retention_rules = [{"q": rule.q, "days": rule.days} for rule in rules]
    organisation.retention_settled = None
    organisation.save(update_fields=["retention_days", "retention_rules", "retention_settled"])
    audit.record(
        by, "changed how long logs are kept of", organisation, organisation=organisation,
        days=days, rules=organisation.retention_rules,
    )  # fmt: skip
    return organisation


def longest(organisation: Organisation) -> int:
    """After so many days nothing is kept, whatever it is; 0 when something is kept for ever."""
    days = [organisation.retention_days, *(rule.days for rule in rules_of(organisation))]
    return 0 if 0 in days else max(days)


def settle(store: LogStore, organisation: Organisation, now: datetime) -> int:
    """Delete what a share keeps for less than the longest. Once a day: days are whole. Returns how many events."""
    rules, today = rules_of(organisation), _day(now)
    if not rules or organisation.retention_settled == today.date():
        return 0
    deleted = 0
    for share in shares(organisation.retention_days, rules):
        past = share.past(today)
        if past is not None and share.days != longest(organisation):
            deleted += store.delete(TenantId(organisation.tenant), past)
    # Unless the rules were changed meanwhile: then the next round looks again.
    same = Organisation.objects.filter(
        pk=organisation.pk, retention_rules=organisation.retention_rules, retention_days=organisation.retention_days
    )
    same.update(retention_settled=today.date())
    return deleted


def _day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
