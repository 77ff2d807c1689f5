"""Organisations, their members, and how one gets in."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Who
from elkvision.server.api.requests import base_url, ip_of
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts import limits, selectors
from elkvision.server.apps.accounts.api import serializers as shapes
from elkvision.server.apps.accounts.errors import Forbidden, SecondFactorNeeded
from elkvision.server.apps.accounts.models import Invitation, Membership, Role
from elkvision.server.apps.accounts.rights import RANK
from elkvision.server.apps.accounts.services import organisations


class House(Door):
    """A door to the organisation that the address names. Strangers to it get 404."""

    def mine(self, tenant: str, *, least: Role = Role.VIEWER) -> Membership:
        found = selectors.membership(self.user, tenant)
        if found is None:
            raise NotFound("There is no such organisation.")
        if selectors.is_locked(found):
            raise SecondFactorNeeded(found.organisation.name)
        if RANK[Role(found.role)] < RANK[least]:
            raise Forbidden(f"You are {found.role} here; this is for {least}s.")
        return found


class Organisations(House):
    needs: ClassVar = {"GET": Who.PERSON, "POST": Who.PERSON}

    @extend_schema(operation_id="organisations", responses=shapes.OrganisationOut(many=True))
    def get(self, request: Request) -> Response:
        """Organisations that one belongs to."""
        return self.listed(selectors.memberships_of(self.user), shapes.OrganisationOut)

    @extend_schema(
        operation_id="organisation_create", request=shapes.OrganisationIn, responses={201: shapes.OrganisationOut}
    )
    def post(self, request: Request) -> Response:
        """Make a new one, with oneself as owner."""
        made = organisations.create(name=self.wish(shapes.OrganisationIn)["name"], by=self.user)
        return Response(shapes.OrganisationOut(self.mine(made.tenant)).data, status=201)


class OneOrganisation(House):
    needs: ClassVar = {"GET": Who.PERSON, "PATCH": Who.PERSON, "DELETE": Who.PERSON}

    @extend_schema(operation_id="organisation", responses=shapes.OrganisationOut)
    def get(self, request: Request, tenant: str) -> Response:
        """One of one's own."""
        return Response(shapes.OrganisationOut(self.mine(tenant)).data)

    @extend_schema(
        operation_id="organisation_change", request=shapes.OrganisationChange, responses=shapes.OrganisationOut
    )
    def patch(self, request: Request, tenant: str) -> Response:
        """Change its name, how long logs are kept, its time zone, or what it requires of its members."""
        mine = self.mine(tenant, least=Role.OWNER)
        organisations.change(mine.organisation, by=self.user, **self.wish(shapes.OrganisationChange))
        return Response(shapes.OrganisationOut(mine).data)

    @extend_schema(operation_id="organisation_delete", responses={204: None})
    def delete(self, request: Request, tenant: str) -> Response:
        """Delete it with its keys; its logs are forgotten within the hour."""
        organisations.delete(self.mine(tenant, least=Role.OWNER).organisation, by=self.user)
        return Response(status=204)


class Members(House):
    needs: ClassVar = {"GET": Who.PERSON}

    @extend_schema(operation_id="members", responses=shapes.MemberOut(many=True))
    def get(self, request: Request, tenant: str) -> Response:
        """Who belongs to it."""
        return self.listed(selectors.members_of(self.mine(tenant).organisation), shapes.MemberOut)


class OneMember(House):
    needs: ClassVar = {"PATCH": Who.PERSON, "DELETE": Who.PERSON}

    @extend_schema(operation_id="member_change", request=shapes.MemberChange, responses=shapes.MemberOut)
    def patch(self, request: Request, tenant: str, user_id: int) -> Response:
        """Give a member another role. The last owner stays one."""
        mine = self.mine(tenant, least=Role.ADMIN)
        member = self.one(selectors.members_of(mine.organisation), user_id=user_id)
        changed = organisations.change_role(member, self.wish(shapes.MemberChange)["role"], by=mine)
        return Response(shapes.MemberOut(changed).data)

    @extend_schema(operation_id="member_remove", responses={204: None})
    def delete(self, request: Request, tenant: str, user_id: int) -> Response:
        """Remove a member, or leave."""
        mine = self.mine(tenant)
        organisations.remove(self.one(selectors.members_of(mine.organisation), user_id=user_id), by=mine)
        return Response(status=204)


class Invitations(House):
    needs: ClassVar = {"GET": Who.PERSON, "POST": Who.PERSON}

    @extend_schema(operation_id="invitations", responses=shapes.InvitationOut(many=True))
    def get(self, request: Request, tenant: str) -> Response:
        """Invitations that nobody has accepted yet."""
        mine = self.mine(tenant, least=Role.ADMIN)
        return self.listed(selectors.open_invitations(mine.organisation), shapes.InvitationOut)

    @extend_schema(
        operation_id="invitation_create", request=shapes.InvitationIn, responses={201: shapes.InvitationMade}
    )
    def post(self, request: Request, tenant: str) -> Response:
        """Invite somebody. The link is shown this once, and mailed."""
        mine = self.mine(tenant, least=Role.ADMIN)
        wish = self.wish(shapes.InvitationIn)
        made, link = organisations.invite(mine.organisation, **wish, by=mine, base_url=base_url(request))
        return Response({**shapes.InvitationOut(made).data, "link": link}, status=201)


class OneInvitation(House):
    needs: ClassVar = {"DELETE": Who.PERSON}

    @extend_schema(operation_id="invitation_withdraw", responses={204: None})
    def delete(self, request: Request, tenant: str, id: int) -> Response:
        """Withdraw an invitation."""
        mine = self.mine(tenant, least=Role.ADMIN)
        organisations.withdraw(self.one(selectors.open_invitations(mine.organisation), pk=id), by=self.user)
        return Response(status=204)


class Invited(Door):
    needs: ClassVar = {"GET": Who.ANYONE, "POST": Who.PERSON}

    @extend_schema(operation_id="invitation_look", responses=shapes.InvitationSeen)
    def get(self, request: Request, token: str) -> Response:
        """What the link invites to."""
        return Response(shapes.InvitationSeen(self._invitation(token)).data)

    @extend_schema(operation_id="invitation_accept", request=None, responses=shapes.OrganisationOut)
    def post(self, request: Request, token: str) -> Response:
        """Accept it with the account that is logged in."""
        member = organisations.accept(self._invitation(token), by=self.user)
        return Response(shapes.OrganisationOut(member).data)

    def _invitation(self, token: str) -> Invitation:
        limits.allow("invitation", ip=ip_of(self.request) or "")
        found = selectors.invitation_by_token(token)
        if found is None:
            raise NotFound("The invitation is not valid any more. Ask for a new one.")
        return found
