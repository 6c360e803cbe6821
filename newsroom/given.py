"""The ready-made articles of the corpus, and whether a row of a table states one of them again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from newsroom.models import GivenArticle, ImportBatch
from newsroom.sentences import gettext as _
from newsroom.text.table_articles import Stated


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an article: `row` is its row in this import, None when it is of another."""

    fingerprint: str
    outside_id: str
    row: int | None
    identifier: str


class Known:
    """The ready-made articles of the corpus that some rows may state again."""

    def __init__(self, batch: ImportBatch, papers: Iterable[int], stated: list[Stated]) -> None:
        self.by_print: dict[tuple[int, str], Told] = {}
        self.by_id: dict[tuple[int, str], Told] = {}
        found = GivenArticle.objects.filter(newspaper__in=list(papers)).filter(
            Q(fingerprint__in=[article.fingerprint for article in stated])
            | Q(outside_id__in=[a.outside_id for a in stated if a.outside_id])
        )
        related = "article__page__issue__newspaper"
        for given in found.select_related(related).defer("article__text", "article__page__text"):
            of_this = given.article.page.batch_id == batch.pk
            row, identifier = given.row if of_this else None, given.article.identifier
            told = Told(given.fingerprint, given.outside_id, row, identifier)
            self._keep(given.newspaper_id, told)

    def _keep(self, paper: int, told: Told) -> None:
        self.by_print[paper, told.fingerprint] = told
        if told.outside_id:
            self.by_id[paper, told.outside_id] = told

    def take(self, paper: int, stated: Stated) -> None:
        """Know an article from now on."""
        self._keep(paper, Told(stated.fingerprint, stated.outside_id, stated.row, ""))

    def has(self, paper: int, stated: Stated) -> bool:
        """Whether the corpus has an article already."""
        return (paper, stated.fingerprint) in self.by_print

    def contradicts(self, paper: int, stated: Stated) -> str:
        """Return why an article can be neither new nor known; empty when it is one of these."""
        same = self.by_print.get((paper, stated.fingerprint))
        if same and same.row is not None:
            return _("it states the same article as row %(other)s.") % {"other": same.row}
        other = self.by_id.get((paper, stated.outside_id))
        if other and other.fingerprint != stated.fingerprint:
            where = other.identifier or _("row %(row)s") % {"row": other.row}
            return _(
                "its identifier “%(id)s” is that of %(where)s, which has another day, "
                "headline or text."
            ) % {"id": stated.outside_id[:60], "where": where}
        return ""
