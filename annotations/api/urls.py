"""The addresses of the API, version 1."""

from django.urls import path

from annotations.api import corpus, labels, reading, study

app_name = "api"
urlpatterns = [
    path("", reading.schema_page, name="schema-page"),
    path("schema/", reading.SchemaDocument.as_view(), name="schema"),
    path("newspapers/", corpus.Newspapers.as_view(), name="newspapers"),
    path("issues/", corpus.Issues.as_view(), name="issues"),
    path("articles/", corpus.Articles.as_view(), name="articles"),
    path("articles/<slug:identifier>/", corpus.OneArticle.as_view(), name="article"),
    path("codebooks/", study.Codebooks.as_view(), name="codebooks"),
    path("codebooks/<slug:slug>/<int:number>/", study.OneCodebook.as_view(), name="codebook"),
    path("rounds/", study.Rounds.as_view(), name="rounds"),
    path("rounds/<int:pk>/", study.OneRound.as_view(), name="round"),
    path("labels/gold/", labels.GoldLabels.as_view(), name="gold"),
    path("labels/raw/", labels.RawLabels.as_view(), name="raw"),
    path("releases/", study.Releases.as_view(), name="releases"),
    path("releases/<slug:name>/", study.OneRelease.as_view(), name="release"),
    path("releases/<slug:name>/file/", study.ReleaseFile.as_view(), name="release-file"),
]
