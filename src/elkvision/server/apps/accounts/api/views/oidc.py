"""Single sign-on: to the provider, and back."""

from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import structlog
from django.http import HttpResponseRedirect
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from elkvision.core.errors import ElkVisionError
from elkvision.core.settings import Settings, load
from elkvision.server.api.permissions import Who
from elkvision.server.api.requests import base_url, ip_of
from elkvision.server.apps.accounts import limits, selectors
from elkvision.server.apps.accounts.api.views.entry import Entry
from elkvision.server.apps.accounts.errors import NotFound
from elkvision.server.apps.accounts.models import User
from elkvision.server.apps.accounts.oidc import trip
from elkvision.server.apps.accounts.oidc.provider import Provider, ProviderError
from elkvision.server.apps.accounts.services import sessions, single_sign_on, two_factor

log = structlog.get_logger(__name__)

_PATH = "/api/v1/auth/oidc/"
#: In the session: with what the browser logs out at the provider too.
ID_TOKEN = "oidc_id_token"  # noqa: S105  # the name of a place, not a secret


@lru_cache(maxsize=1)
def _provider_of(settings: Settings) -> Provider:
    return Provider(settings)


def provider() -> Provider:
    """The one that is set. Raises NotFound where none is."""
    settings = load()
    if not settings.oidc_issuer or not settings.oidc_client_id:
        raise NotFound("Single sign-on is not set up here.", hint="see ELKVISION_OIDC_ISSUER")
    return _provider_of(settings)


def home(request: Request) -> str:
    return load().public_url.rstrip("/") or base_url(request)


class Begin(Entry):
    needs: ClassVar = {"GET": Who.ANYONE}

    @extend_schema(operation_id="oidc_begin", parameters=[OpenApiParameter("next", str)], responses={302: None})
    def get(self, request: Request) -> Any:
        """Send the browser to the provider."""
        begun = trip.begin(request.query_params.get("next", ""))
        try:
            address = provider().address(begun, f"{home(request)}{_PATH}callback/")
        except ProviderError as error:
            log.error("the sign-in provider cannot be used", error=str(error))
            return _to_login("provider", begun.next)
        answer = HttpResponseRedirect(address)
        answer.set_cookie(
            trip.COOKIE, begun.cookie(), max_age=trip.SECONDS, path=_PATH, httponly=True, samesite="Lax",
            secure=load().https,
        )  # fmt: skip
        return answer


class Callback(Entry):
    needs: ClassVar = {"GET": Who.ANYONE}

    @extend_schema(
        operation_id="oidc_callback",
        parameters=[OpenApiParameter(name, str) for name in ("code", "state", "error")],
        responses={302: None},
    )
    def get(self, request: Request) -> Any:
        """Where the provider sends the browser back to."""
        limits.allow("sso", ip=ip_of(request) or "")
        came = trip.came_back(request.COOKIES.get(trip.COOKIE), request.query_params.get("state", ""))
        answer = self._arrived(request, came) if came else _to_login("state", "")
        answer.delete_cookie(trip.COOKIE, path=_PATH)
        return answer

    def _arrived(self, request: Request, came: trip.Trip) -> HttpResponseRedirect:
        if "error" in request.query_params:
            return _to_login("denied", came.next)
        try:
            code = request.query_params.get("code", "")
            arrival = provider().arrival(code, came, f"{home(request)}{_PATH}callback/")
            user = single_sign_on.arrive(arrival.claims, load())
        except single_sign_on.NotLetIn as error:
            log.warning("single sign-on let somebody not in", why=error.why)
            return _to_login(error.why, came.next)
        except (ElkVisionError, ValueError) as error:
            log.error("single sign-on failed", error=str(error))
            return _to_login("provider", came.next)
        return self._let_in(user, arrival.id_token, came.next)

    def _let_in(self, user: User, id_token: str, next: str) -> HttpResponseRedirect:
        if selectors.second_factor(user) is not None:  # behind the #, where no server and no log sees it
            return HttpResponseRedirect(f"/login/?{urlencode({'next': next})}#ticket={quote(two_factor.ticket(user))}")
        http = self.request._request
        sessions.begin(http, user, ip=ip_of(self.request))
        http.session[ID_TOKEN] = id_token
        return HttpResponseRedirect(safe(next))


def farewell(request: Request) -> str | None:
    """Where the browser should log out too, when it came from a provider."""
    id_token = request._request.session.get(ID_TOKEN)
    if not id_token or not load().oidc_issuer:
        return None
    return provider().farewell(id_token, f"{home(request)}/login/")


def safe(next: str) -> str:
    """A page of ours; everything else becomes the first one."""
    ours = next.startswith("/") and not next.startswith(("//", "/\\")) and next.isprintable() and "\\" not in next
    return next if ours else "/dashboard/"


def _to_login(why: str, next: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/login/?{urlencode({'sso': why, 'next': safe(next)})}")
