"""Questions about kept searches. Organisation and person are always arguments."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.searches.models import Favourite, Remembered, Search, Shared


def searches_of(organisation: Organisation, user: User | None) -> QuerySet[Search]:
    """Those that the person may see: the organisation's and their own. A program sees the organisation's."""
    seen = Q(shared=Shared.ORGANISATION)
    if user is not None:
        seen |= Q(owner=user)
    liked = Favourite.objects.filter(search=OuterRef("pk"), user=user)
    found = Search.objects.filter(seen, organisation=organisation).select_related("owner", "organisation")
    return found.annotate(favourite=Exists(liked))


def remembered_of(organisation: Organisation, user: User) -> QuerySet[Remembered]:
    """Newest first."""
    return Remembered.objects.filter(organisation=organisation, user=user)
