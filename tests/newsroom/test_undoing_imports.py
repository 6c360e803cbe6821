"""Imports can be undone as long as the study does not use them; and the commands for both."""

import io

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import batches, undoing
from newsroom.errors import Refused
from newsroom.models import Article, AuditEntry, Continuation, ImportBatch, Issue, Page
from newsroom.progress import State, progress_of
from tests.factories import make_round
from tests.newsroom.page_files import SEEDS, UNDATED, import_files, page_file, table_sizes

pytestmark = pytest.mark.django_db


def test_purging_takes_everything_of_an_import_and_keeps_the_record_of_it(sue):
    report = import_files(SEEDS)

    undoing.purge(report.batch, by=sue)

    sizes = table_sizes()
    assert {sizes[name] for name in ("Issue", "Page", "Article", "Segment", "Credit")} == {0}
    assert not Continuation.objects.exists()
    batch = ImportBatch.objects.get()
    assert batch.purged_at
    entry = AuditEntry.objects.get(action="batch.purged")
    assert (entry.actor, entry.before) == (sue, {"pages": 5, "articles": 16})


def test_purging_leaves_the_pages_of_other_imports():
    import_files(page_file("2019-07-09_01.txt"))
    second = import_files(page_file("2019-07-09_02.txt", UNDATED + "乙"))

    undoing.purge(second.batch, by=None)

    assert Issue.objects.get().pages.get().file_name == "2019-07-09_01.txt"


def test_a_purged_import_cannot_be_purged_again():
    report = import_files(page_file())
    undoing.purge(report.batch, by=None)

    with pytest.raises(Refused, match="is undone already"):
        undoing.purge(report.batch, by=None)


def test_an_import_with_an_article_in_a_round_cannot_be_purged():
    report = import_files(SEEDS)
    make_round(articles=[Article.objects.first()])
    before = table_sizes()

    with pytest.raises(Refused, match="articles of it are in a round"):
        undoing.purge(report.batch, by=None)

    assert table_sizes() == before
    assert ImportBatch.objects.get().purged_at is None


def test_what_was_purged_can_be_imported_again():
    undoing.purge(import_files(SEEDS).batch, by=None)

    import_files(SEEDS)

    assert Article.objects.count() == 16


# Large ones ---------------------------------------------------------------------------------------
@pytest.fixture
def steps_of_two(monkeypatch):
    """Let five pages be a large import, taken out in steps of two."""
    monkeypatch.setattr(undoing, "AT_ONCE", 4)
    monkeypatch.setattr(undoing, "PAGES_A_STEP", 2)


def jobs():
    """The waiting jobs that undo imports."""
    return ProcrastinateJob.objects.filter(task_name=undoing.TASK, status="todo")


def test_a_small_import_is_undone_at_once(sue):
    batch = import_files(SEEDS).batch

    assert undoing.undo(batch, by=sue)
    assert not Page.objects.exists()
    assert not jobs().exists()


def test_a_large_import_is_undone_by_the_workers_step_by_step(steps_of_two, sue):
    batch = import_files(SEEDS).batch

    assert not undoing.undo(batch, by=sue)
    assert Page.objects.count() == 5
    assert jobs().get().lock == batches.lock_of(batch)
    left = []
    while undoing.run(batch, seconds=0.0):
        batch.refresh_from_db()
        left.append((Page.objects.count(), progress_of([batch])[0][1].state))

    batch.refresh_from_db()
    assert left == [(3, State.UNDOING), (1, State.UNDOING), (0, State.UNDOING)]
    assert batch.purged_at
    assert progress_of([batch])[0][1].state == State.UNDONE
    sizes = table_sizes()
    assert {sizes[name] for name in ("Issue", "Page", "Article", "Segment", "Credit")} == {0}
    entry = AuditEntry.objects.get(action="batch.purged")
    assert (entry.actor, entry.before) == (sue, {"pages": 5, "articles": 16})


def test_every_page_that_is_left_in_the_middle_is_whole(steps_of_two, sue):
    batch = import_files(SEEDS).batch
    undoing.undo(batch, by=sue)

    undoing.run(batch, seconds=0.0)

    for page in Page.objects.all():
        assert page.articles.count() > 0
        assert page.segments.filter(article__isnull=False).exists()
        assert all(article.search_entry.digest for article in page.articles.all())


