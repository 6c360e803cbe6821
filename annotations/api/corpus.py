"""The endpoints of the corpus: newspapers, issues, articles."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from annotations import exports
from annotations.api import filters, shapes
from annotations.api.answering import BOM, FORMATS, TEXT, One, Rows
from annotations.exports import Table
from newsroom.models import Article, Issue, Newspaper
from newsroom.reading import find_article


class Newspapers(Rows):
    """All newspapers."""

    summary = _("Newspapers")
    explanation = _("All newspapers, with how many issues there are.")
    permission = "newsroom.view_newspaper"
    serializer_class = shapes.NewspaperRow
    queryset = Newspaper.objects.all()
    table = exports.NEWSPAPERS
    file_name = "newspapers"


class Issues(Rows):
    """Issues, dated or not."""

    summary = _("Issues")
    explanation = _("Dated editions, and those whose date is not known yet.")
    permission = "newsroom.view_issue"
    serializer_class = shapes.IssueRow
    filterset_class = filters.IssueFilters
    queryset = Issue.objects.all()
    table = exports.ISSUES
    file_name = "issues"


class Articles(Rows):
    """Articles."""

    summary = _("Articles")
    explanation = _("Articles without their text; text=yes adds it.")
    permission = "newsroom.view_article"
    serializer_class = shapes.ArticleRow
    filterset_class = filters.ArticleFilters
    parameters = (TEXT, FORMATS, BOM)
    file_name = "articles"
    queryset = Article.objects.standing()
    table = exports.ARTICLES

    def get_table(self) -> Table:
        """With the text where it is asked for."""
        return exports.ARTICLES_WITH_TEXT if self.yes_or_no("text") else exports.ARTICLES


class OneArticle(One):
    """An article with its text."""

    summary = _("One article")
    explanation = _("An article with its text, by its public identifier, present or former.")
    permission = "newsroom.view_article"
    serializer_class = shapes.ArticleWithText
    table = exports.ARTICLES_WITH_TEXT
    queryset = Article.objects.all()

    def get(self, request: Request, identifier: str, **kwargs: Any) -> Response:
        """Answer it, or 404."""
        try:
            return self.answer(find_article(identifier))
        except Article.DoesNotExist as error:
            raise Http404 from error
