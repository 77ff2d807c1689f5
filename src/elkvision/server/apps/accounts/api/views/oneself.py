"""What a person does with their own account."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Who
from elkvision.server.api.requests import ip_of
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import limits, selectors
from elkvision.server.apps.accounts.api import serializers as shapes
from elkvision.server.apps.accounts.api.views import oidc
from elkvision.server.apps.accounts.models import Session
from elkvision.server.apps.accounts.services import people, sessions


@method_decorator(ensure_csrf_cookie, name="get")
class Me(Door):
    needs: ClassVar = {"GET": Who.PERSON, "PATCH": Who.PERSON}

    @extend_schema(operation_id="me", responses=shapes.MeOut)
    def get(self, request: Request) -> Response:
        """Who is logged in, and where they belong."""
        return Response(shapes.MeOut(self.user).data)

    @extend_schema(operation_id="me_change", request=shapes.MeIn, responses=shapes.MeOut)
    def patch(self, request: Request) -> Response:
        """Change one's profile or preferences."""
        return Response(shapes.MeOut(people.change_profile(self.user, **self.wish(shapes.MeIn))).data)


class Logout(Door):
    needs: ClassVar = {"POST": Who.PERSON}

    @extend_schema(operation_id="logout", request=None, responses={200: shapes.FarewellOut, 204: None})
    def post(self, request: Request) -> Response:
        """Log out: the session ends and its sockets close. 200 names where to log out at the sign-in provider too."""
        go_to = oidc.farewell(request)
        sessions.end_this(request._request)
        if go_to:
            return Response({"go_to": go_to})
        return Response(status=204)


class Password(Door):
    needs: ClassVar = {"POST": Who.PERSON}

    @extend_schema(operation_id="password_change", request=shapes.PasswordIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Change one's password; every other session ends."""
        limits.allow("login", ip=ip_of(request) or "", name=self.user.username)
        http = request._request
        people.change_password(self.user, **self.wish(shapes.PasswordIn), keep_session=http.session.session_key)
        # The session stays, under a fresh key: Django changes it with the password.
        kept = http.session.session_key
        update_session_auth_hash(http, self.user)
        Session.objects.filter(session_key=kept).update(session_key=http.session.session_key)
        return Response(status=204)


class Sessions(Door):
    needs: ClassVar = {"GET": Who.PERSON}

    @extend_schema(operation_id="sessions", responses=shapes.SessionOut(many=True))
    def get(self, request: Request) -> Response:
        """Browsers that are logged in."""
        return self.listed(selectors.sessions_of(self.user), shapes.SessionOut)


class OneSession(Door):
    needs: ClassVar = {"DELETE": Who.PERSON}

    @extend_schema(operation_id="session_end", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Log one browser out."""
        sessions.end(self.one(selectors.sessions_of(self.user), pk=id))
        return Response(status=204)
