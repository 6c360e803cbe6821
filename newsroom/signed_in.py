"""Who asks: the session, the person and what they may do, with every request.

As Django and allauth do it, but with three statements whose plans are kept: each costs a request
more than all it says. Nothing is remembered between requests, so that what is taken from somebody
is gone at once.
"""

from types import SimpleNamespace
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends import db
from django.db.models import Q
from django.utils import timezone

from newsroom.compiled import Compiled, Statement
from newsroom.models import User

_session = Statement(
    "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
)
_person = Compiled(lambda pk: User.objects.filter(pk=pk))
_permissions = Compiled(
    lambda person: (
        Permission.objects.filter(
            Q(pk__in=User.groups.through.objects.filter(user=person).values("group__permissions"))
            | Q(
                pk__in=User.user_permissions.through.objects.filter(user=person).values(
                    "permission"
                )
            )
        )
        .order_by()
        .values_list("content_type__app_label", "codename")
    )
)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read with a kept plan."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        known = key and "\x00" not in key  # a cookie may hold what no text of the database does
        found = _session(key, timezone.now()) if known else []
        if found:
            return SimpleNamespace(session_data=found[0][0])
        self._session_key = None
        return None


class Backend(AuthenticationBackend):
    """allauth's login; what a person may do comes as one answer, not as two."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session, or None where they are gone or not active."""
        found = _person(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return what a person may do, from their groups and given to them alone."""
        plain = user_obj.is_active and not user_obj.is_anonymous and not user_obj.is_superuser
        if plain and obj is None and not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = {f"{app}.{name}" for app, name in _permissions(user_obj.pk)}
        return super().get_all_permissions(user_obj, obj)
