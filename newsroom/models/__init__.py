"""The corpus, the people of the team, and the record of what they did."""

from newsroom.models.belonging import (
    Continuation,
    FormerIssueKey,
    FormerPlace,
    JoinedText,
    MergedIssue,
    RejectedBefore,
)
from newsroom.models.corpus import (
    Article,
    Credit,
    Issue,
    Newspaper,
    Page,
    Segment,
)
from newsroom.models.finding import ArticleDigest, SearchEntry
from newsroom.models.people import User
from newsroom.models.record import AuditEntry
from newsroom.models.repairs import IssueDating, PageRevision
from newsroom.models.tables import GivenArticle, ImportTable
from newsroom.models.waiting import ImportBatch, ImportFile

__all__ = [
    "Article",
    "ArticleDigest",
    "AuditEntry",
    "Continuation",
    "Credit",
    "FormerIssueKey",
    "FormerPlace",
    "GivenArticle",
    "ImportBatch",
    "ImportFile",
    "ImportTable",
    "Issue",
    "IssueDating",
    "JoinedText",
    "MergedIssue",
    "Newspaper",
    "Page",
    "PageRevision",
    "RejectedBefore",
    "SearchEntry",
    "Segment",
    "User",
]
