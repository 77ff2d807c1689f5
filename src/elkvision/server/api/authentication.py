"""Who knocks: a program with a key, or a person with a browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from elkvision.server.apps.accounts import audit, seen
from elkvision.server.apps.accounts.models import User
from elkvision.server.apps.accounts.selectors import Caller, identify_key, identify_person


def wanted_tenant(request: Request) -> str | None:
    """The organisation that the caller names, if any."""
    return request.headers.get("X-Organisation") or request.query_params.get("organisation") or None


class Key(BaseAuthentication):
    """`Authorization: Bearer elk_…` or `X-API-Key`. A credential that is given and wrong is refused: it never
    falls back to the cookie."""

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        token = _token(request)
        audit.came_with(None)
        if token is None:
            return None
        caller = identify_key(token)
        if caller is None:
            raise exceptions.AuthenticationFailed("This API key is not known here, was revoked or has expired.")
        if (wanted := wanted_tenant(request)) and wanted != caller.tenant:
            raise exceptions.NotFound("The key belongs to another organisation.")
        seen.key(caller.key_id)
        audit.came_with(caller.key)
        return None, caller

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="ELK Vision"'


def _token(request: Request) -> str | None:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    return request.headers.get("X-API-Key")


class Browser(BaseAuthentication):
    """The session cookie; changes carry the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        http = request._request
        user = http.user
        if not isinstance(user, User) or not user.is_active:
            return None
        _check_csrf(http)
        session_key = http.session.session_key
        caller = identify_person(user, session_key, wanted_tenant(request))
        if caller is None:
            raise exceptions.NotFound("There is no such organisation.")
        seen.session(session_key)
        return user, caller


class _Csrf(CsrfViewMiddleware):
    """Only its check is used: it says why not, instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _unused(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _check_csrf(request: HttpRequest) -> None:
    check = _Csrf(_unused)
    check.process_request(request)
    reason = check.process_view(request, _unused, (), {})
    if reason:
        raise exceptions.PermissionDenied(f"{reason} Send the csrftoken cookie's value as X-CSRFToken.")


class KeyInSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its base has no types
    target_class = Key
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API key, `elk_…`."}


class BrowserInSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its base has no types
    target_class = Browser
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "elkvision_session"}
