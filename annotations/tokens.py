"""API tokens: issuing one, shown once, and revoking it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import ApiToken
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import User


@transaction.atomic
def issue(user: User, *, name: str, days: int | None = None, by: User | None) -> str:
    """Make a named token for a person and return it; nobody can read it a second time.

    Without `days` it holds until it is revoked. Raises Refused for a deactivated person, a name
    that another token of theirs has, and a time that is over at once.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    name = name.strip()
    if not user.is_active:
        raise Refused(_("This account is deactivated, so it gets no token."))
    if not 0 < len(name) <= 60:
        raise Refused(_("A token needs a name of at most 60 characters."))
    if days is not None and not 1 <= days <= 3650:
        raise Refused(_("A token holds between 1 and 3650 days."))
    ApiToken.objects.filter(user=user, name=name, expiry__lte=timezone.now()).delete()
    if ApiToken.objects.filter(user=user, name=name).exists():
        raise Refused(_("This person has a token of this name already; revoke it first."))
    made, token = ApiToken.objects.create(
        user, expiry=None if days is None else timedelta(days=days), name=name
    )
    expires = made.expiry.isoformat() if made.expiry else None
    audit.record("token.issued", user, after={"name": name, "expires": expires}, by=by)
    return token


@transaction.atomic
def revoke(user: User, *, name: str, by: User | None) -> None:
    """End a token at once. Raises Refused when the person has none of this name."""
    found = ApiToken.objects.select_for_update().filter(user=user, name=name.strip())
    if not found:
        raise Refused(_("This person has no token of this name."))
    found.delete()
    audit.record("token.revoked", user, before={"name": name.strip()}, by=by)
