"""The API: what comes back, to whom, and what is refused with which sentence."""

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations import exports, reviewing, rounds, staffing
from annotations.api import shapes
from annotations.models import Assignment, Decision, Label
from newsroom.models import Article, Credit, FormerIssueKey
from tests.annotations.asking_the_api import refusal, rows
from tests.factories import (
    answer,
    labels_of,
    make_article,
    make_disputed_unit,
    make_issue,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


def test_articles_are_listed_by_their_public_identifier(reader):
    make_article("探索诉源治理", page=None)
    found = rows(reader, "articles")

    assert [row["identifier"] for row in found] == ["zjfzb-2019-07-09-p1-a1"]
    assert found[0]["headline"] == "探索诉源治理"
    assert found[0]["date"] == "2019-07-09"
    assert "text" not in found[0]


def test_text_comes_with_the_list_only_when_asked_for(reader):
    article = make_article()

    found = rows(reader, "articles", text="yes")

    assert found[0]["text"] == article.text


def test_an_article_by_itself_has_its_text_credits_and_checksum(reader):
    article = make_article()
    Credit.objects.create(
        article=article, position=1, name="陈岚", role="记者", organisation="本报"
    )

    body = reader.get(reverse("api:article", args=[article.identifier])).json()

    assert body["text"] == article.text
    assert body["text_sha256"] == article.text_sha256
    assert body["credits"] == [{"name": "陈岚", "role": "记者", "organisation": "本报"}]


def test_a_sidebar_names_the_article_it_belongs_to(reader):
    article = make_article()
    make_article(parent=article)

    parents = [row["parent"] for row in rows(reader, "articles")]

    assert parents == [None, article.identifier]


def test_an_article_is_still_found_by_the_identifier_it_had_while_undated(reader):
    article = make_article()
    issue = article.page.issue
    FormerIssueKey.objects.create(newspaper=issue.newspaper, key="u001", issue=issue)

    body = reader.get(reverse("api:article", args=["zjfzb-u001-p1-a1"])).json()

    assert body["identifier"] == article.identifier


def test_an_unknown_identifier_is_404_with_a_sentence(reader):
    body = refusal(reader, "article", 404, "zjfzb-2019-07-09-p1-a9")

    assert "not yours to see" in body["detail"]


def test_articles_can_be_filtered_by_newspaper_date_kind_and_round(reader):
    early, late = make_article(page=None), make_article(page=None)
    Article.objects.filter(pk=late.pk).update(kind="brief")
    late.page.issue = make_issue("2019-07-12")
    late.page.save()
    made = make_round(articles=[early])

    def listed(**parameters):
        return {row["characters"] and row["kind"] for row in rows(reader, "articles", **parameters)}

    assert listed(date_to="2019-07-10") == {"news"}
    assert listed(date_from="2019-07-10") == {"brief"}
    assert listed(kind="brief") == {"brief"}
    assert listed(round=made.pk) == {"news"}
    assert listed(newspaper="zjfzb") == {"news", "brief"}


def test_newspapers_and_issues_say_what_they_hold(reader):
    make_article()

    newspaper = rows(reader, "newspapers")[0]
    issue = rows(reader, "issues", newspaper="zjfzb")[0]

    assert (newspaper["slug"], newspaper["issues"], newspaper["first_date"]) == (
        "zjfzb", 1, "2019-07-09",
    )  # fmt: skip
    assert (issue["identifier"], issue["pages"], issue["articles"]) == ("zjfzb-2019-07-09", 1, 1)


def test_a_codebook_version_comes_with_its_variables_and_labels_and_a_draft_does_not(reader):
    published = make_version()
    draft = make_version(published=False)

    listed = rows(reader, "codebooks")
    body = reader.get(reverse("api:codebook", args=[published.codebook.slug, 1])).json()

    assert [row["codebook"] for row in listed] == [published.codebook.slug]
    assert [variable["code"] for variable in body["variables"]] == ["topic", "sentiment"]
    assert body["variables"][0]["labels"][0]["code"] == "T01"
    assert set(body) == set(shapes.CodebookFile().fields)
    assert set(body["variables"][0]) == set(shapes.VariableOfCodebook().fields)
    assert set(body["variables"][0]["labels"][0]) == set(shapes.LabelOfCodebook().fields)
    refusal(reader, "codebook", 404, draft.codebook.slug, 1)


def test_the_schema_names_exactly_the_columns_that_go_out():
    pairs = [
        (exports.NEWSPAPERS, shapes.NewspaperRow), (exports.ISSUES, shapes.IssueRow),
        (exports.ARTICLES_WITH_TEXT, shapes.ArticleRow), (exports.CODEBOOKS, shapes.CodebookRow),
        (exports.ROUNDS, shapes.RoundRow), (exports.RELEASES, shapes.ReleaseRow),
        (exports.RELEASES_WITH_MANIFEST, shapes.ReleaseWithManifest),
        (exports.GOLD, shapes.GoldRow), (exports.RAW, shapes.RawRow),
    ]  # fmt: skip

    for table, shape in pairs:
        assert list(table.columns) == list(shape().fields), shape.__name__


def test_gold_is_what_was_decided_with_its_reason_text_and_codebook(reader, rita):
    unit = make_disputed_unit()
    version = unit.round.codebook_version
    reviewing.decide(
        unit, answers=labels_of(version, topic="T02 T03", sentiment="neutral"), reason="slip",
        by=rita,
    )  # fmt: skip

    found = rows(reader, "gold")

    assert [(row["variable"], row["label"], row["main"]) for row in found] == [
        ("topic", "T02", True), ("topic", "T03", False), ("sentiment", "neutral", True),
    ]  # fmt: skip
    first = found[0]
    assert first["article"] == unit.article.identifier
    assert (first["basis"], first["reason"]) == ("review", "slip")
    assert first["reviewer_code"] == rita.annotator_code
    assert first["text_sha256"] == unit.article.text_sha256
    assert (first["codebook"], first["codebook_version"]) == (version.codebook.slug, 1)


def test_a_withdrawn_decision_is_no_gold(reader, rita):
    make_disputed_unit(answers=(("T01", "neutral"), ("T01", "neutral")))
    Decision.objects.update(withdrawn_at=timezone.now(), withdrawn_by=rita)

    assert rows(reader, "gold") == []


def test_raw_labels_name_people_by_code_and_keep_what_was_sent_back(reader, rita):
    unit = make_disputed_unit()
    first = unit.assignments.order_by("pk").first()
    reviewing.send_back(
        unit, attempts=[first.attempts.get()], comment="Look at the lead again.", by=rita
    )
    answer(first, topic="T02")

    found = [
        (row["annotator_code"], row["attempt"], row["current"], row["label"])
        for row in rows(reader, "raw", variable="topic")
    ]

    code = first.annotator.annotator_code
    other = unit.assignments.exclude(pk=first.pk).get().annotator.annotator_code
    assert sorted(found) == sorted(
        [(code, 1, False, "T01"), (other, 1, True, "T02"), (code, 2, True, "T02")]
    )
    assert not {"username", "email", "annotator"} & set(rows(reader, "raw")[0])


def test_labels_can_be_filtered_by_everything_that_is_documented(reader):
    unit = make_disputed_unit()
    make_disputed_unit()
    code = unit.assignments.order_by("pk").first().annotator.annotator_code

    def listed(**parameters):
        return sorted(row["label"] for row in rows(reader, "raw", **parameters))

    assert listed(article=unit.article.identifier) == ["T01", "T02", "neutral", "neutral"]
    assert listed(round=unit.round.pk, label="T02") == ["T02"]
    assert listed(annotator=code) == ["T01", "neutral"]
    assert listed(round=unit.round.pk, variable="topic", main="yes") == ["T01", "T02"]
    assert listed(main="no") == []
    assert listed(attempt=2) == []
    assert listed(current="no") == []
    assert listed(newspaper="zjfzb", date_from="2019-07-10") == []
    assert listed(codebook=unit.round.codebook_version.codebook.slug) == listed(round=unit.round.pk)
    assert listed(submitted_after="2100-01-01T00:00:00Z") == []
    assert listed(submitted_after="2100-01-01T00:00:00-18:12") == []


def test_an_annotator_sees_own_raw_labels_and_gold_of_own_articles_only(client, ann, ben):
    theirs = make_round(annotators=[ann, ben])
    for assignment in theirs.units.get().assignments.all():
        answer(assignment)
    make_disputed_unit(answers=(("T03", "negative"), ("T03", "negative")))
    client.force_login(ann)

    raw, gold = rows(client, "raw"), rows(client, "gold")

    assert {row["annotator_code"] for row in raw} == {ann.annotator_code}
    assert {row["round"] for row in gold} == {theirs.pk}
    assert [row["id"] for row in rows(client, "rounds")] == [theirs.pk]


def test_whoever_has_still_to_code_an_article_sees_nothing_of_the_others_work_on_it(client, ann):
    sue = make_user(roles=("supervisor", "annotator"))
    article = make_article()
    make_round(articles=[article], annotators=[sue, ann])
    answer(ann.assignments.get())
    unit = make_disputed_unit(articles=[article], answers=(("T01", "neutral"),) * 2)
    client.force_login(sue)

    assert rows(client, "raw") == []
    assert rows(client, "gold") == []
    assert rows(client, "gold", round=unit.round.pk) == []

    answer(sue.assignments.get(), topic="T02")

    assert {row["label"] for row in rows(client, "raw", variable="topic")} == {"T01", "T02"}
    assert rows(client, "gold")


def test_a_round_that_is_not_theirs_is_404_and_refused_as_a_filter(client, ann):
    made = make_round()
    client.force_login(ann)

    refusal(client, "round", 404, made.pk)
    body = refusal(client, "raw", 400, round=made.pk)

    assert "round" in body["fields"]


def test_pages_follow_each_other_and_skip_and_repeat_nothing(reader):
    made = [make_article(page=None).identifier for _number in range(5)]
    following, seen = f"{reverse('api:articles')}?page_size=2", []

    while following:
        body = reader.get(following).json()
        seen += [row["identifier"] for row in body["results"]]
        following = body["next"]
        if len(seen) == 2:
            made.append(make_article(page=None).identifier)

    assert seen == made


def test_a_last_page_that_is_full_has_no_next(reader):
    make_article(), make_article()

    body = reader.get(reverse("api:articles"), {"page_size": 2}).json()

    assert len(body["results"]) == 2
    assert body["next"] is None


@pytest.mark.parametrize(
    ("name", "queries"),
    [("newspapers", 4), ("issues", 4), ("articles", 4), ("codebooks", 4), ("rounds", 4),
     ("gold", 4), ("raw", 4)],
)  # fmt: skip
def test_the_number_of_queries_does_not_grow_with_the_rows(
    reader, name, queries, django_assert_num_queries
):
    for _number in range(3):
        unit = make_disputed_unit(answers=(("T01", "neutral"),) * 2)
        Credit.objects.create(article=unit.article, position=1, name="陈岚")

    with django_assert_num_queries(queries):
        found = rows(reader, name)

    assert found


def test_labels_of_a_round_come_out_as_they_were_given(reader):
    made = make_round(articles=[make_article() for _number in range(4)])
    for unit in made.units.all():
        for assignment in unit.assignments.all():
            answer(assignment, topic="T03 T01", sentiment="mixed")
    rounds.close_round(made, by=made.created_by)

    gold = {(row["article"], row["label"], row["main"]) for row in rows(reader, "gold")}

    assert gold == {
        (unit.article.identifier, label, main)
        for unit in made.units.all()
        for label, main in (("T03", True), ("T01", False), ("mixed", True))
    }
    assert Label.objects.filter(code="mixed").exists()


def test_a_round_counts_no_article_that_was_taken_out(reader, sue):
    made = make_round(articles=[make_article(), make_article()])
    staffing.exclude(made.units.first(), reason="An advertisement.", by=sue)

    assert [row["units"] for row in rows(reader, "rounds")] == [1]


def test_a_raw_label_says_whether_it_is_a_hidden_second_coding(reader, ann):
    made = make_round(
        articles=[make_article() for _article in range(4)],
        annotators=[ann],
        per_unit=1,
        rules=rounds.Rules(recode_share=0.25),
    )
    for assignment in Assignment.objects.filter(unit__round=made).order_by("recode", "pk"):
        answer(assignment)

    found = rows(reader, "raw", variable="topic")

    assert sorted(row["recode"] for row in found) == [False] * 4 + [True]
