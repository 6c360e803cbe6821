"""The database itself refuses a corpus that makes no sense."""

import datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from newsroom import audit
from newsroom.models import (
    Article,
    AuditEntry,
    Continuation,
    Credit,
    FormerIssueKey,
    FormerPlace,
    GivenArticle,
    ImportFile,
    Issue,
    IssueDating,
    JoinedText,
    MergedIssue,
    Newspaper,
    Page,
    PageRevision,
    RejectedBefore,
    Segment,
    User,
)
from tests.factories import (
    make_article,
    make_batch,
    make_issue,
    make_newspaper,
    make_page,
    make_user,
    sha256,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2019, 7, 9)


def change(model, **fields):
    """Change the one row of a model without asking its forms."""
    model.objects.update(**fields)


def twice(instance, **fields):
    """Store an object a second time under another key."""
    instance.pk = None
    for name, value in fields.items():
        setattr(instance, name, value)
    type(instance).objects.bulk_create([instance])


def a_page(**fields):
    """A page beside `make_page("a")` that differs from it in everything but what is given."""
    first = make_page("a")
    given = {"sequence": 7, "file_name": "other.txt", "text": "b", "text_sha256": sha256("b")}
    twice(first, **given | fields)


def an_article():
    """An article with its page, segments and issue."""
    return make_article()


def a_revision(page):
    """The state of a page as it was read."""
    return PageRevision.objects.create(page=page, layout={})


def a_given(**fields):
    """A ready-made article with what tells it from others."""
    article = an_article()
    values = {"row": 2, "outside_id": "a", "fingerprint": sha256("a"), **fields}
    return GivenArticle.objects.create(article=article, newspaper=article.page.newspaper, **values)


def a_jump(**fields):
    """A jump that an article of its own prints."""
    values = {"type": "continues_on", "raw": "(下转3版)", "target_page": "3", **fields}
    return Continuation.objects.create(article=an_article(), **values)


def a_dating(issue):
    return IssueDating.objects.create(issue=issue, state={})


NONSENSE = {
    "newspaper_slug_is_letters_and_figures": lambda: make_newspaper("zj-fzb"),
    "issue_key_once": lambda: (twice(make_issue(), date=None),),
    "issue_once_a_day": lambda: twice(make_issue(), key="another"),
    "issue_date_has_a_basis": lambda: (make_issue(), change(Issue, date_basis="none")),
    "issue_range_runs_forward": lambda: (
        make_issue(None),
        change(Issue, date_from=DAY, date_to=DAY - datetime.timedelta(days=1)),
    ),
    "issue_date_within_its_range": lambda: (
        make_issue("2019-07-10"),
        change(Issue, date_from=DAY, date_to=DAY),
    ),
    "issue_confidence_is_a_share": lambda: (make_issue(), change(Issue, date_confidence=1.5)),
    "former_issue_key_once": lambda: [
        FormerIssueKey.objects.create(newspaper=issue.newspaper, key="u001", issue=issue)
        for issue in [make_issue("2019-07-09"), make_issue("2019-07-10")]
    ],
    "page_sequence_once": lambda: a_page(sequence=1),
    "page_file_once": lambda: a_page(file_name=make_page("c").file_name),
    "page_text_once": lambda: a_page(text="a", text_sha256=sha256("a")),
    "given_article_once_a_newspaper": lambda: (a_given(), a_given(outside_id="b")),
    "given_outside_id_once_a_newspaper": lambda: (a_given(), a_given(fingerprint=sha256("b"))),
    "page_sequence_from_one": lambda: (make_page("a"), change(Page, sequence=0)),
    "article_number_once": lambda: twice(an_article()),
    "article_number_from_one": lambda: (an_article(), change(Article, number=0)),
    "article_has_a_text": lambda: (an_article(), change(Article, text="")),
    "article_is_not_its_own_sidebar": lambda: change(Article, parent=an_article()),
    "article_with_a_successor_is_retired": lambda: change(Article, successor=an_article()),
    "article_part_once": lambda: [
        make_article(head=head, part_number=2) for head in [an_article()] * 2
    ],
    "article_part_has_its_number": lambda: make_article(head=an_article()),
    "article_part_has_no_parts": lambda: make_article(
        head=an_article(), part_number=2, joined_text="a\nb", joined_sha256=sha256("a\nb")
    ),
    "article_joined_text_has_its_checksum": lambda: make_article(joined_text="a\nb"),
    "page_is_checked_by_somebody": lambda: (
        make_page("a"),
        change(Page, checked_at=timezone.now()),
    ),
    "page_was_read_once": lambda: [a_revision(page) for page in [make_page("a")] * 2],
    "revision_is_not_its_own_parent": lambda: change(
        PageRevision, parent=a_revision(make_page("a"))
    ),
    "issue_was_imported_once": lambda: [a_dating(make_issue()) for _time in range(2)],
    "dating_belongs_to_one": lambda: a_dating(None),
    "dating_is_not_its_own_parent": lambda: change(IssueDating, parent=a_dating(make_issue())),
    "segment_start_once": lambda: twice(an_article().segments.first()),
    "segment_is_not_empty": lambda: (an_article(), change(Segment, end=0)),
    "segment_confidence_is_a_share": lambda: (an_article(), change(Segment, confidence=-0.1)),
    "segment_without_article_is_furniture": lambda: (an_article(), change(Segment, article=None)),
    "credit_position_once": lambda: twice(
        Credit.objects.create(article=an_article(), position=1, name="王一平"), name="李二"
    ),
    "credit_has_a_name": lambda: Credit.objects.create(article=an_article(), position=1, name=""),
    "continuation_once_a_type": lambda: twice(
        a_jump(),
    ),
    "continuation_leads_there_once": lambda: [
        a_jump(target=target) for target in [an_article()] * 2
    ],
    "continuation_that_only_refers_joins_nothing": lambda: a_jump(
        type="refers_to", target=an_article()
    ),
    "merged_issue_key_once": lambda: [
        MergedIssue.objects.create(newspaper=issue.newspaper, key="u001", into=issue)
        for issue in [make_issue("2019-07-09"), make_issue("2019-07-10")]
    ],
    "joined_text_once": lambda: [
        JoinedText.objects.create(head=head, text_sha256="0" * 64, parts=[])
        for head in [an_article()] * 2
    ],
    "rejected_before_once": lambda: [
        RejectedBefore.objects.create(page=other.page, start=3, type="continues_on", other=other)
        for other in [an_article()] * 2
    ],
    "former_place_once": lambda: [
        FormerPlace.objects.create(newspaper=page.newspaper, key="u001", sequence=1, page=page)
        for page in [make_page("a"), make_page("b")]
    ],
    "import_file_name_once": lambda: twice(
        ImportFile.objects.create(batch=make_batch(), name="a.txt")
    ),
    "import_file_settled_with_an_outcome": lambda: ImportFile.objects.create(
        batch=make_batch(), name="a.txt", outcome="new"
    ),
    "import_file_refused_with_a_sentence": lambda: ImportFile.objects.create(
        batch=make_batch(), name="a.txt", outcome="refused", settled_at=timezone.now()
    ),
    "user_email_once": lambda: (
        make_user("one", email="A@example.org"),
        make_user("two", email="a@example.org"),
    ),
}


