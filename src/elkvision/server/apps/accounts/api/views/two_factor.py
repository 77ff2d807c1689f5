"""A person's own second factor."""

from dataclasses import asdict
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Who
from elkvision.server.api.requests import ip_of
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import limits, selectors
from elkvision.server.apps.accounts.api import serializers as shapes
from elkvision.server.apps.accounts.services import two_factor


class Guarded(Door):
    """Passwords and codes are tried here: only so often."""

    needs: ClassVar = {"POST": Who.PERSON}

    def count(self) -> None:
        limits.allow("code", ip=ip_of(self.request) or "", name=str(self.user.pk))

    def forgive(self) -> None:
        limits.forgive("code", ip=ip_of(self.request) or "", name=str(self.user.pk))


class TwoFactor(Door):
    needs: ClassVar = {"GET": Who.PERSON}

    @extend_schema(operation_id="two_factor", responses=shapes.TwoFactorOut)
    def get(self, request: Request) -> Response:
        """Whether it is on, and who requires it."""
        factor = selectors.second_factor(self.user)
        return Response(
            {
                "enabled": factor is not None,
                "since": factor and factor.confirmed_at,
                "recovery_codes_left": selectors.recovery_codes_left(self.user),
                "required_by": [each.name for each in selectors.requires_two_factor(self.user)],
                "has_password": self.user.has_usable_password(),
            }
        )


class Begin(Guarded):
    @extend_schema(
        operation_id="two_factor_begin", request=shapes.TwoFactorBegin, responses={201: shapes.TwoFactorBegun}
    )
    def post(self, request: Request) -> Response:
        """A secret for an app. It counts once a code of it was confirmed."""
        self.count()
        begun = two_factor.begin(self.user, password=self.wish(shapes.TwoFactorBegin)["password"])
        self.forgive()
        return Response(asdict(begun), status=201)


class Confirm(Guarded):
    @extend_schema(
        operation_id="two_factor_confirm", request=shapes.TwoFactorConfirm, responses={201: shapes.RecoveryCodesOut}
    )
    def post(self, request: Request) -> Response:
        """Turn it on with a code of the app. Recovery codes are shown this once."""
        self.count()
        codes = two_factor.confirm(self.user, code=self.wish(shapes.TwoFactorConfirm)["code"])
        self.forgive()
        return Response({"recovery_codes": codes}, status=201)


class RecoveryCodes(Guarded):
    @extend_schema(
        operation_id="two_factor_recovery_codes",
        request=shapes.TwoFactorProof,
        responses={201: shapes.RecoveryCodesOut},
    )
    def post(self, request: Request) -> Response:
        """Other recovery codes, shown this once; the old ones are none any more."""
        self.count()
        codes = two_factor.renew_codes(self.user, **self.wish(shapes.TwoFactorProof))
        self.forgive()
        return Response({"recovery_codes": codes}, status=201)


class Off(Guarded):
    @extend_schema(operation_id="two_factor_off", request=shapes.TwoFactorProof, responses={204: None})
    def post(self, request: Request) -> Response:
        """Turn it off, with password and code."""
        self.count()
        two_factor.turn_off(self.user, **self.wish(shapes.TwoFactorProof))
        self.forgive()
        return Response(status=204)
