"""Imports in the browser: files in, a look at what was recognised, the workers' progress, undo."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom.models import Article, ImportBatch, ImportFile, Page
from tests.factories import make_newspaper, make_round
from tests.newsroom.page_files import UNDATED, import_files, page_file
from tests.newsroom.test_import_jobs import done, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, sue):
    """The browser of a supervisor."""
    client.force_login(sue)
    return client


def upload(client, *files, newspaper=None, **further):
    """Hand files in."""
    newspaper = newspaper or make_newspaper()
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("new_import"), {"newspaper": newspaper.pk, "texts": sent, **further})


def act(client, name, batch):
    """Press a button of an import."""
    return client.post(reverse(name, args=[batch.pk]))


def page(client, name, *arguments):
    """The text of a page."""
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def test_without_an_import_the_list_says_what_one_is(desk):
    assert "Nothing was imported yet." in page(desk, "imports")


def test_without_a_newspaper_a_new_one_is_to_be_named(desk):
    shown = page(desk, "new_import")

    assert '<option value="new">— a new newspaper —</option>' in shown
    assert "There is no newspaper yet." not in shown


def test_files_that_are_handed_in_are_shown_before_anything_is_imported(desk, sue):
    response = upload(
        desk, page_file("2019-07-09_03.txt"), page_file("b.txt", UNDATED + "乙", "gb18030"),
        ("c.txt", b""),
    )  # fmt: skip

    batch = ImportBatch.objects.get()
    assert response.url == reverse("import", args=[batch.pk])
    assert (batch.created_by, batch.begun_at) == (sue, None)
    shown = page(desk, "import", batch.pk)
    assert 'datetime="2019-07-09"' in shown
    for words in ("GB18030", "某地法院审结一起案件", "c.txt is empty.", "Begin the import"):
        assert words in shown
    assert not Page.objects.exists()


def test_an_archive_and_a_folder_can_be_handed_in(desk):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("2019/a.txt", UNDATED)
    folder = [SimpleUploadedFile("b.txt", (UNDATED + "乙").encode())]

    upload(desk, ("pages.zip", held.getvalue()), folder=folder)

    assert set(ImportFile.objects.values_list("name", flat=True)) == {"2019/a.txt", "b.txt"}


def test_a_folder_with_a_manifest_is_handed_in_as_pages_and_no_table(desk):
    table = b"file,date,page\na.txt,2019-07-09,3\n"

    upload(desk, ("manifest.csv", table), page_file("a.txt"))

    file = ImportFile.objects.get()
    assert (file.name, str(file.stated_date), file.number) == ("a.txt", "2019-07-09", 3)


def test_a_manifest_alone_states_nothing(desk):
    response = upload(desk, ("manifest.csv", b"file,date\na.txt,2019-07-09\n"))

    assert response.status_code == 422
    assert "A manifest.csv states days of pages" in response.content.decode()


def test_without_a_file_the_form_comes_back(desk):
    response = upload(desk)

    assert response.status_code == 422
    assert "Choose at least one file." in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_an_archive_without_files_is_said_beside_the_field(desk):
    held = io.BytesIO()
    zipfile.ZipFile(held, "w").close()

    response = upload(desk, ("empty.zip", held.getvalue()))

    assert response.status_code == 422
    assert "There is no file in what you chose." in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_an_import_goes_from_begun_to_done(desk):
    upload(desk, page_file())
    batch = ImportBatch.objects.get()

    act(desk, "import_begin", batch)
    moving = page(desk, "import", batch.pk)
    done(batch)
    finished = page(desk, "import_progress", batch.pk)

    assert 'hx-trigger="every 2s"' in moving
    assert "No worker is running." in moving
    assert "hx-trigger" not in finished
    assert "Pages to check" in finished
    assert Page.objects.count() == 1


def test_an_import_is_stopped_and_gone_on_with(desk):
    batch = received(page_file())

    act(desk, "import_stop", batch)
    assert "Go on" in page(desk, "import", batch.pk)
    act(desk, "import_resume", batch)

    batch.refresh_from_db()
    assert batch.stopped_at is None


def test_an_import_that_the_workers_gave_up_says_so(desk):
    batch = received(page_file(), begun=False)
    ImportBatch.objects.update(begun_at=batch.created_at)

    assert "The workers gave up" in page(desk, "import", batch.pk)
    assert act(desk, "import_resume", batch).status_code == 302


def test_what_is_in_the_corpus_already_is_told_before_and_after(desk):
    old, new = page_file("old.txt"), page_file("new.txt", UNDATED + "乙")
    import_files(old)
    batch = received(old, new, begun=False)

    before = page(desk, "import", batch.pk)
    act(desk, "import_begin", batch)
    done(batch)
    after = page(desk, "import", batch.pk)

    assert "1 file is in the corpus already and stays as it is." in before
    assert before.count("in the corpus already</small>") == 1
    assert "The corpus has these already" in after
    assert after.index("old.txt") < after.index("What came of it") < after.index("new.txt")


def test_an_import_leads_to_the_pages_that_came_of_it(desk):
    batch = done(received(page_file("2019-07-09_03.txt"), page_file("b.txt", UNDATED + "乙")))

    shown = page(desk, "import", batch.pk)

    for one in Page.objects.all():
        assert reverse("page", args=[one.identifier]) in shown
    assert 'datetime="2019-07-09"' in shown


def test_the_pages_of_an_import_take_the_same_queries_for_one_and_for_many(desk):
    asked = []
    for number in (1, 8):
        files = [
            page_file(f"{number}{n}.txt", UNDATED + "乙" * (10 * number + n)) for n in range(number)
        ]
        batch = done(received(*files))
        page(desk, "import", batch.pk)
        with CaptureQueriesContext(connection) as queries:
            page(desk, "import", batch.pk)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_undoing_asks_first(desk):
    batch = done(received(page_file()))

    asked = page(desk, "import_undo", batch.pk)
    assert "1 page with 1 articles leaves the corpus" in asked
    assert Page.objects.exists()
    response = act(desk, "import_undo", batch)

    assert response.url == reverse("imports")
    assert not Page.objects.exists()
    assert "undone" in page(desk, "imports")


def test_undoing_an_import_of_which_an_article_is_in_a_round_is_too_late(desk):
    batch = done(received(page_file()))
    make_round(articles=[Article.objects.get()])

    asked = page(desk, "import_undo", batch.pk)
    response = act(desk, "import_undo", batch)

    assert "Articles of it are in a round, so it cannot be undone." in asked
    assert 'class="primary"' not in asked
    assert response.status_code == 409
    assert Page.objects.exists()


def test_undoing_what_brought_nothing_says_so(desk):
    import_files(page_file())
    batch = done(received(page_file()))

    assert "nothing is taken out" in page(desk, "import_undo", batch.pk)


def test_what_is_not_begun_can_be_discarded(desk):
    batch = received(page_file(), begun=False)

    assert "its files are forgotten" in page(desk, "import_undo", batch.pk)
    act(desk, "import_undo", batch)

    assert not ImportFile.objects.exists()


@pytest.mark.parametrize("name", ["import_begin", "import_stop", "import_resume"])
def test_a_button_that_comes_too_late_is_answered_with_a_sentence(name, desk):
    batch = done(received(page_file()))

    assert act(desk, name, batch).status_code == 409


def test_an_import_by_command_is_listed_as_done(desk):
    report = import_files(page_file(), ("empty.txt", b""))

    shown = page(desk, "import", report.batch.pk)

    assert "done" in page(desk, "imports")
    assert "empty.txt is empty." in shown


def test_the_list_asks_the_database_equally_often_for_any_number(desk):
    asked = []
    for number in range(4):
        received(page_file(f"{number}.txt"), begun=number % 2)
        with CaptureQueriesContext(connection) as queries:
            page(desk, "imports")
        asked.append(len(queries))

    assert len(set(asked)) == 1


def test_an_import_that_does_not_exist_is_not_found(desk):
    assert desk.get(reverse("import", args=[99])).status_code == 404


@pytest.mark.parametrize("name", ["import_begin", "import_stop", "import_resume", "import_undo"])
def test_only_supervisors_import(name, client, rita):
    client.force_login(rita)
    batch = received(page_file(), begun=False)

    assert act(client, name, batch).status_code == 403
    assert upload(client, page_file()).status_code == 403
    assert client.get(reverse("imports")).status_code == 403


@pytest.mark.parametrize(
    ("browser", "first", "later"),
    [
        ("en", "c.txt is empty.", "b.txt has the same text as a.txt, which is in the corpus."),
        ("zh-CN", "c.txt 是空的。", "b.txt 与库中的 a.txt 文字相同。"),
    ],
)
def test_workers_say_what_they_refuse_in_the_language_of_the_browser(
    browser, first, later, client, sue
):
    sue.language = ""
    sue.save()
    client.force_login(sue)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = browser
    upload(client, page_file("a.txt"), page_file("b.txt"), ("c.txt", b""))
    batch = ImportBatch.objects.get()

    act(client, "import_begin", batch)
    done(batch)

    assert [refusal["sentence"] for refusal in batch.refusals] == [later, first]
