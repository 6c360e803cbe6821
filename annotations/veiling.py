"""Blindness in the audit log, which says what was answered."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from annotations.models import (
    Assignment,
    Attempt,
    LabelProposal,
    Problem,
    Question,
    Unit,
)
from newsroom.models import AuditEntry

# What entries are about, and how each leads to its unit.
ABOUT: dict[type[Model], str] = {
    Unit: "pk",
    Assignment: "unit",
    Attempt: "assignment__unit",
    Question: "unit",
    LabelProposal: "unit",
    Problem: "assignment__unit",
}


def veil(entries: QuerySet[AuditEntry], user: Any) -> QuerySet[AuditEntry]:
    """Leave out the entries about articles that a person has still to code, in whatever round."""
    still = Assignment.objects.still_to_code(user).values("unit__article")
    hidden = Unit.objects.filter(Q(article__in=still) | Q(article__head__in=still))
    if not hidden.exists():
        return entries
    for model, path in ABOUT.items():
        rows = model._default_manager.filter(**{f"{path}__in": hidden.values("pk")})
        entries = entries.exclude(
            target_type=model._meta.label_lower, target_id__in=rows.values("pk")
        )
    return entries
