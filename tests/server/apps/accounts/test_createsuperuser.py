"""`manage.py createsuperuser` makes an owner, as the product's own services make one."""

import pytest
from django.core.management import CommandError, call_command

from elkvision.server.apps.accounts.models import Membership, Organisation, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery staple")


def make(name: str) -> None:
    call_command("createsuperuser", "--noinput", "--username", name, "--email", f"{name}@acme.test")


def test_the_first_one_makes_the_organisation_as_well_and_the_next_ones_join_it() -> None:
    make("alice")
    make("bob")
    owners = Membership.objects.filter(role=Role.OWNER).order_by("pk")
    assert [(each.user.username, each.organisation.tenant) for each in owners] == [("alice", "main"), ("bob", "main")]
    assert Organisation.objects.count() == 1


def test_a_name_that_is_taken_and_a_password_that_is_weak_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make("alice")
    make("bob")
    with pytest.raises(CommandError, match="taken"):
        make("bob")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "password")
    with pytest.raises(CommandError, match="harder to guess"):
        make("carol")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "")
    with pytest.raises(CommandError, match="DJANGO_SUPERUSER_PASSWORD"):
        make("dora")
