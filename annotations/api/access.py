"""Who may read: people with a token or logged in, with the permission that an endpoint names."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

# Every role of annotations/roles.py holds it; which rows each sees is decided row by row.
ANY_ROLE = "annotations.view_codebook"


class TokenAuthentication(KnoxAuthentication):
    """Authorization: Token nr_…, hashed, expiring, refused for deactivated people."""

    def authenticate_credentials(self, token: bytes):
        """Return the person and the token. Raises AuthenticationFailed."""
        if not token.isalnum() and not token.replace(b"_", b"").isalnum():
            raise AuthenticationFailed(_("This is not a token."))  # bytes that are no text, or NUL
        return super().authenticate_credentials(token)


class HasPermission(BasePermission):
    """Let people in who hold the permission that the endpoint names."""

    message = _("Your role does not include this.")

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether they hold it."""
        return request.user.has_perm(view.permission)
