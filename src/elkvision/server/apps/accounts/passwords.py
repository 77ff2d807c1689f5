"""How passwords are kept and compared."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import Argon2PasswordHasher

from elkvision.server.apps.accounts.models import User


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes: OWASP's advice, and a login does not cost 100 MB of memory."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class Backend(BaseBackend):
    """Only loads who a session belongs to; `services.check_password` is the way in."""

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
