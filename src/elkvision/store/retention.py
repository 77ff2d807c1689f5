"""Retention of all organisations at once."""

from collections.abc import Mapping
from datetime import datetime

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import ForgetsTogether, LogStore


def forget(store: LogStore, moments: Mapping[TenantId, datetime]) -> int:
    """Delete what each organisation received before its moment; returns how many events."""
    if isinstance(store, ForgetsTogether):
        return store.forget(moments)
    return sum(store.forget_before(tenant, moment) for tenant, moment in moments.items())
