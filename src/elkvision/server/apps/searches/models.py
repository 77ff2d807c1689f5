"""What people keep of their searching: searches with a name, and their own history."""

import uuid

from django.conf import settings
from django.db import models

#: Of one organisation, private ones among them.
MOST_SEARCHES = 2000
#: Of one person in one organisation; the oldest go.
MOST_REMEMBERED = 200


class Shared(models.TextChoices):
    PRIVATE = "private"
    ORGANISATION = "organisation"


class Search(models.Model):
    """`variables` are as a dashboard's: with some, it is a template. A private one is seen by its owner alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="searches")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, default="", blank=True)
    q = models.TextField(default="", blank=True)
    columns = models.JSONField(default=list)
    range = models.JSONField(default=dict)
    tags = models.JSONField(default=list)
    variables = models.JSONField(default=list)
    shared = models.CharField(max_length=16, choices=Shared.choices, default=Shared.PRIVATE)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "created_at", "id")

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """One person's: nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="favourites")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "search"), name="one_favourite_each"),)

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.search_id}"


class Remembered(models.Model):
    """A query that somebody ran, once however often they ran it; `at` is the last time, with the range of then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    #: Of the query, which may be longer than an index takes.
    digest = models.CharField(max_length=64)
    q = models.TextField()
    start = models.CharField(max_length=64, default="")
    end = models.CharField(max_length=64, default="")
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation", "digest"), name="remembered_once"),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.q[:100]
