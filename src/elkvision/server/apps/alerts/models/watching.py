"""Who watches an organisation's rules."""

from django.db import models


class Watch(models.Model):
    """A lease on an organisation's rules. Whatever the holder writes, it writes in a transaction that first makes the
    lease longer where it is still its own, so that nothing is written by one that was taken for dead.

    `rules` grows with each change of the organisation's rules, policies and silences; `wanted` is False while there is
    nothing to watch.
    """

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.CASCADE, primary_key=True, related_name="watch"
    )
    holder = models.CharField(max_length=32, default="")
    until = models.DateTimeField(null=True)
    rules = models.PositiveBigIntegerField(default=0)
    wanted = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.organisation_id} by {self.holder or 'nobody'}"
