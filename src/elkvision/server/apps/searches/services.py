"""What can be done with searches: keep, change, remove, like, run, remember."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from elkvision.core.errors import BadRequest
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Forbidden
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.accounts.selectors import Caller
from elkvision.server.apps.searches import selectors
from elkvision.server.apps.searches.models import (
    MOST_REMEMBERED,
    MOST_SEARCHES,
    Favourite,
    Remembered,
    Search,
    Shared,
)
from elkvision.server.panels.variables import put_in


@transaction.atomic
def keep(organisation: Organisation, shape: Mapping[str, Any], *, by: Caller) -> Search:
    """A new search. Raises Forbidden where somebody who may not edit would share it, and QueryError for a query that
    cannot be read."""
    _may_share(shape["shared"], by)
    _check(shape)
    if Search.objects.filter(organisation=organisation).count() >= MOST_SEARCHES:
        raise BadRequest(f"An organisation keeps at most {MOST_SEARCHES} searches.", hint="remove some")
    made = Search(organisation=organisation, owner=by.user)
    _fill(made, shape)
    _like(made, by.user, shape["favourite"])
    if made.shared == Shared.ORGANISATION:
        audit.record(by.user, "kept a search for all", made, organisation=organisation, id=str(made.pk))
    return made


@transaction.atomic
def change(search: Search, shape: Mapping[str, Any], *, by: Caller) -> Search:
    """Put the shape in its place. Raises Forbidden for another one's search, unless it is shared and they may edit."""
    _may_change(search, by)
    if shape["shared"] != search.shared:
        _may_share(Shared.ORGANISATION, by)
        if not _owns(search, by):
            raise Forbidden("Only its owner can make a search private.")
    _check(shape)
    was_shared = search.shared == Shared.ORGANISATION
    _fill(search, shape)
    _like(search, by.user, shape["favourite"])
    if was_shared or search.shared == Shared.ORGANISATION:
        organisation = search.organisation
        audit.record(by.user, "changed a search of all", search, organisation=organisation, id=str(search.pk))
    return search


@transaction.atomic
def remove(search: Search, *, by: Caller) -> None:
    """Raises Forbidden as `change` does."""
    _may_change(search, by)
    if search.shared == Shared.ORGANISATION:
        organisation = search.organisation
        audit.record(by.user, "removed a search of all", search, organisation=organisation, id=str(search.pk))
    search.delete()


def like(search: Search, user: User, *, favourite: bool) -> None:
    _like(search, user, favourite)


def query_of(search: Search, values: Mapping[str, list[str]]) -> str:
    """What it searches for with these values, or with its own where none are given. Raises QueryError."""
    chosen = {each["name"]: values.get(each["name"], each["default"]) for each in search.variables}
    return put_in(search.q, chosen).text


@transaction.atomic
def remember(organisation: Organisation, user: User, *, q: str, start: str, end: str) -> None:
    """A query was run. The same one again is kept once, and the oldest are forgotten."""
    digest = hashlib.sha256(q.encode()).hexdigest()
    again = {"start": start, "end": end, "at": timezone.now()}
    found, made = Remembered.objects.get_or_create(
        user=user, organisation=organisation, digest=digest, defaults=again | {"q": q}
    )
    if not made:
        Remembered.objects.filter(pk=found.pk).update(times=F("times") + 1, **again)
        return
    old = selectors.remembered_of(organisation, user).values_list("pk", flat=True)[MOST_REMEMBERED:]
    Remembered.objects.filter(pk__in=list(old)).delete()


def forget(organisation: Organisation, user: User) -> None:
    selectors.remembered_of(organisation, user).delete()


def _fill(search: Search, shape: Mapping[str, Any]) -> None:
    for field in ("name", "description", "q", "columns", "tags", "variables", "shared"):
        setattr(search, field, shape[field])
    search.range = shape["range"] or {}
    search.save()


def _like(search: Search, user: User | None, favourite: bool | None) -> None:
    if user is None or favourite is None:
        return
    if favourite:
        Favourite.objects.get_or_create(user=user, search=search)
    else:
        Favourite.objects.filter(user=user, search=search).delete()


def _check(shape: Mapping[str, Any]) -> None:
    """Can it be read, with its own values and with all of them?"""
    put_in(shape["q"], {each["name"]: each["default"] for each in shape["variables"]})
    put_in(shape["q"], {each["name"]: [] for each in shape["variables"]})


def _owns(search: Search, by: Caller) -> bool:
    return by.user is not None and search.owner_id == by.user.pk


def _may_change(search: Search, by: Caller) -> None:
    if _owns(search, by) and search.shared == Shared.PRIVATE:
        return
    if not by.may(Right.EDIT):
        raise Forbidden("This search is the organisation's; changing it needs the right to edit.", hint="keep your own")


def _may_share(shared: str, by: Caller) -> None:
    if shared == Shared.ORGANISATION and not by.may(Right.EDIT):
        raise Forbidden("Sharing a search with the organisation needs the right to edit.", hint="keep it private")
    if shared == Shared.PRIVATE and by.user is None:
        raise Forbidden("A program has nothing private.", hint="share the search with the organisation")
