"""Getting in: set-up, registration, login and lost passwords."""

import time
from typing import ClassVar

from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

import elkvision
from elkvision.core.settings import load
from elkvision.server.api.permissions import Who
from elkvision.server.api.requests import base_url, ip_of
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import limits, selectors
from elkvision.server.apps.accounts.api import serializers as shapes
from elkvision.server.apps.accounts.errors import Conflict, Invalid, NotKnown
from elkvision.server.apps.accounts.models import User
from elkvision.server.apps.accounts.services import people, sessions, two_factor


class Entry(Door):
    """Anybody may knock. A cookie that is no longer good is not held against them."""

    authentication_classes = ()

    def begin(self, user: User, status: int) -> Response:
        sessions.begin(self.request._request, user, ip=ip_of(self.request))
        return Response(shapes.MeOut(user).data, status=status)


@method_decorator(ensure_csrf_cookie, name="get")
class Setup(Entry):
    needs: ClassVar = {"GET": Who.ANYONE, "POST": Who.ANYONE}

    @extend_schema(operation_id="setup", responses=shapes.SetupOut)
    def get(self, request: Request) -> Response:
        """What a first page needs to know. Sets the CSRF cookie."""
        house = load()
        ports = {"tcp": house.tcp_port, "udp": house.udp_port, "http": house.http_port, "beats": house.beats_port}
        needs_owner = selectors.needs_owner()
        return Response(
            {
                "needs_owner": needs_owner,
                "open_registration": house.open_registration and not needs_owner,
                "single_sign_on": house.oidc_name if house.oidc_issuer and house.oidc_client_id else None,
                "version": elkvision.__version__,
                "ports": ports,
            }
        )

    @extend_schema(operation_id="setup_owner", request=shapes.SetupIn, responses={201: shapes.MeOut})
    def post(self, request: Request) -> Response:
        """Make the first owner's account and log in, once."""
        if not selectors.needs_owner():
            raise Conflict("This installation has an owner already.", hint="log in, or ask for an invitation")
        return self.begin(people.set_up(**self.wish(shapes.SetupIn)), 201)


class Register(Entry):
    needs: ClassVar = {"POST": Who.ANYONE}

    @extend_schema(operation_id="register", request=shapes.RegisterIn, responses={201: shapes.MeOut})
    def post(self, request: Request) -> Response:
        """Make an account and log in: by invitation, or freely where registration is open."""
        limits.allow("register", ip=ip_of(request) or "")
        wish = self.wish(shapes.RegisterIn)
        return self.begin(people.register(**wish, is_open=load().open_registration), 201)


class Login(Entry):
    needs: ClassVar = {"POST": Who.ANYONE}

    @extend_schema(
        operation_id="login", request=shapes.LoginIn, responses={200: shapes.MeOut, 202: shapes.SecondStepOut}
    )
    def post(self, request: Request) -> Response:
        """Log in with username or e-mail address. 202: a code is asked for, at auth/login/code/."""
        wish = self.wish(shapes.LoginIn)
        ip = ip_of(request) or ""
        limits.allow("login", ip=ip, name=wish["login"])
        user = people.check_password(wish["login"], wish["password"])
        if user is None:
            raise NotKnown("The name or the password is not right.")
        limits.forgive("login", ip=ip, name=wish["login"])
        if selectors.second_factor(user) is not None:
            return Response({"ticket": two_factor.ticket(user)}, status=202)
        return self.begin(user, 200)


class LoginCode(Entry):
    needs: ClassVar = {"POST": Who.ANYONE}

    @extend_schema(operation_id="login_code", request=shapes.LoginCodeIn, responses=shapes.MeOut)
    def post(self, request: Request) -> Response:
        """The second step: a code of the app, or a recovery code."""
        wish = self.wish(shapes.LoginCodeIn)
        user = two_factor.holder(wish["ticket"])
        ip, name = ip_of(request) or "", str(user.pk)
        limits.allow("code", ip=ip, name=name)
        if not two_factor.check(user, wish["code"]):
            raise Invalid("That code is not right.", fields={"code": ["This code is not right, or was used already."]})
        limits.forgive("code", ip=ip, name=name)
        return self.begin(user, 200)


class PasswordReset(Entry):
    needs: ClassVar = {"POST": Who.ANYONE}

    #: An answer takes at least so long, whether or not somebody has the address.
    at_least_seconds = 0.25

    @extend_schema(operation_id="password_reset", request=shapes.ResetIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Mail a link for a new password. The answer never says whether somebody has the address."""
        began = time.monotonic()
        wish = self.wish(shapes.ResetIn)
        limits.allow("reset", ip=ip_of(request) or "", name=wish["email"])
        people.ask_for_reset(wish["email"], base_url=base_url(request))
        time.sleep(max(0.0, self.at_least_seconds - (time.monotonic() - began)))
        return Response(status=204)


class PasswordResetConfirm(Entry):
    needs: ClassVar = {"POST": Who.ANYONE}

    @extend_schema(operation_id="password_reset_confirm", request=shapes.ResetConfirmIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Set a new password with a mailed link; every session of the person ends."""
        limits.allow("reset", ip=ip_of(request) or "")
        people.reset_password(**self.wish(shapes.ResetConfirmIn))
        return Response(status=204)
