"""Accounts are opened by invitation: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from django.db import transaction

from newsroom import audit


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Keep login, password and mail of allauth; close its sign-up."""

    def is_open_for_signup(self, request):
        """Nobody: a supervisor makes the account and sends the invitation."""
        return False


def invite(request, user, *, by):
    """Mail a person the link with which they choose a password; False when there is no address."""
    form = ResetPasswordForm({"email": user.email})
    if not user.email or not form.is_valid():
        return False
    with transaction.atomic():
        form.save(request)
        audit.record("user.invited", user, by=by)
    return True
