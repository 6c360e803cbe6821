"""The endpoints of the labels: gold and raw, both through the gates of blindness."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from annotations import exports
from annotations.api import filters, shapes
from annotations.api.access import ANY_ROLE
from annotations.api.answering import Rows
from annotations.models import Annotation, DecisionLabel


class GoldLabels(Rows):
    """Settled labels."""

    summary = _("Gold labels")
    explanation = _(
        "A row for each label of a settlement that stands: unanimous, or decided by a reviewer. "
        "Nobody sees the settlement of an article that they have still to code; annotators see "
        "those of the articles that they coded."
    )
    permission = ANY_ROLE
    serializer_class = shapes.GoldRow
    filterset_class = filters.GoldFilters
    queryset = DecisionLabel.objects.all()
    table = exports.GOLD
    file_name = "gold"

    def visible(self) -> QuerySet:
        """Of standing decisions, through the gate."""
        found = DecisionLabel.objects.visible_to(self.request.user)
        return found.gold()


class RawLabels(Rows):
    """Labels as annotators gave them."""

    summary = _("Raw labels")
    explanation = _(
        "A row for each label that an annotator gave in a submitted attempt, also in those that "
        "were sent back. Nobody sees others' labels of an article that they have still to code; "
        "annotators see their own."
    )
    permission = ANY_ROLE
    serializer_class = shapes.RawRow
    filterset_class = filters.RawFilters
    queryset = Annotation.objects.all()
    table = exports.RAW
    file_name = "raw"

    def visible(self) -> QuerySet:
        """Of submitted attempts, through the gate."""
        found = Annotation.objects.visible_to(self.request.user)
        return found.filter(attempt__submitted_at__isnull=False)
