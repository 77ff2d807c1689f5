"""`ELKVISION_OIDC_ROLE_MAP`: `engineers=acme:editor, leads=acme:admin, *=globex:viewer`."""

from collections.abc import Collection

from elkvision.server.apps.accounts.models import Role
from elkvision.server.apps.accounts.rights import RANK

Rule = tuple[str, str, Role]
#: Whoever the provider lets in.
EVERYBODY = "*"


def read(text: str) -> list[Rule]:
    """Group, tenant and role of each rule. Raises ValueError saying which cannot be read."""
    found = []
    for each in filter(None, map(str.strip, text.split(","))):
        group, equals, where = each.rpartition("=")
        tenant, _, role = where.partition(":")
        if not (equals and group.strip() and tenant.strip() and role.strip() in Role.values):
            roles = ", ".join(Role.values)
            raise ValueError(f"{each!r} is no rule: write group=organisation:role, with a role of {roles}")
        found.append((group.strip(), tenant.strip(), Role(role.strip())))
    return found


def roles(rules: Collection[Rule], groups: Collection[str]) -> dict[str, Role]:
    """Tenant → role of somebody in these groups; of several roles the highest."""
    found: dict[str, Role] = {}
    for group, tenant, role in rules:
        if group != EVERYBODY and group not in groups:
            continue
        if tenant not in found or RANK[role] > RANK[found[tenant]]:
            found[tenant] = role
    return found
