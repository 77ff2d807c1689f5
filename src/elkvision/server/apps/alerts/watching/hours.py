"""Quiet hours, by the clocks of their own zone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from elkvision.alerting.rule import WEEKDAYS, QuietHours


def is_quiet(hours: Iterable[QuietHours], at: datetime) -> bool:
    """Is it so late, or so early, for any of them?"""
    return any(_within(each, at) for each in hours)


def _within(hours: QuietHours, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(hours.zone))
    today, yesterday = WEEKDAYS[local.weekday()], WEEKDAYS[(local - timedelta(days=1)).weekday()]
    clock = local.time().replace(tzinfo=None)
    if hours.start < hours.end:
        return today in hours.weekdays and hours.start <= clock < hours.end
    begun_today = today in hours.weekdays and clock >= hours.start
    return begun_today or (yesterday in hours.weekdays and clock < hours.end)
