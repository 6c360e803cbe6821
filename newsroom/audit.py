"""The audit log: every act that changes state is written down in the same transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from newsroom.models import AuditEntry

# Each takes entries and a person, and leaves out what that person may not read.
veils: list[Callable[[QuerySet[AuditEntry], Any], QuerySet[AuditEntry]]] = []


def visible_to(user: Any) -> QuerySet[AuditEntry]:
    """Return the entries that a person who may read the audit log may read now."""
    entries = AuditEntry.objects.all()
    for veil in veils:
        entries = veil(entries, user)
    return entries


def record(action, target, *, before=None, after=None, by):
    """Write down that a person (or None: the machine) did something to a saved object.

    `action` reads like "assignment.submitted"; `before` and `after` are JSON objects with what
    changed. Must be called within the transaction of the change itself.
    """
    return record_all([(action, target, before, after)], by=by)[0]


def record_all(acts, *, by):
    """Write down several acts of one person at once: (action, target, before, after) each."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry belongs to the transaction of what it records.")
    return AuditEntry.objects.bulk_create(
        AuditEntry(
            actor=by,
            action=action,
            target_type=target._meta.label_lower,
            target_id=target.pk,
            before=before or {},
            after=after or {},
        )
        for action, target, before, after in acts
    )
