"""What an organisation may have at most, what it has, and who is told when that comes near."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from elkvision.server.apps.accounts import audit, gateway
from elkvision.server.apps.accounts.errors import Conflict, Forbidden, Invalid
from elkvision.server.apps.accounts.intake import Day
from elkvision.server.apps.accounts.models import DayUse, Membership, Organisation, Quota, User

#: What is counted of an organisation at this moment, by the quota's name. Other apps add theirs when they are ready.
COUNTS: dict[str, Callable[[Organisation], int]] = {
    "members": lambda organisation: Membership.objects.filter(organisation=organisation).count(),
}
LIMITS = (
    "day_events", "day_bytes", "second_events", "second_bytes", "store_days", "alert_rules", "dashboards", "members",
)  # fmt: skip
_WORDS = {
    "day_events": "lines a day",
    "day_bytes": "bytes a day",
    "alert_rules": "alert rules",
    "dashboards": "dashboards",
    "members": "members",
}
_AT_GATEWAYS = frozenset(LIMITS[:4])
_NEAR = (100, 80)
_KEPT_DAYS = 400

#: Tells an organisation's admins: organisation, title, body, key. The app that can tell puts itself here.
Tell = Callable[[Organisation, str, str, str], None]
_tellers: list[Tell] = []


def count_too(what: str, count: Callable[[Organisation], int]) -> None:
    """What another app has of an organisation. Called once, when the app is ready."""
    COUNTS[what] = count


def tell_by(tell: Tell) -> None:
    _tellers.append(tell)


def of(organisation: Organisation) -> Quota:
    """As it is, or one without any limit that is not kept yet."""
    return Quota.objects.filter(organisation=organisation).first() or Quota(organisation=organisation)


@transaction.atomic
def change(organisation: Organisation, *, by: User | None, **limits: int | None) -> Quota:
    """Set these limits, None for none. By nobody, which is the command line, they are fixed: then the organisation's own
    people cannot change them. Raises Forbidden."""
    quota, _ = Quota.objects.select_for_update().get_or_create(organisation=organisation)
    if by is not None and quota.fixed:
        raise Forbidden("Whoever runs this installation has set the quota.", hint="ask them for another one")
    for name, value in limits.items():
        setattr(quota, name, value)
    quota.fixed = by is None
    quota.shut_until = _shut_until(quota, _today_of(organisation))
    quota.save()
    if quota.store_days:
        _keep_at_most(organisation, quota.store_days)
    audit.record(by, "changed the quota of", organisation, organisation=organisation, **limits)
    gateway.publish_later()
    return quota


def _keep_at_most(organisation: Organisation, most: int) -> None:
    organisation.refresh_from_db(fields=["retention_days", "retention_rules"])
    organisation.retention_days = min(organisation.retention_days or most, most)
    organisation.retention_rules = [
        {**rule, "days": min(rule["days"] or most, most)} for rule in organisation.retention_rules
    ]
    organisation.retention_settled = None
    organisation.save(update_fields=["retention_days", "retention_rules", "retention_settled"])


def room(organisation: Organisation, what: str) -> None:
    """Raises Conflict when there are as many of these as there may be."""
    most = getattr(of(organisation), what)
    if most is not None and COUNTS[what](organisation) >= most:
        raise Conflict(
            f"{organisation.name} may have at most {most} {_WORDS[what]}.",
            hint="see Settings, Usage; remove some, or ask for a larger quota",
        )


def allow_days(organisation: Organisation, days: object) -> None:
    """Raises Invalid for logs that would be kept for longer than the quota has it."""
    most = of(organisation).store_days
    if most is not None and isinstance(days, int) and not 0 < days <= most:
        raise Invalid(f"Logs are kept for at most {most} days.", fields={"retention_days": [f"At most {most} days."]})


@transaction.atomic
def note_use(found: Mapping[tuple[str, date], Day]) -> None:
    """What gateways told. A count never goes down: one that does not answer just now had taken what it had."""
    houses = {each.tenant: each for each in Organisation.objects.filter(tenant__in={tenant for tenant, _ in found})}
    shut = False
    for (tenant, day), use in found.items():
        house = houses.get(tenant)
        if house is None:
            continue
        kept, _ = DayUse.objects.get_or_create(organisation=house, day=day)
        for name in ("events", "bytes", "refused"):
            setattr(kept, name, max(getattr(kept, name), getattr(use, name)))
        kept.save()
        shut |= _shut(house)
    DayUse.objects.filter(day__lt=_today() - timedelta(days=_KEPT_DAYS)).delete()
    if shut:
        gateway.publish_later()


def _shut(organisation: Organisation) -> bool:
    """Close or open the day for it; did that change anything?"""
    quota = Quota.objects.filter(organisation=organisation).first()
    if quota is None:
        return False
    until = _shut_until(quota, _today_of(organisation))
    if until == quota.shut_until:
        return False
    Quota.objects.filter(pk=quota.pk).update(shut_until=until)
    return True


def _shut_until(quota: Quota, use: DayUse) -> datetime | None:
    over = (quota.day_events is not None and use.events >= quota.day_events) or (
        quota.day_bytes is not None and use.bytes >= quota.day_bytes
    )
    return datetime.combine(_today() + timedelta(days=1), datetime.min.time(), UTC) if over else None


def _today_of(organisation: Organisation) -> DayUse:
    return DayUse.objects.filter(organisation=organisation, day=_today()).first() or DayUse(
        organisation=organisation, day=_today()
    )


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


def standing(organisation: Organisation) -> dict[str, Any]:
    """What it has and may have, of everything that is counted, and each of the last thirty days."""
    quota, today = of(organisation), _today_of(organisation)
    return {
        "quota": {name: getattr(quota, name) for name in LIMITS},
        "fixed": quota.fixed,
        "shut_until": quota.shut_until,
        "now": {
            "day_events": today.events,
            "day_bytes": today.bytes,
            "day_refused": today.refused,
            **_counts(organisation),
        },
        "days": list(DayUse.objects.filter(organisation=organisation, day__gt=_today() - timedelta(days=30))),
    }


def _counts(organisation: Organisation) -> dict[str, int]:
    return {name: count(organisation) for name, count in COUNTS.items()}


def warn() -> None:
    """Tell admins whose organisation has 80 or 100 percent of what it may have: once for each, of a day each day."""
    for quota in Quota.objects.select_related("organisation"):
        today = _today_of(quota.organisation)
        have = {"day_events": today.events, "day_bytes": today.bytes, **_counts(quota.organisation)}
        for name, count in have.items():
            most = getattr(quota, name)
            percent = next((each for each in _NEAR if most and count * 100 >= most * each), None)
            if percent is not None:
                _tell(quota.organisation, name, percent, count, most)


def _tell(organisation: Organisation, name: str, percent: int, count: int, most: int) -> None:
    title = f"{'All' if percent == 100 else f'{percent} %'} of the quota is used: {_WORDS[name]}"
    then = "Nothing more is taken until the day ends (UTC)." if name in _AT_GATEWAYS else "There is no room for more."
    body = f"{count:,} of {most:,} {_WORDS[name]}." + (f" {then}" if percent == 100 else "")
    day = f" {_today()}" if name in _AT_GATEWAYS else ""
    for tell in _tellers:
        tell(organisation, title, body, f"quota {name} {most}{day} {percent}")
