"""What is computed of articles so that they are found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func

from newsroom.models.corpus import Article


class SearchEntry(models.Model):
    """What the search reads of an article: folded text, its character bigrams, its words.

    Where the article stands is repeated here, and kept by triggers, so that the search can sort
    and filter many finds without reading their articles.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    folded = models.TextField()
    grams = SearchVectorField()
    words = SearchVectorField()
    day = models.DateField(null=True)
    newspaper = models.BigIntegerField(default=0)
    page = models.CharField(max_length=10, default="")
    kind = models.CharField(max_length=12, default="")
    rubric = models.CharField(max_length=100, default="")
    section = models.CharField(max_length=100, default="", db_default="")

    class Meta:
        indexes = [
            GinIndex(Func("grams", function="newsroom_grams"), name="search_grams"),
            models.Index(F("day").desc(nulls_last=True), F("article").desc(), name="search_days"),
        ]

    def __str__(self):
        return str(self.article_id)


class ArticleDigest(models.Model):
    """What is computed of a text for its readers: its key terms, best first, and its likeness.

    Texts that share one of the bands (newsroom.text.likeness) may be near duplicates.
    """

    entry = models.OneToOneField(
        SearchEntry, models.CASCADE, primary_key=True, related_name="digest"
    )
    terms = ArrayField(models.CharField(max_length=40), default=list)
    bands = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="digest_bands")]

    def __str__(self):
        return str(self.entry_id)
