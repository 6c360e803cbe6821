"""The workbench as pages and forms, without JavaScript: what each does, and for whom."""

import re
from html import unescape

import pytest
from django.urls import reverse

from annotations.models import Flag
from newsroom import importing, repairing
from newsroom.laying import layout_of
from newsroom.models import AuditEntry, Page
from newsroom.reading import UNSURE
from newsroom.text.editing import MergeArticle, SetKind
from newsroom.text.roles import Kind
from tests.factories import answer, make_round

pytestmark = pytest.mark.django_db

TEXT = (
    "甲地法院审结一起案件\n\n本报记者 王一平\n\n本报讯 昨日,甲地法院审结一起案件,案件涉及\n\n"
    "多名当事人。法院宣判后,当事人服判。\n\n\n\n"
    "乙地召开平安建设会议\n\n本报记者 李强\n\n本报讯 昨日,乙地召开会议。会议部署了下一步工作。\n"
)
IDENTIFIER = "zjfzb-2019-07-09-p1"
ADDRESSES = ["workbench", "page_history"]


def at(words):
    return TEXT.index(words)


@pytest.fixture
def page(db):
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    return Page.objects.get()


@pytest.fixture
def bench(client, page, sue):
    """Send a repair as the supervisor's browser does."""
    client.force_login(sue)

    def send(do, **fields):
        seen = Page.objects.get(pk=page.pk).revision_id or 0
        values = {"do": do, "seen": seen, **fields}
        return client.post(reverse("workbench", args=[IDENTIFIER]), values)

    return send


def test_the_workbench_shows_every_character_of_the_page(client, page, sue):
    client.force_login(sue)

    html = client.get(reverse("workbench", args=[IDENTIFIER])).content.decode()

    shown = "".join(re.findall(r'<p class="stored">(.*?)</p>', html))
    shown = re.sub(r'<span class="(join|folded)".*?</span>', "", shown)
    shown = unescape(re.sub(r"<[^>]+>", "", shown))
    assert "".join(shown.split()) == "".join(TEXT.split())
    assert 'data-key="s"' in html


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("role", ["ann", "rita"])
def test_only_supervisors_come_to_the_workbench(client, page, name, role, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse(name, args=[IDENTIFIER])).status_code == 403


@pytest.mark.parametrize("name", ["workbench", "page_checked", "page_dated", "page_numbered"])
def test_only_supervisors_change_anything(client, page, name, rita):
    client.force_login(rita)
    before = layout_of(page)

    response = client.post(reverse(name, args=[IDENTIFIER]), {"do": "split", "at": at("乙地召开")})

    assert response.status_code == 403
    assert layout_of(page) == before


def test_strangers_are_asked_to_log_in(client, page):
    response = client.get(reverse("workbench", args=[IDENTIFIER]))

    assert response.status_code == 302
    assert "login" in response.url


def test_a_page_that_is_not_there_is_not_found(client, sue):
    client.force_login(sue)

    assert client.get(reverse("workbench", args=["zjfzb-2019-07-09-p7"])).status_code == 404
    assert client.get(reverse("workbench", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("do", "fields", "edit"),
    [
        ("split", {"at": at("本报讯 昨日,乙地")}, "SplitArticle"),
        ("merge:up", {"at": at("乙地召开")}, "MergeArticle"),
        ("merge:down", {"at": at("甲地法院")}, "MergeArticle"),
        ("move:1", {"at": at("本报记者 李强")}, "MovePiece"),
        ("move:none", {"at": at("本报记者 李强")}, "MovePiece"),
        ("move:new", {"at": at("本报记者 李强")}, "TakeOut"),
        ("join", {"at": at("多名当事人")}, "CutJoin"),
        ("cut", {"at": at("多名当事人"), "words": "当事人服判"}, "CutSegment"),
        ("role:caption", {"at": at("多名当事人")}, "SetRole"),
        ("kind", {"article": 1, "kind": "letter"}, "SetKind"),
        ("credits", {"article": 1, "credits": "王二平，记者\n李三, ,某报"}, "SetCredits"),
    ],
)
def test_every_repair_can_be_made_with_a_plain_form(bench, page, do, fields, edit):
    response = bench(do, **fields)

    assert response.status_code == 302
    assert Page.objects.get().revision.edit["edit"] == edit


def test_authors_typed_with_blanks_are_shown_as_they_are_read(bench, page):
    bench("credits", article=1, credits="张三丰 通讯员\n李尖, ,\n王 平")

    credits = list(page.articles.get(number=1).credits.values_list("name", "role"))
    shown = bench("explode", at=0).content.decode()

    assert credits == [("张三丰", "通讯员"), ("李尖", ""), ("王 平", "")]
    assert "张三丰, 通讯员\n李尖\n王 平\n</textarea>" in shown


def test_the_place_that_was_chosen_stays_chosen_after_a_repair(bench, page):
    response = bench("role:caption", at=at("多名当事人"))

    assert response.url.endswith(f"?at={at('多名当事人')}")


def test_the_last_repair_is_undone_and_repeated(bench, page):
    before = layout_of(page)
    bench("merge:up", at=at("乙地召开"))
    after = layout_of(page)

    bench("undo")
    undone = layout_of(page)
    bench("redo")

    assert undone == before
    assert layout_of(page) == after


def test_an_edit_that_makes_no_sense_comes_back_with_a_sentence(bench, page):
    response = bench("split", at=at("甲地法院"))

    assert response.status_code == 409
    assert "An article begins here already." in response.content.decode()


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("", {}),
        ("split", {}),
        ("split", {"at": "seven"}),
        ("role:king", {"at": 0}),
        ("move:many", {"at": 0}),
        ("merge:up", {"at": 3}),
        ("merge:up", {"at": 0}),
        ("merge:sideways", {"at": 0}),
        ("kind", {"article": 1, "kind": "king"}),
        ("kind", {}),
        ("credits", {"article": 1, "credits": "a,b,c,d"}),
        ("credits", {"article": 1, "credits": "x" * 101}),
        ("cut", {"at": 0, "words": "not there"}),
        ("cut", {"at": 3, "words": "法院"}),
        ("explode", {"at": 0}),
    ],
)
def test_what_cannot_be_read_as_a_repair_changes_nothing(bench, page, do, fields):
    before = layout_of(page)

    response = bench(do, **fields)

    assert response.status_code in (409, 422)
    assert layout_of(page) == before


