"""Whether whoever knocks may come in. Each view says what it needs, method by method."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from elkvision.server.apps.accounts.errors import SecondFactorNeeded
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.accounts.selectors import Caller


class Who(Enum):
    """Needs that do not depend on an organisation."""

    ANYONE = "anyone"
    PERSON = "person"


Need = Right | Who
Needs = Mapping[str, Need]


class Allowed(BasePermission):
    """Reads `view.needs`; a method that is not in it is nobody's."""

    def has_permission(self, request: Request, view: Any) -> bool:
        need: Need | None = getattr(view, "needs", {}).get("GET" if request.method == "HEAD" else request.method)
        if need is None:
            raise exceptions.MethodNotAllowed(str(request.method))
        if need is Who.ANYONE:
            return True
        caller = request.auth
        if not isinstance(caller, Caller):
            raise exceptions.NotAuthenticated("Log in, or send an API key.")
        if need is Who.PERSON:
            return _only(caller.user is not None, "This is for people; an API key cannot do it.")
        assert isinstance(need, Right)
        if caller.locked is not None:
            raise SecondFactorNeeded(caller.locked.name)
        if caller.organisation is None:
            raise exceptions.NotFound("You are in no organisation yet: create one, or ask for an invitation.")
        if caller.key is not None:
            return _only(caller.may(need), f"The key has the scopes {', '.join(caller.key.scopes)}; this needs {need}.")
        return _only(caller.may(need), f"You are {caller.role} here; this needs more.")


def _only(allowed: bool, otherwise: str) -> bool:
    if not allowed:
        raise exceptions.PermissionDenied(otherwise)
    return True
