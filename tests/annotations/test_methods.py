"""The methods text: its numbers, what it does not know, and its escaping."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations import gating, methods, reviewing, rounds, staffing
from annotations.models import Unit
from annotations.sentences import Fact, Sentence
from tests.annotations.settling import decide, send_back
from tests.factories import (
    answer,
    make_article,
    make_issue,
    make_newspaper,
    make_page,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(ann, ben):
    """Four articles of two days: one settled by all, one by review, one waiting, one coded once."""
    version = make_version()
    training = make_round(version=version, kind="training", annotators=[ann, ben], name="Lessons")
    for assignment in training.units.get().assignments.all():
        answer(assignment)
    made = make_round(
        name="Pilot & co_1", version=version, annotators=[ann, ben],
        articles=[
            make_article(page=make_page(issue=make_issue(day)))
            for day in ("2019-07-01", "2019-07-09", "2019-07-09", None)
        ],
    )  # fmt: skip
    topics = [("T01", "T01"), ("T02", "T01"), ("T03", "T01"), ("T02", None)]
    for unit, said in zip(made.units.order_by("sequence"), topics, strict=True):
        for assignment, topic in zip(unit.assignments.order_by("pk"), said, strict=True):
            if topic:
                answer(assignment, topic=topic)
    decide(made.units.get(sequence=2), by=make_user("rex", role="reviewer"), topic="T02")
    return made


def written(round, user, language="en"):
    return methods.methods(round, language, user=user).as_text()


def test_it_says_units_codebook_annotators_and_training(made, sue):
    text = written(made, sue)

    assert "holds 4 articles of Zhejiang Legal Daily" in text
    assert "published from July 1, 2019 to July 9, 2019" in text
    assert "The day of issue is not known of 1 of them." in text
    assert "version 1 of the codebook “Codebook”" in text
    assert "2 annotators coded, 2 for each article" in text
    assert "trained with this codebook version (articles: 1, rounds: 1)" in text


def test_it_says_coefficients_with_intervals_and_how_disagreements_were_settled(made, sue):
    text = written(made, sue)

    assert "3 articles were coded by two or more annotators; on 2 of them they differed" in text
    assert re.search(
        r"Topic: main label: Krippendorff's α \(nominal\) = -?0\.\d{3}, 95 % bootstrap interval",
        text,
    )
    assert "Sentiment: Krippendorff's α cannot be given. All answers are the same" in text
    assert "1 article was settled because all its annotators agreed." in text
    assert "1 was settled by a reviewer who had not coded it, with a reason: slip 1." in text
    assert "2 articles are not settled yet." in text


def test_what_is_not_on_record_is_said(made, sue):
    text = written(made, sue)

    assert "How the articles of this round were drawn is not on record." in text
    assert "Nothing is on record about who the annotators are" in text
    assert "No training of these annotators" not in text


def test_how_the_articles_were_drawn_is_said_where_it_is_on_record(sue):
    made = make_round(opened=False)
    make_newspaper()
    made.sampling = {
        "method": "weeks", "weeks": 2, "population": 1234, "seed": 42,
        "query": {"newspaper": "zjfzb", "since": "2019-06-01", "only unused": True},
    }  # fmt: skip
    made.save()

    text = written(made, sue)

    assert "They were drawn as follows: constructed weeks (2)." in text
    assert (
        "narrowed to: newspaper Zhejiang Legal Daily, from 2019-06-01, in no other round." in text
    )
    assert "The population held 1,234 articles." in text
    assert "with the seed 42" in text
    assert "How the articles of this round were drawn" not in text


def test_without_training_or_answers_it_says_so(sue):
    text = written(make_round(), sue)

    assert "No training of these annotators with this codebook version is on record." in text
    assert "no article has answers from two annotators" in text


def test_later_answers_and_excluded_articles_are_named(made, rita, sue):
    unit = made.units.get(sequence=3)
    send_back(unit, by=rita)
    answer(unit.assignments.order_by("pk").first(), topic="T01")
    Unit.objects.filter(round=made, sequence=4).update(
        excluded_at=timezone.now(), excluded_by=sue, exclusion="An advertisement."
    )

    text = written(made, sue)

    assert "1 further article was taken out of the round" in text
    assert "1 later answer to the same article was not counted." in text
    assert "1 answer to articles taken out of the round was not counted." in text


def test_a_way_round_the_gate_is_told_with_its_reason(ann, ben, rita, sue):
    main = make_round(opened=False, kind="main", annotators=[ann, ben])
    waiver = gating.ask_waiver(main, reason="The paper closes.", by=sue)

    before = written(main, sue)
    gating.grant_waiver(waiver, by=rita)

    assert "The paper closes." not in before
    assert "“The paper closes.”" in written(main, sue)
    assert "There is no reliability test of exactly these annotators" in written(main, sue)


def test_it_is_complete_in_chinese(made, sue):
    text = written(made, sue, "zh-hans")

    assert "分析单位为单篇文章" in text
    assert "2019年7月1日" in text
    assert not re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", text)


def test_every_number_of_units_leads_to_as_many(client, made, sue):
    client.force_login(sue)
    text = client.get(reverse("annotations:methods", args=[made.pk])).text
    units = reverse("annotations:units", args=[made.pk])

    links = re.findall(rf'<a href="({units}[^"]*)">(\d+)</a>', text)

    assert len(links) > 6
    for address, number in links:
        shown = client.get(address.replace("&amp;", "&").replace("&#x27;", "'")).context["page"]
        if "?" in address:
            assert shown.paginator.count == int(number), address


def test_every_number_leads_somewhere(ann, ben, rita, sue):
    version = make_version()
    for kind in ("training", "pilot"):
        earlier = make_round(version=version, kind=kind, annotators=[ann, ben])
        for assignment in earlier.units.get().assignments.all():
            answer(assignment)
    made = make_round(
        version=version, annotators=[ann, ben, make_user(role="annotator")],
        rules=rounds.Rules(double_share=0.25),
        sampling={"method": "weeks", "weeks": 2, "population": 1234, "seed": 42},
        articles=[make_article(page=make_page(issue=make_issue(day)))
                  for day in ("2019-07-01", "2019-07-09", None, None)],
    )  # fmt: skip
    topics = ("T01", "T02", "T03")
    for unit in made.units.order_by("sequence"):
        for assignment, topic in zip(unit.assignments.order_by("pk"), topics, strict=False):
            answer(assignment, topic=topic if unit.sequence < 4 else "T01")
    unit = made.units.get(sequence=1)
    unit.refresh_from_db()
    decision = decide(unit, by=rita, topic="T02")
    reviewing.object_to(decision, reason="No.", by=unit.assignments.first().annotator)
    decide(made.units.get(sequence=2), by=rita, topic="T02")

    said = methods.methods(made, "en", user=sue)

    bare = [
        (sentence.words, name, str(fact))
        for section in said.sections
        for sentence in section.sentences
        for name, fact in sentence.facts.items()
        if not fact.address and not sentence.missing and not hasattr(fact.value, "isoformat")
        if re.search(r"\d", str(fact)) and name != "checksum"
    ]
    assert bare == []
    text = said.as_text()
    for words in (
        "The day of issue is not known of 2", "A share of 25 %", "The population held 1,234",
        "Annotators objected to 1 settlement", "(articles: 1, rounds: 1)",
    ):  # fmt: skip
        assert words in text


def test_the_page_shows_both_languages_and_three_ways_to_copy(client, made, sue):
    client.force_login(sue)

    text = client.get(reverse("annotations:methods", args=[made.pk])).text

    assert text.count('data-format="latex"') == 2
    assert text.count("data-copy=") == 6
    assert "分析单位为单篇文章" in text
    assert "The unit of analysis is the article." in text


def test_who_has_still_to_code_reads_that_the_text_is_not_whole(client, made):
    curious = make_user(roles=["annotator", "supervisor"])
    article = made.units.get(sequence=2).article
    make_round(articles=[article], annotators=[curious, make_user(role="annotator")])

    text = written(made, curious)

    assert "This text leaves out 1 article that you have still to code yourself." in text
    assert "2 articles were coded by two or more annotators" in text
    assert "was settled by a reviewer" not in text


def test_latex_takes_nothing_for_itself(made, sue):
    make_newspaper().__class__.objects.update(name_en=r"A & B_#1 {50%} $x$ ~^\ <tt>")

    text = methods.methods(made, "en", user=sue).as_latex()

    assert r"A \& B\_\#1 \{50\%\} \$x\$ \textasciitilde{}\textasciicircum{}\textbackslash{}" in text
    assert r"\section*{Methods: Pilot \& co\_1}" in text
    assert r"95 \% bootstrap" in text
    bare = re.sub(
        r"\\(textasciitilde|textasciicircum|textbackslash|textless|textgreater)\{\}", "", text
    )
    bare = re.sub(r"\\(sub)?section\*\{|\\[&%#_{}$]|\$\\alpha\$|\}\n", "", bare)
    assert not re.search(r"[&%#_{}$~^\\<>]", bare)


def test_markdown_escapes_names_and_links_numbers(made, sue):
    text = methods.methods(made, "en", user=sue).as_markdown("https://news.example.org")

    assert (
        rf"[Pilot & co\_1](https://news.example.org{reverse('annotations:round', args=[made.pk])})"
        in text
    )
    assert re.search(
        r"\[3\]\(https://news\.example\.org/rounds/\d+/units/\?agreement=compared\)", text
    )


def test_what_stands_in_a_sentence_is_escaped_on_the_page():
    said = Sentence("It is %(name)s at 95 %% {so}.", {"name": Fact("<b>", "/x?a=1&b=2")})

    assert said.html() == 'It is <a href="/x?a=1&amp;b=2">&lt;b&gt;</a> at 95 % {so}.'
    assert said.text() == "It is <b> at 95 % {so}."


def test_a_reliability_test_that_is_not_finished_is_not_told_as_one(ann, ben, rita, sue):
    version = make_version()
    make_round(version=version, kind="reliability", annotators=[ann, ben])
    main = make_round(version=version, kind="main", annotators=[ann, ben], opened=False)
    waiver = gating.ask_waiver(main, reason="The archive closes in May.", by=sue)
    gating.grant_waiver(waiver, by=rita)
    rounds.open_round(main, by=sue)

    text = written(main, sue)

    assert "Reliability was tested before" not in text
    assert "There is no reliability test of exactly these annotators" in text


def test_who_left_before_they_coded_anything_is_not_counted(ann, ben, sue):
    gone = make_user(role="annotator")
    made = make_round(
        annotators=[ann, ben, gone], articles=[make_article() for _article in range(3)]
    )

    staffing.remove_annotator(made, annotator=gone, reason="On leave.", by=sue)

    assert "2 annotators coded" in written(made, sue)