def test_what_was_typed_comes_back_with_its_error(bench, page):
    html = bench("credits", article=1, at=0, credits="王二平, 记者, 本报, 多余").content.decode()

    assert "王二平, 记者, 本报, 多余" in html
    assert "Write one person a line" in html


def test_a_repair_of_a_page_that_changed_meanwhile_is_refused(client, bench, page, sue):
    repairing.repair(page, SetKind(2, Kind.LETTER), by=sue)

    response = client.post(
        reverse("workbench", args=[IDENTIFIER]), {"do": "merge:up", "at": at("乙地召开"), "seen": 0}
    )

    assert response.status_code == 409
    assert "meanwhile" in response.content.decode()


def test_what_was_typed_survives_that_somebody_else_was_quicker(client, bench, page, sue):
    repairing.repair(page, SetKind(2, Kind.LETTER), by=sue)

    response = client.post(
        reverse("workbench", args=[IDENTIFIER]),
        {"do": "credits", "at": 0, "article": 1, "credits": "王二平, 评论员", "seen": 0},
    )

    assert response.status_code == 409
    assert "王二平, 评论员</textarea>" in response.content.decode()


def test_what_a_repair_does_to_coded_articles_is_shown_before_it_is_made(bench, page, ann, ben):
    made = make_round(articles=page.articles.order_by("number"), annotators=[ann, ben])
    for assignment in made.units.get(sequence=1).assignments.all():
        answer(assignment)
    before = layout_of(page)

    shown = bench("split", at=at("多名当事人")).content.decode()
    unchanged = layout_of(page)
    bench("split", at=at("多名当事人"), agreed=1)

    assert "2 codings go back to their annotators." in shown
    assert 'name="agreed" value="1"' in shown
    assert unchanged == before
    assert Flag.objects.count() == 1


def test_a_repair_that_leaves_labels_with_their_text_needs_no_further_question(
    bench, page, ann, ben
):
    made = make_round(articles=page.articles.order_by("number"), annotators=[ann, ben])
    for assignment in made.units.get(sequence=1).assignments.all():
        answer(assignment)

    response = bench("join", at=at("多名当事人"))

    assert response.status_code == 302
    assert not Flag.objects.exists()


def test_a_page_looked_through_leads_to_the_next_that_waits(client, page, sue):
    importing.import_pages([("2019-07-10_01.txt", TEXT.replace("甲", "丙").encode())], by=None)
    Page.objects.update(confidence=UNSURE / 2)
    client.force_login(sue)

    first = client.post(reverse("page_checked", args=[IDENTIFIER]))
    last = client.post(reverse("page_checked", args=["zjfzb-2019-07-10-p1"]))

    assert first.url == reverse("workbench", args=["zjfzb-2019-07-10-p1"])
    assert last.url == reverse("to_check")
    assert not repairing.to_check().exists()


def test_an_article_that_may_be_cut_wrongly_counts_as_a_doubt_until_a_person_has_looked(
    client, bench, page, sue
):
    page.segments.update(confidence=0.9)
    page.articles.filter(number=2).update(confidence=0.65)
    Page.objects.update(confidence=0.65)
    client.force_login(sue)

    before = client.get(reverse("to_check")).context["pages"][0]
    bench("confirm", at=at("乙地召开"))
    after = client.get(reverse("to_check")).context["pages"][0]

    assert (before.n_doubts, before.n_unsure_articles) == (0, 1)
    assert (after.n_doubts, after.n_unsure_articles) == (0, 0)


