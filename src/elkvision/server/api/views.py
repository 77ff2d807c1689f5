"""What every door of the API has: a caller, an organisation, lists, and how long it took."""

import time
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView

from elkvision.core.tenancy import TenantId
from elkvision.server.api.paging import Cursor
from elkvision.server.api.permissions import Needs
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.accounts.selectors import Caller


class Door(APIView):
    """A subclass says in `needs` who may call which method; a method that is not named is refused."""

    needs: ClassVar[Needs] = {}
    pagination_class = Cursor

    @property
    def caller(self) -> Caller:
        """Only where somebody is known: not where `needs` says ANYONE."""
        return cast(Caller, self.request.auth)

    @property
    def tenant(self) -> TenantId:
        return self.caller.tenant

    @property
    def organisation(self) -> Organisation:
        organisation = self.caller.organisation
        assert organisation is not None, "`needs` names a right, and rights come with an organisation"
        return organisation

    @property
    def user(self) -> User:
        user = self.caller.user
        assert user is not None, "`needs` says PERSON"
        return user

    @property
    def person(self) -> User:
        """As `user`, where `needs` names a right. Raises PermissionDenied for a program."""
        if self.caller.user is None:
            raise PermissionDenied("This is for people; an API key cannot do it.")
        return self.caller.user

    def wish(self, kind: type[Serializer], data: Any = None) -> dict[str, Any]:
        """What was asked for, read by a serializer. Raises ValidationError."""
        given = data if data is not None else self.request.data
        serializer = kind(data=given)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def asked(self, kind: type[Serializer]) -> dict[str, Any]:
        """The same, of the query string."""
        return self.wish(kind, self.request.query_params)

    def listed(self, queryset: QuerySet[Any], kind: type[BaseSerializer]) -> Response:
        """A page of the list, in the model's order."""
        pages = Cursor()
        page = pages.paginate_queryset(queryset, self.request, view=self)
        return pages.get_paginated_response(kind(page, many=True, context={"caller": self.request.auth}).data)

    def one(self, queryset: QuerySet[Any], **lookup: Any) -> Any:
        """The object, or a 404 that does not say whether it exists elsewhere."""
        found = queryset.filter(**lookup).first()
        if found is None:
            raise NotFound("There is no such thing here.")
        return found

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self._began = time.perf_counter()
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        took = (time.perf_counter() - self._began) * 1000
        answer.headers.setdefault("Server-Timing", f"app;dur={took:.1f}")
        answer.headers.setdefault("Cache-Control", "no-store")
        audit.came_with(None)
        return answer