@pytest.mark.parametrize("constraint", NONSENSE)
def test_nonsense_is_refused_by_the_database(constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NONSENSE[constraint]()


def test_every_constraint_of_the_corpus_is_provoked_here():
    named = {
        constraint.name
        for model in apps.get_app_config("newsroom").get_models()
        for constraint in model._meta.constraints
    }

    assert named == set(NONSENSE)


def test_furniture_belongs_to_no_article():
    an_article()

    with pytest.raises(IntegrityError, match="segment_without_article"), transaction.atomic():
        change(Segment, role="furniture")


def test_people_without_a_mail_address_can_be_several():
    make_user("one", email="")
    make_user("two", email="")

    assert User.objects.filter(email="").count() == 2


@pytest.mark.parametrize(
    "act", [lambda rows: rows.update(action="something.else"), lambda rows: rows.delete()]
)
def test_the_audit_log_only_grows(act):
    with transaction.atomic():
        audit.record("newspaper.added", make_newspaper(), by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act(AuditEntry.objects.all())

    assert AuditEntry.objects.get().action == "newspaper.added"


def test_the_text_of_a_page_never_changes():
    page = make_page("a")

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(text="b", text_sha256=sha256("b"))

    page.refresh_from_db()
    assert page.text == "a"


def test_identifiers_can_be_read():
    article = make_article(
        "甲", page=make_page("x", issue=make_issue("2019-07-09"), sequence=2), number=3
    )
    undated = make_page("y", issue=make_issue(None, key="u002"))

    assert article.identifier == "zjfzb-2019-07-09-p2-a3"
    assert str(undated) == "zjfzb-u002-p1"


def test_a_newspaper_is_named_in_the_readers_language():
    newspaper = Newspaper(slug="a", name_zh="浙江法制报", name_en="Zhejiang Legal Daily")

    with override("zh-hans"):
        assert str(newspaper) == "浙江法制报"
    with override("en"):
        assert str(newspaper) == "Zhejiang Legal Daily"
        assert Newspaper(name_zh="人民日报").name == "人民日报"