def test_the_list_of_pages_to_check_names_those_that_wait(client, page, sue):
    client.force_login(sue)
    Page.objects.update(confidence=1.0)
    empty = client.get(reverse("to_check")).content.decode()
    Page.objects.update(confidence=UNSURE / 2)

    html = client.get(reverse("to_check")).content.decode()

    assert "No page waits" in empty
    assert reverse("workbench", args=[IDENTIFIER]) in html


def test_the_history_says_who_did_what(client, page, sue):
    repairing.repair(page, MergeArticle(2, into=1), by=sue)
    repairing.undo(Page.objects.get(), by=sue)
    client.force_login(sue)

    html = client.get(reverse("page_history", args=[IDENTIFIER])).content.decode()

    assert "Article 2 is part of article 1." in html
    assert "Undone: Article 2 is part of article 1." in html
    assert sue.display_name in html


def test_the_day_is_set_by_hand_and_the_page_moves_with_it(client, page, sue):
    client.force_login(sue)

    response = client.post(reverse("page_dated", args=[IDENTIFIER]), {"date": "2019-07-08"})

    assert response.url == reverse("workbench", args=["zjfzb-2019-07-08-p1"])
    moved = client.get(reverse("workbench", args=[IDENTIFIER]))
    assert moved.url == reverse("workbench", args=["zjfzb-2019-07-08-p1"])
    assert AuditEntry.objects.filter(action="issue.dated", actor=sue).exists()


def test_a_day_that_is_none_is_refused_with_a_sentence(client, page, sue):
    client.force_login(sue)

    response = client.post(
        reverse("page_dated", args=[IDENTIFIER]), {"date": "2019-02-30"}, follow=True
    )

    assert "Give a day (2012-07-09), a month" in response.content.decode()


def test_the_workbench_asks_as_many_queries_for_ten_articles_as_for_two(
    client, page, sue, django_assert_max_num_queries
):
    long = "\n\n\n\n".join(
        TEXT.strip().replace("甲", sign).replace("乙", f"新{sign}") for sign in "东西南北中"
    )
    importing.import_pages([("2019-07-10_01.txt", long.encode())], by=None)
    client.force_login(sue)

    with django_assert_max_num_queries(16):
        client.get(reverse("workbench", args=["zjfzb-2019-07-10-p1"]))


def test_an_empty_page_can_be_opened(client, page, sue):
    page.segments.all().delete()
    client.force_login(sue)

    html = client.get(reverse("workbench", args=[IDENTIFIER])).content.decode()

    assert "Nothing is printed on this page." in html


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "An article begins here already."), ("zh-hans", "此处已是一篇的开头。")],
)
def test_what_is_refused_is_told_in_the_readers_language(bench, page, sue, language, sentence):
    sue.language = language
    sue.save(update_fields=["language"])

    answer_given = bench("split", at=at("甲地法院")).content.decode()

    assert sentence in answer_given


def test_what_a_repair_does_to_articles_that_nobody_has_coded_is_shown_too(bench, page, ann, ben):
    made = make_round(articles=page.articles.order_by("number"), annotators=[ann, ben])
    before = layout_of(page)

    shown = bench("merge:up", at=at("乙地召开")).content.decode()
    unchanged = layout_of(page)
    done = bench("merge:up", at=at("乙地召开"), agreed=1)

    assert "This touches articles of a round" in shown
    assert "nobody has coded it yet" in shown
    assert unchanged == before
    assert done.status_code == 302
    assert made.units.get(sequence=2).excluded_at


def test_a_paragraph_alone_is_made_an_article_from_the_list_of_articles(bench, page):
    bench("move:new", at=at("本报记者 王一平"))

    texts = {one.number: one.text for one in page.articles.standing()}
    assert texts[3] == "本报记者 王一平"
    assert "多名当事人" in texts[1]


def test_furniture_that_is_given_a_role_goes_to_the_article_above(bench, page):
    bench("move:none", at=at("本报记者 李强"))

    bench("role:credit", at=at("本报记者 李强"))

    assert layout_of(page).part(at("本报记者 李强")).article == 2


def test_a_date_that_was_changed_stands_in_the_history_and_undoing_takes_it_back(
    client, bench, page, sue
):
    bench("kind", article=1, kind="letter")
    client.post(reverse("page_dated", args=[IDENTIFIER]), {"date": "2019-07-10"})
    place = Page.objects.get().identifier

    listed = client.get(reverse("page_history", args=[place])).content.decode()
    undone = client.post(
        reverse("workbench", args=[place]),
        {"do": "undo", "seen": Page.objects.get().revision_id},
        headers={"HX-Request": "true"},
    )

    assert "2019-07-09 → 2019-07-10" in listed
    assert undone["HX-Redirect"] == reverse("workbench", args=[IDENTIFIER])
    assert Page.objects.get().identifier == IDENTIFIER
    assert page.articles.get(number=1).kind == "letter"
