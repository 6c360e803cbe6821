"""The corpus, the people of the team, and the record of what they did."""

from newsroom.models.corpus import (
    Article,
    Continuation,
    Credit,
    FormerIssueKey,
    ImportBatch,
    Issue,
    Newspaper,
    Page,
    Segment,
)
from newsroom.models.finding import ArticleDigest, SearchEntry
from newsroom.models.people import User
from newsroom.models.record import AuditEntry
from newsroom.models.repairs import PageRevision
from newsroom.models.waiting import ImportFile

__all__ = [
    "Article",
    "ArticleDigest",
    "AuditEntry",
    "Continuation",
    "Credit",
    "FormerIssueKey",
    "ImportBatch",
    "ImportFile",
    "Issue",
    "Newspaper",
    "Page",
    "PageRevision",
    "SearchEntry",
    "Segment",
    "User",
]
