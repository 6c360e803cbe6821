"""Narrow a search for articles to those with a label, as far as this person may see labels."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, Decision, Label
from newsroom.models import Article

name = "label"
title = _("Label")


def choices(user) -> list[tuple[str, str]]:
    """Return the labels that this person can look for: those of the answers they may see."""
    seen = Label.objects.filter(
        Q(pk__in=_answers(user).values("label"))
        | Q(pk__in=_decisions(user).values("labels__label"))
    ).select_related("variable")
    named = {}
    for label in seen.order_by("variable__position", "position", "variable__version"):
        named[f"{label.variable.code}:{label.code}"] = f"{label.variable.name}: {label.name}"
    return list(named.items())


def articles(user, value: str) -> QuerySet[Article]:
    """Return the articles that carry a label in an answer or decision that this person may see."""
    variable, _colon, code = value.partition(":")
    asked = {"label__variable__code": variable, "label__code": code}
    answered = _answers(user).filter(**asked).values("attempt__assignment__unit__article")
    decided = _decisions(user).filter(
        labels__label__variable__code=variable, labels__label__code=code
    )
    return Article.objects.filter(Q(pk__in=answered) | Q(pk__in=decided.values("unit__article")))


def _answers(user):
    """The answers that stand: what was sent back does not count."""
    return Annotation.objects.visible_to(user).filter(attempt__superseded_at=None)


def _decisions(user):
    """The settlements that hold."""
    return Decision.objects.visible_to(user).gold()
