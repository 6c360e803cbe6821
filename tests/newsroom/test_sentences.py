"""What an import refused is kept as data, and everybody reads it in their own language."""

import doctest

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from newsroom import sentences
from newsroom.errors import Refused
from newsroom.models import ImportBatch, ImportFile
from newsroom.sentences import as_kept, gettext, said, several
from tests.factories import make_newspaper, make_user
from tests.newsroom.page_files import import_files, page_file
from tests.newsroom.table_files import begun, csv_of, done, received, row
from tests.newsroom.test_import_jobs import done as worked_off

pytestmark = pytest.mark.django_db
MANIFEST = "file,date,page\nb.txt,昨天,1\ngone.txt,2019-07-09,2\n"


@pytest.fixture
def wei(db):
    """A supervisor who reads Chinese."""
    return make_user("wei", role="supervisor", language="zh-hans")


def refusals_shown(client, reader, batch, name="import"):
    """What a page of an import says of the files that were refused."""
    client.force_login(reader)
    text = client.get(reverse(name, args=[batch.pk])).text
    listed = text.partition('<ul class="refused">')[2].partition("</ul>")[0]
    return [line.strip() for line in listed.replace("<li>", "").split("</li>") if line.strip()]


def handed_in(client, by, *files):
    """An import that somebody hands in in the browser, worked off by the workers."""
    client.force_login(by)
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    client.post(reverse("new_import"), {"newspaper": make_newspaper().pk, "texts": sent})
    batch = ImportBatch.objects.get()
    client.post(reverse("import_begin", args=[batch.pk]))
    return worked_off(batch)


def test_the_examples_in_the_documentation_of_sentences_hold():
    assert doctest.testmod(sentences).failed == 0


# Keeping a sentence -------------------------------------------------------------------------------
def test_a_sentence_in_another_sentence_is_translated_with_it():
    why = gettext("there is no newspaper “%(name)s” here.") % {"name": "某报"}
    kept = as_kept(gettext("Row %(row)s: %(why)s") % {"row": 3, "why": why})

    with translation.override("zh-hans"):
        assert said(kept, "") == "第 3 行：这里没有名为“某报”的报纸。"
    assert said(kept, "") == "Row 3: there is no newspaper “某报” here."


def test_several_sentences_are_kept_as_one():
    both = several([gettext("%(file)s is no .txt file.") % {"file": name} for name in "ab"])

    assert both == said(as_kept(both), "") == "a is no .txt file. b is no .txt file."


def test_a_sentence_without_values_keeps_its_percent_signs():
    assert said(as_kept(gettext("100% of it")), "") == "100% of it"


def test_what_is_refused_hands_on_the_sentence_itself():
    sentence = gettext("%(file)s is no .txt file.") % {"file": "a.pdf"}

    assert Refused(sentence).sentence is sentence
    assert Refused("plain").sentence == "plain"
    assert Refused().sentence == ""


@pytest.mark.parametrize("kept", [None, {"message": "%(other)s", "values": {}}, {"values": {}}])
def test_what_cannot_be_said_anew_is_said_as_it_was(kept):
    assert said(kept, "as it was") == "as it was"


# Reading it ---------------------------------------------------------------------------------------
def test_each_reads_in_their_language_what_workers_and_the_upload_refused(client, sue, wei):
    batch = handed_in(
        client, wei, page_file("a.txt"), page_file("b.txt"), ("c.txt", b""), ("d.pdf", b"%PDF")
    )

    assert refusals_shown(client, sue, batch) == [
        "b.txt has the same text as a.txt, which is in the corpus.",
        "c.txt is empty.",
        "d.pdf is no .txt file.",
    ]
    assert refusals_shown(client, wei, batch) == [
        "b.txt 与库中的 a.txt 文字相同。",
        "c.txt 是空的。",
        "d.pdf 不是 .txt 文件。",
    ]


def test_each_reads_in_their_language_what_a_manifest_states_wrongly(client, sue, wei):
    batch = handed_in(client, sue, page_file("b.txt"), ("manifest.csv", MANIFEST.encode()))

    assert refusals_shown(client, sue, batch) == [
        "manifest.csv, line 2: “昨天” is no day such as 2019-07-09.",
        "manifest.csv, line 3: there is no file gone.txt beside it.",
    ]
    assert refusals_shown(client, wei, batch) == [
        "manifest.csv 第 2 行：“昨天”不是 2019-07-09 这样的日期。",
        "manifest.csv 第 3 行：旁边没有文件 gone.txt。",
    ]


def test_each_reads_in_their_language_what_is_wrong_with_rows_of_a_table(client, sue, wei):
    batch = begun(csv_of(row(1), row(2, date="昨天", text=""), (*row(3), "多")), by=wei)

    before = refusals_shown(client, sue, batch)
    done(batch)

    assert before == [
        "Row 4: it has 7 cells, and the table has 6 columns. Cells with commas in them need "
        "quotation marks."
    ]
    assert refusals_shown(client, sue, batch)[0] == (
        "Row 3, 正文: it is empty. Row 3, 日期: “昨天” is no day such as 2019-07-09."
    )
    assert refusals_shown(client, wei, batch)[0] == (
        "第 3 行，正文：是空的。 第 3 行，日期：“昨天”不是 2019-07-09 这样的日期。"
    )


def test_each_reads_in_their_language_which_rows_could_not_be_taken_in(client, sue, wei):
    batch = received(csv_of(row(1), (*row(2), "多")), by=sue).batch

    told = refusals_shown(client, wei, batch, "import_table")

    assert told == ["第 3 行：有 7 格，而表有 6 列。含逗号的单元格需要加引号。"]


def test_each_reads_in_their_language_what_a_command_refused(client, sue, wei):
    report = import_files(page_file("a.txt"), page_file("b.txt"), ("c.txt", b""), by=sue)

    assert refusals_shown(client, wei, report.batch) == [
        "c.txt 是空的。", "b.txt 与库中的 a.txt 文字相同。",
    ]  # fmt: skip


def test_what_was_refused_before_this_was_kept_stays_as_it_was_written(client, sue, wei):
    batch = handed_in(client, wei, page_file("a.txt"), ("c.txt", b""))
    ImportFile.objects.update(why=None)

    assert refusals_shown(client, sue, batch) == ["c.txt 是空的。"]


def test_an_older_import_in_one_go_stays_as_it_was_written(client, sue):
    old = [{"file": "c.txt", "line": None, "sentence": "c.txt 是空的。"}]
    batch = import_files(page_file("a.txt"), by=sue).batch
    ImportBatch.objects.filter(pk=batch.pk).update(refusals=old)

    assert refusals_shown(client, sue, batch) == ["c.txt 是空的。"]
