"""What was done, by whom. Only ever added to."""

from elkvision.server.apps.accounts.models import AuditEntry, Organisation, User


def record(
    by: User | None, action: str, subject: object, *, organisation: Organisation | None, **details: object
) -> None:
    AuditEntry.objects.create(
        by=by, action=action, subject=str(subject)[:300], organisation=organisation, details=details
    )
