"""What is handed in becomes named texts; what cannot is refused with a sentence, and the rest goes
in."""

import io
import zipfile
from datetime import date

import pytest

from newsroom import uploads
from newsroom.importing import Refusal
from newsroom.models import Newspaper
from newsroom.uploads import Given
from tests.newsroom.page_files import UNDATED

PAGE = UNDATED.encode()


class Endless(io.RawIOBase):
    """A file that never ends, and counts what was read of it."""

    def __init__(self):
        self.taken = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        self.taken += len(buffer)
        buffer[:] = b"a" * len(buffer)
        return len(buffer)


def given(name, data=PAGE):
    """A file as it is handed in."""
    return Given(name, len(data), lambda: io.BytesIO(data))


def zipped(*files, name="pages.zip", **options):
    """An archive of (name, bytes)."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for entry, data in files:
            archive.writestr(entry, data)
    return given(name, held.getvalue())


def taken(*files, newspaper="zjfzb"):
    """(what can go in, by name; the sentences about the rest)."""
    found = list(uploads.texts(files, newspaper=newspaper))
    texts = {one.name: one for one in found if not isinstance(one, Refusal)}
    return texts, [one.sentence for one in found if isinstance(one, Refusal)]


def test_the_files_of_an_archive_are_named_by_their_path_and_come_in_order():
    texts, refused = taken(zipped(("2019/b.txt", PAGE), ("2019/a.txt", PAGE + b"b")))

    assert list(texts) == ["2019/a.txt", "2019/b.txt"]
    assert refused == []


def test_chinese_names_written_on_windows_are_read():
    # zipfile writes UTF-8 and says so; an older program writes GBK and says nothing.
    data = zipped(("aaaa.txt", PAGE)).open().read().replace(b"aaaa.txt", "要闻.txt".encode("gbk"))

    texts, _refused = taken(given("pages.zip", data))

    assert list(texts) == ["要闻.txt"]


def test_what_a_system_put_into_an_archive_is_passed_over():
    texts, refused = taken(
        zipped(("a.txt", PAGE), ("__MACOSX/._a.txt", b"\0\1"), (".DS_Store", b"\0"))
    )

    assert (list(texts), refused) == (["a.txt"], [])


def test_names_cannot_lead_out_of_the_import():
    texts, _refused = taken(zipped(("../../etc/a.txt", PAGE), ("/b\x07.txt", PAGE + b"b")))

    assert set(texts) == {"etc/a.txt", "b.txt"}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("x.jpg", b"\xff\xd8\xff\xe0", "x.jpg is no .txt file."),
        ("x.txt", b"", "x.txt is empty."),
        ("x.txt", "字".encode(), "x.txt has a single character, which is no page."),
        ("x.txt", PAGE + b"\0", "x.txt, line 6: a NUL character, so this is no text file."),
        ("x.txt", b"%PDF-1.7", "x.txt is a PDF file, not a text."),
        ("x.txt", bytes(range(1, 9)) * 100, "x.txt is a binary file, not a text."),
        (
            "x.txt", PAGE + b"\xed\xa0\x80",
            "x.txt, line 6: half of a surrogate pair, which is no character.",
        ),
        ("x.zip", b"no archive", "x.zip is no .zip archive, or it is damaged."),
        (
            "2019-02-30_01.txt", PAGE,
            "The name of 2019-02-30_01.txt states a day that does not exist.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_a_page_gets_a_sentence_and_the_rest_goes_in(name, data, sentence):
    texts, refused = taken(given(name, data), given("good.txt"))

    assert refused == [sentence]
    assert list(texts) == ["good.txt"]


def test_a_text_of_200_mb_is_refused_without_being_read():
    endless = Endless()

    texts, refused = taken(Given("x.txt", 200_000_000, lambda: endless), given("good.txt"))

    assert refused == ["x.txt is too large: 200.0 MB, and a page may have 4 MB."]
    assert list(texts) == ["good.txt"]
    assert endless.taken == 0


def test_a_file_that_is_larger_than_it_says_is_read_no_further_than_a_page():
    endless = Endless()

    _texts, refused = taken(Given("x.txt", 10, lambda: endless))

    assert refused == ["x.txt is too large: 4.0 MB, and a page may have 4 MB."]
    assert endless.taken < 5_000_000


def test_a_zip_bomb_is_refused_by_what_it_would_become():
    texts, refused = taken(zipped(("bomb.txt", b"a" * 50_000_000), ("good.txt", PAGE)))

    assert refused == ["bomb.txt is too large: 50.0 MB, and a page may have 4 MB."]
    assert list(texts) == ["good.txt"]


def test_an_archive_in_an_archive_is_not_opened():
    inner = zipped(("a.txt", PAGE)).open().read()

    texts, refused = taken(zipped(("inner.zip", inner), ("good.txt", PAGE)))

    assert refused == ["inner.zip is no .txt file."]
    assert list(texts) == ["good.txt"]


def test_a_damaged_entry_does_not_stop_the_others():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:  # stored, so that its bytes can be found
        archive.writestr("bad.txt", b"bad " * 100)
        archive.writestr("good.txt", PAGE)

    texts, refused = taken(given("x.zip", held.getvalue().replace(b"bad bad ", b"xxx bad ", 1)))

    assert refused == ["bad.txt cannot be read out of its archive: it is damaged."]
    assert list(texts) == ["good.txt"]


def test_an_entry_with_a_password_is_refused():
    data = bytearray(zipped(("a.txt", PAGE)).open().read())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1

    _texts, refused = taken(given("x.zip", bytes(data)))

    assert refused == ["a.txt is locked with a password."]


def test_of_two_files_with_one_name_the_first_is_taken():
    texts, refused = taken(given("a.txt"), given("a.txt", PAGE + b"b"))

    assert texts["a.txt"].decoded.text == UNDATED
    assert refused == ["a.txt is there twice; only the first was taken."]


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 1), ("LARGEST_IMPORT", 10)])
def test_beyond_the_limits_of_an_import_nothing_is_taken(limit, value, monkeypatch):
    monkeypatch.setattr(uploads, limit, value)

    texts, refused = taken(given("a.txt"), given("b.txt", PAGE + b"b"), given("c.txt"))

    assert list(texts) == ["a.txt"]
    assert [sentence.split(",")[0] for sentence in refused] == ["From b.txt on"]


# Manifests ----------------------------------------------------------------------------------------
def with_manifest(table, *names, encoding="utf-8"):
    """An archive with a manifest and pages."""
    pages = [(name, PAGE + name.encode()) for name in names]
    return zipped(("2019/manifest.csv", table.encode(encoding)), *pages)


def test_a_manifest_states_day_and_page_of_the_files_beside_it():
    table = "file,date,page,newspaper\na.txt,2019-07-09,3,zjfzb\nb.txt,2019-07-10,,\n"

    texts, refused = taken(with_manifest(table, "2019/a.txt", "2019/b.txt", "2019/c.txt"))

    assert refused == []
    assert [(one.date, one.number) for one in texts.values()] == [
        (date(2019, 7, 9), 3), (date(2019, 7, 10), None), (None, None),
    ]  # fmt: skip


def test_a_manifest_that_a_chinese_excel_saved_is_read():
    table = "file,date,page,备注\r\na.txt,2019-07-09,3,要闻\r\n"

    texts, _refused = taken(with_manifest(table, "2019/a.txt", encoding="gb18030"))

    assert texts["2019/a.txt"].date == date(2019, 7, 9)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("name,date\na.txt,2019-07-09\n", "its first line names no column “file”"),
        ("file,date\na.txt,9 July\n", "line 2: “9 July” is no day such as 2019-07-09"),
        ("file,page\na.txt,front\n", "line 2: “front” is no page number"),
        (
            "file,page\na.txt,\na.txt,2\n",
            "2019/manifest.csv, line 3: 2019/a.txt stands in line 2 already.",
        ),
        (
            "file,page\na.txt,1\n二.txt,2\n",
            "2019/manifest.csv, line 3: there is no file 2019/二.txt in the archive.",
        ),
        ("file\nx\ny\na.txt\nz\n", "line 2: there is no file 2019/x in the archive, and 3 files"),
        ("\0\0\0\0", "it cannot be read as a table"),
    ],
)
def test_what_a_manifest_gets_wrong_is_said_and_the_files_go_in(table, sentence):
    texts, refused = taken(with_manifest(table, "2019/a.txt"))

    assert len(refused) == 1
    assert sentence in refused[0]
    assert texts["2019/a.txt"].date is None


@pytest.mark.parametrize(
    "table",
    [
        "文件名,日期,版次\na.txt,2019/7/9,第3版\n",
        "file;date;page\na.txt;2019年7月9日;03\n",
        "File\tDate\tPage\na.txt\t20190709\t3\n",
    ],
    ids=["Chinese", "semicolons", "tabs"],
)
def test_a_manifest_may_be_written_as_people_write_tables(table):
    texts, refused = taken(with_manifest(table, "2019/a.txt", encoding="gb18030"))

    assert refused == []
    assert (texts["2019/a.txt"].date, texts["2019/a.txt"].number) == (date(2019, 7, 9), 3)


def test_a_manifest_with_a_month_alone_states_no_day():
    texts, refused = taken(with_manifest("file,date\na.txt,2019-07\n", "2019/a.txt"))

    assert texts["2019/a.txt"].date is None
    assert "“2019-07” is no day such as 2019-07-09" in refused[0]


def test_a_manifest_handed_in_beside_the_files_states_their_days():
    table = b"file,date,page\na.txt,2019-07-09,3\nz.txt,2019-07-09,4\n"

    texts, refused = taken(
        given("a.txt"), given("manifest.csv", table), given("b.txt", PAGE + b"b")
    )

    assert (texts["a.txt"].date, texts["a.txt"].number) == (date(2019, 7, 9), 3)
    assert texts["b.txt"].date is None
    assert refused == ["manifest.csv, line 3: there is no file z.txt beside it."]


def test_a_manifest_beside_an_archive_says_nothing_of_the_files_in_it():
    table = b"file,date\na.txt,2019-07-09\n"

    texts, _refused = taken(given("manifest.csv", table), zipped(("a.txt", PAGE)))

    assert texts["a.txt"].date is None


@pytest.mark.parametrize(
    ("name", "day", "number"),
    [
        ("2019-07-09_01.txt", date(2019, 7, 9), 1),
        ("2019-07-09.txt", date(2019, 7, 9), None),
        ("20190709_03.txt", date(2019, 7, 9), 3),
        ("2019.7.9-12 要闻.txt", date(2019, 7, 9), 12),
        ("2019年7月9日第3版.txt", date(2019, 7, 9), 3),
        ("2019年7月9日 要闻.txt", date(2019, 7, 9), None),
        ("zjfzb_2019-07-09_01.txt", date(2019, 7, 9), 1),
        ("2019-07-09_A03.txt", date(2019, 7, 9), None),
        ("2019-07-09/03.txt", date(2019, 7, 9), 3),
        ("20190709/第3版.txt", date(2019, 7, 9), 3),
        ("2019-07-09/notes.txt", None, None),
        ("000_67c79fb75c83bfe5.txt", None, None),
        ("20191309_01.txt", None, None),
        ("案件2019-07-09.txt", None, None),
    ],
)
@pytest.mark.django_db
def test_what_the_name_of_a_file_states_is_taken(name, day, number):
    texts, _refused = taken(given(name))

    assert (texts[name].date, texts[name].number) == (day, number)


@pytest.mark.parametrize("name", ["2019-07-09_A03.txt", "2019-07-09/A3.txt", "20190709A03版.txt"])
@pytest.mark.django_db
def test_a_page_number_with_a_letter_is_kept_as_it_is_printed(name):
    texts, _refused = taken(given(name))

    assert (texts[name].date, texts[name].number, texts[name].printed) == (
        date(2019, 7, 9), None, "A3",
    )  # fmt: skip


def test_a_manifest_may_state_a_page_number_with_a_letter():
    table = "file,date,page\na.txt,2019-07-09,A3\n"

    texts, refused = taken(with_manifest(table, "2019/a.txt"))

    assert refused == []
    assert (texts["2019/a.txt"].number, texts["2019/a.txt"].printed) == (None, "A3")


@pytest.mark.django_db
def test_a_name_that_states_another_newspaper_of_the_corpus_keeps_its_file_out(
    django_assert_num_queries,
):
    Newspaper.objects.create(slug="rmrb", name_zh="人民日报", name_en="People’s Daily")

    files = [given(f"{name}_2019-07-09_01.txt") for name in ("rmrb", "page", "scan")]
    with django_assert_num_queries(1):
        texts, refused = taken(*files)

    assert list(texts) == ["page_2019-07-09_01.txt", "scan_2019-07-09_01.txt"]
    assert "says that it is of the newspaper rmrb, and this import is for zjfzb" in refused[0]


def test_a_page_that_a_manifest_gives_to_another_newspaper_stays_out():
    table = "file,newspaper\na.txt,rmrb\nb.txt,zjfzb\n"

    texts, refused = taken(with_manifest(table, "2019/a.txt", "2019/b.txt"))

    assert list(texts) == ["2019/b.txt"]
    assert refused == [
        "2019/manifest.csv, line 2: 2019/a.txt is of the newspaper rmrb, and this import is for "
        "zjfzb."
    ]
