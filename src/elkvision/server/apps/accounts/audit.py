"""What was done, by whom. Only ever added to."""

from contextvars import ContextVar

from elkvision.server.apps.accounts.models import ApiKey, AuditEntry, Organisation, User

_key: ContextVar[ApiKey | None] = ContextVar("the key that this request came with", default=None)


def came_with(key: ApiKey | None) -> None:
    """What this request does without a person is done with that key. Each request says it."""
    _key.set(key)


def record(
    by: User | None, action: str, subject: object, *, organisation: Organisation | None, **details: object
) -> None:
    AuditEntry.objects.create(
        by=by,
        key=None if by else _key.get(),
        action=action,
        subject=str(subject)[:300],
        organisation=organisation,
        details=details,
    )


def record_of(person: User, by: User | None, action: str, **details: object) -> None:
    """Something about a person's own account: told in each organisation that they belong to."""
    theirs: list[Organisation | None] = [*Organisation.objects.filter(memberships__user=person)]
    for organisation in theirs or [None]:
        record(by, action, person, organisation=organisation, **details)
