"""The second step of a login: codes of an app (RFC 6238), and recovery codes."""

import base64
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.core import signing
from django.db import transaction
from django.utils import timezone

from elkvision.core.tenancy import hash_key
from elkvision.server.apps.accounts import audit, sealing, selectors
from elkvision.server.apps.accounts.errors import Conflict, Invalid, NotKnown
from elkvision.server.apps.accounts.models import RecoveryCode, SecondFactor, User
from elkvision.server.apps.accounts.services import sessions

ISSUER = "ELK Vision"
SECONDS, DIGITS = 30, 6
#: Clocks of phones go wrong by a little: a code is good for its half minute, the one before and the one after.
_STEPS = (0, -1, 1)
_SECRET_BYTES = 20
_CODES = 10
_CODE_BYTES = 10
_TICKET = "elkvision.second-step"
TICKET_SECONDS = 300


@dataclass(frozen=True)
class Begun:
    """What an app is shown: the secret as text, as an address, and as a picture."""

    secret: str
    uri: str
    picture: str


def begin(user: User, *, password: str) -> Begun:
    """A fresh secret that counts once `confirm` has seen a code of it. Raises Conflict, Invalid."""
    _own_password(user, password)
    raw = secrets.token_bytes(_SECRET_BYTES)
    with transaction.atomic():
        if selectors.second_factor(user) is not None:
            raise Conflict("Two-factor sign-in is on already.", hint="turn it off to use another app")
        SecondFactor.objects.update_or_create(user=user, defaults={"secret": sealing.sealed(raw), "last_step": 0})
    text = base64.b32encode(raw).decode()
    uri = f"otpauth://totp/{quote(ISSUER)}:{quote(user.username)}?secret={text}&issuer={quote(ISSUER)}"
    return Begun(secret=text, uri=uri, picture=_picture(uri))


@transaction.atomic
def confirm(user: User, *, code: str) -> list[str]:
    """On from now, when the code is right. Returns recovery codes, which nobody can see again. Raises Conflict, Invalid."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("There is nothing to confirm.", hint="begin again")
    if not _taken(factor, code):
        raise Invalid(
            "That code is not right.", fields={"code": ["This code is not right. Does the phone’s clock go right?"]}
        )
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
    audit.record_of(user, user, "turned on two-factor sign-in of")
    return _fresh_codes(user)


@transaction.atomic
def renew_codes(user: User, *, password: str, code: str) -> list[str]:
    """Other recovery codes; the old ones are none any more. Raises Conflict, Invalid."""
    _prove(user, password, code)
    audit.record_of(user, user, "made new recovery codes of")
    return _fresh_codes(user)


@transaction.atomic
def turn_off(user: User, *, password: str, code: str) -> None:
    """Raises Conflict while an organisation of theirs requires it, Invalid."""
    requiring = selectors.requires_two_factor(user)
    if requiring:
        raise Conflict(f"{requiring[0].name} requires two-factor sign-in of its members.")
    _prove(user, password, code)
    _forget(user)
    audit.record_of(user, user, "turned off two-factor sign-in of")


@transaction.atomic
def reset(user: User, *, by: User | None) -> bool:
    """For somebody who lost app and codes: off, and logged out everywhere. False when it was not on."""
    found = SecondFactor.objects.filter(user=user).exists()
    _forget(user)
    if found:
        audit.record_of(user, by, "reset two-factor sign-in of")
        sessions.end_all(user)
    return found


def ticket(user: User) -> str:
    """Shows for five minutes that the first step was done; not after another login or another password."""
    return signing.dumps([user.pk, _state(user)], salt=_TICKET, compress=False)


def holder(text: str) -> User:
    """Whose ticket it is. Raises NotKnown."""
    try:
        pk, state = signing.loads(text, salt=_TICKET, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise _begin_again() from error
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not hmac.compare_digest(_state(user), state):
        raise _begin_again()
    return user


def check(user: User, code: str) -> bool:
    """Is it a code of the app that was not taken before, or an unused recovery code? Either is used up by it."""
    factor = selectors.second_factor(user)
    if factor is None:
        return False
    plain = _plain(code)
    if len(plain) == DIGITS and plain.isdigit():
        return _taken(factor, plain)
    return _used_up(user, plain)


def _used_up(user: User, plain: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, code_hash=hash_key(plain), used_at__isnull=True)
    if not unused.update(used_at=timezone.now()):
        return False
    left = RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()
    audit.record_of(user, user, "used a recovery code of", left=left)
    return True


def _taken(factor: SecondFactor, code: str) -> bool:
    """Two who come with the same code at once: the database lets one in."""
    plain = _plain(code)
    hotp = HOTP(sealing.opened(factor.secret), DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303  # apps know this one
    now = int(time.time()) // SECONDS
    for step in (now + each for each in _STEPS):
        if hmac.compare_digest(hotp.generate(step), plain.encode()):
            found = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
            return bool(found.update(last_step=step))
    return False


def _prove(user: User, password: str, code: str) -> None:
    if selectors.second_factor(user) is None:
        raise Conflict("Two-factor sign-in is not on.")
    _own_password(user, password)
    if not check(user, code):
        raise Invalid("That code is not right.", fields={"code": ["This code is not right, or was used already."]})


def _own_password(user: User, password: str) -> None:
    """Somebody who comes only by the organisation's provider has none to give."""
    if user.has_usable_password() and not user.check_password(password):
        raise Invalid("The password is not right.", fields={"password": ["This is not your password."]})


def _fresh_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    texts = [base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower() for _ in range(_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=hash_key(each)) for each in texts)
    return ["-".join(text[at : at + 4] for at in range(0, len(text), 4)) for text in texts]


def _forget(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _plain(code: str) -> str:
    """As people type and paste it: with spaces, dashes and capitals."""
    return "".join(each for each in code.lower() if each.isalnum() and each.isascii())


def _state(user: User) -> str:
    said = f"{user.password} {user.last_login and user.last_login.timestamp()}"
    return hash_key(said)[:24]


def _begin_again() -> NotKnown:
    return NotKnown("That took too long.", hint="log in again")


def _picture(uri: str) -> str:
    import segno  # only who sets this up pays for it

    drawn: Any = segno.make(uri, error="m", micro=False)
    return str(drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None))
