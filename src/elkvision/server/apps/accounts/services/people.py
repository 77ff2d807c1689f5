"""Making accounts, and their passwords."""

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from elkvision.core.tenancy import MAIN_TENANT
from elkvision.server.apps.accounts import audit, gateway, mail, selectors
from elkvision.server.apps.accounts.errors import Conflict, Forbidden, Invalid
from elkvision.server.apps.accounts.models import Membership, Organisation, Role, User
from elkvision.server.apps.accounts.services import organisations, sessions


def set_up(*, username: str, email: str, password: str, organisation: str) -> User:
    """Make the owner of a new installation. Raises Conflict when somebody was first."""
    user = _new(username, email, password)
    try:
        with transaction.atomic():
            if not selectors.needs_owner():
                raise Conflict("This installation has an owner already.", hint="log in, or ask for an invitation")
            user.save()
            house = Organisation.objects.create(
                tenant=MAIN_TENANT, name=organisation, retention_days=organisations.usual_retention()
            )
            Membership.objects.create(user=user, organisation=house, role=Role.OWNER)
            audit.record(user, "set up", house, organisation=house)
            gateway.publish_later()
    except IntegrityError as error:
        raise Conflict("This installation has an owner already.") from error
    return user


@transaction.atomic
def add_owner(*, username: str, email: str, password: str) -> User:
    """Another owner of the first organisation, for who may work on the machine itself. Raises Invalid, and Conflict
    when the name or the address is taken."""
    user = _new(username, email, password)
    house = Organisation.objects.get(tenant=MAIN_TENANT)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise Conflict("This username or e-mail address is taken.") from error
    Membership.objects.create(user=user, organisation=house, role=Role.OWNER)
    audit.record_of(user, None, "made an owner of")
    return user


def register(*, username: str, email: str, password: str, invitation: str = "", is_open: bool) -> User:
    """Make an account: with an invitation into its organisation, without one into a new one of their own.

    Raises Forbidden when registration is not open, Invalid when name or address cannot be used.
    """
    invited = selectors.invitation_by_token(invitation) if invitation else None
    if invitation and invited is None:
        raise Invalid("The invitation is not valid any more.", hint="ask for a new one")
    if selectors.needs_owner():
        raise Conflict("This installation has no owner yet.", hint="make the owner's account first")
    if invited is None and not is_open:
        raise Forbidden("Accounts are made by invitation here.", hint="ask an admin to invite you")
    user = _new(username, email, password)
    try:
        with transaction.atomic():
            user.save()
            if invited is None:
                organisations.create(name=f"{user.username}'s logs", by=user)
            else:
                organisations.accept(invited, by=user)
    except IntegrityError as error:
        # Which of the two is taken is not said: nobody is told whose address has an account.
        raise Invalid("This username or e-mail address cannot be used.", hint="log in if it is yours") from error
    return user


def _new(username: str, email: str, password: str) -> User:
    user = User(username=username, email=email)
    check_strength(password, user, field="password")
    user.set_password(password)
    return user


def check_strength(password: str, user: User, *, field: str) -> None:
    """Raises Invalid, with every reason, for a password that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("Choose a password that is harder to guess.", fields={field: error.messages}) from error


def check_password(login: str, password: str) -> User | None:
    """The person, when the password is theirs. It takes as long for a name that nobody has."""
    user = selectors.user_by_login(login)
    if user is None:
        User().set_password(password)
        return None
    return user if user.check_password(password) and user.is_active else None


def change_password(user: User, *, current: str, new: str, keep_session: str | None) -> None:
    """Set a new password; every other session of theirs ends. Raises Invalid."""
    if not user.check_password(current):
        raise Invalid("The current password is not right.", fields={"current": ["This is not your password."]})
    check_strength(new, user, field="new")
    set_password(user, new, by=user, keep_session=keep_session)


@transaction.atomic
def set_password(user: User, new: str, *, by: User | None, keep_session: str | None = None) -> None:
    """Set it and end the person's sessions, but for one that may be kept."""
    user.set_password(new)
    user.save(update_fields=["password"])
    audit.record_of(user, by, "changed the password of")
    sessions.end_all(user, but=keep_session)


def ask_for_reset(email: str, *, base_url: str) -> None:
    """Mail a link when somebody has that address; say nothing either way."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not user.has_usable_password():  # the sign-in provider is their only way in
        return
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    link = f"{base_url}/reset-password?uid={uid}&token={default_token_generator.make_token(user)}"
    mail.send_soon(
        user.email,
        "A new password for ELK Vision",
        f"Somebody, hopefully you, asked for a new password for {user.username}.\n\n"
        f"Choose it here within an hour:\n{link}\n\nIf it was not you, there is nothing to do.\n",
    )


def reset_password(*, uid: str, token: str, new: str) -> User:
    """Set a password by a mailed link, once. Raises Invalid."""
    user = _by_uid(uid)
    if user is None or not default_token_generator.check_token(user, token):
        raise Invalid("The link is not valid any more.", hint="ask for a new one")
    check_strength(new, user, field="new")
    set_password(user, new, by=user)
    return user


def _by_uid(uid: str) -> User | None:
    try:
        return User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        return None


def change_profile(user: User, **changes: object) -> User:
    """Username, e-mail, name or preferences. Raises Invalid when the name or address cannot be used."""
    for name, value in changes.items():
        setattr(user, name, value)
    try:
        with transaction.atomic():
            user.save(update_fields=[*changes])
            told = {field: changes[field] for field in ("username", "email", "name") if field in changes}
            if told:  # preferences are nobody else's business
                audit.record_of(user, user, "changed the profile of", **told)
    except IntegrityError as error:
        raise Invalid("This username or e-mail address cannot be used.") from error
    return user