def test_an_import_that_is_being_undone_cannot_be_gone_on_with_or_undone_again(steps_of_two, sue):
    batch = import_files(SEEDS).batch
    undoing.undo(batch, by=sue)

    with pytest.raises(Refused, match="is being undone already"):
        undoing.undo(batch, by=sue)
    with pytest.raises(Refused, match="is being undone already"):
        batches.resume(batch, by=sue)


def test_an_undoing_that_the_workers_gave_up_can_be_begun_again(steps_of_two, sue):
    batch = import_files(SEEDS).batch
    undoing.undo(batch, by=sue)
    jobs().update(status="failed")

    undoing.undo(batch, by=sue)

    assert jobs().count() == 1
    assert AuditEntry.objects.filter(action="batch.undo_begun").count() == 1


def test_a_large_import_with_an_article_in_a_round_is_not_begun_to_be_undone(steps_of_two, sue):
    batch = import_files(SEEDS).batch
    make_round(articles=[Article.objects.last()])

    with pytest.raises(Refused, match="articles of it are in a round"):
        undoing.undo(batch, by=sue)

    batch.refresh_from_db()
    assert batch.purging_at is None
    assert Page.objects.count() == 5


def test_what_comes_into_a_round_meanwhile_stays(steps_of_two, sue):
    batch = import_files(SEEDS).batch
    undoing.undo(batch, by=sue)
    undoing.run(batch, seconds=0.0)
    make_round(articles=[Article.objects.last()])

    assert not undoing.run(batch)

    batch.refresh_from_db()
    assert batch.purging_at is None
    assert batch.purged_at is None
    assert (
        Page.objects.count() == AuditEntry.objects.get(action="batch.undo_stopped").after["pages"]
    )
    assert Page.objects.exists()


# The commands -------------------------------------------------------------------------------------
def run(command, *arguments, **options):
    """Run a command and return what it printed."""
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_import_seeds_lists_every_page_with_its_articles(sue):
    printed = run("import_seeds", by="sue")

    assert "000_67c79fb75c83bfe5.txt  →  zjfzb-2019-07-09-p1  (new)" in printed
    assert "zjfzb-2019-07-09-p1-a5  嘉兴知产跨域一体化审判落下第一槌" in printed
    assert "New: 5 pages, 16 articles. Unchanged: 0. Refused: 0." in printed
    assert ImportBatch.objects.get().created_by == sue


def test_import_seeds_prints_refusals_and_goes_on(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(UNDATED, encoding="utf-8")

    printed = run("import_seeds", str(tmp_path))

    assert "Refused: empty.txt is empty." in printed
    assert "New: 1 page, 1 article. Unchanged: 0. Refused: 1." in printed


def test_import_seeds_reads_a_manifest_in_the_folder(tmp_path):
    (tmp_path / "a.txt").write_text(UNDATED)
    (tmp_path / "manifest.csv").write_text("file,date,page\na.txt,2019-07-09,3\nb.txt,,\n")

    printed = run("import_seeds", str(tmp_path))

    assert Page.objects.get().identifier == "zjfzb-2019-07-09-p3"
    assert "manifest.csv, line 3: there is no file b.txt beside it." in printed


def test_import_seeds_can_be_tried():
    printed = run("import_seeds", dry_run=True)

    assert "Nothing was changed: this was a trial." in printed
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"newspaper": "rmrb"}, "no newspaper with the slug “rmrb”"),
        ({"by": "nobody"}, "There is no user “nobody”."),
        ({"paths": ["nowhere"]}, "There is no file or folder nowhere."),
    ],
)
def test_import_seeds_says_what_it_cannot_do(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("import_seeds", *options.pop("paths", []), **options)


def test_purge_batch_undoes_an_import():
    batch = import_files(page_file()).batch

    printed = run("purge_batch", str(batch.pk))

    assert printed == f"Import {batch.pk} is undone.\n"
    assert not Page.objects.exists()


def test_purge_batch_says_what_it_cannot_do():
    batch = import_files(page_file()).batch
    make_round(articles=[Article.objects.get()])

    with pytest.raises(CommandError, match="articles of it are in a round"):
        run("purge_batch", str(batch.pk))
    with pytest.raises(CommandError, match=r"There is no import 0\."):
        run("purge_batch", "0")
