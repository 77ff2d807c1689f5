"""Tells whoever can do something about a quota that it is nearly used up."""

from elkvision.server.apps.accounts.models import Organisation, Role, User
from elkvision.server.apps.notifications.services.people import tell


def tell_admins(organisation: Organisation, title: str, body: str, key: str) -> None:
    admins = User.objects.filter(
        memberships__organisation=organisation, memberships__role__in=(Role.ADMIN, Role.OWNER), is_active=True
    )
    tell(organisation, "system", title, severity="warning", body=body, link="/settings/?tab=usage", key=key, to=admins)
