"""What one may do, by role for people and by scope for programs."""

from collections.abc import Iterable
from enum import StrEnum

from elkvision.server.apps.accounts.models import Role, Scope


class Right(StrEnum):
    READ = "read"
    INGEST = "ingest"
    #: Pipelines, and whatever else people of an organisation make together.
    EDIT = "edit"
    #: Tell members of what others found.
    TELL = "tell"
    ADMIN = "admin"
    OWN = "own"


_OF_ROLE = {
    Role.VIEWER: {Right.READ},
    Role.EDITOR: {Right.READ, Right.INGEST, Right.EDIT},
    Role.ADMIN: {Right.READ, Right.INGEST, Right.EDIT, Right.TELL, Right.ADMIN},
    Role.OWNER: set(Right),
}

_OF_SCOPE = {
    Scope.READ: {Right.READ},
    Scope.INGEST: {Right.INGEST},
    Scope.ADMIN: {Right.READ, Right.INGEST, Right.EDIT, Right.TELL, Right.ADMIN},
    Scope.ALERTS: {Right.TELL},
}


def of_role(role: str) -> frozenset[Right]:
    return frozenset(_OF_ROLE[Role(role)])


def of_scopes(scopes: Iterable[str]) -> frozenset[Right]:
    return frozenset().union(*(_OF_SCOPE[Scope(scope)] for scope in scopes))


#: From the least to the most.
RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.ADMIN: 2, Role.OWNER: 3}
