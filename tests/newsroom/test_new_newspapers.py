"""A new newspaper is named where its first files are handed in."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from newsroom import founding
from newsroom.errors import Refused
from newsroom.models import AuditEntry, ImportBatch, Newspaper
from tests.factories import make_newspaper
from tests.newsroom.page_files import page_file

pytestmark = pytest.mark.django_db

TABLE = ("t.csv", "标题,正文,日期\n甲,某地法院审结一起案件。,2019-07-09\n".encode())


@pytest.fixture
def desk(client, sue):
    """The browser of a supervisor."""
    client.force_login(sue)
    return client


def hand_in(client, *files, **further):
    """Hand files in, by default for a new newspaper."""
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("new_import"), {"newspaper": "new", "texts": sent, **further})


def errors(response):
    """What is wrong, by field."""
    assert response.status_code == 422
    return {name: " ".join(said) for name, said in response.context["form"].errors.items()}


def test_a_new_newspaper_is_named_with_its_first_files(desk, sue):
    response = hand_in(
        desk, page_file(), name_zh="杭州日报", name_en="Hangzhou Daily", slug="hangzhou"
    )

    paper = Newspaper.objects.get()
    batch = ImportBatch.objects.get()
    assert (paper.slug, paper.name_zh, paper.name_en) == ("hangzhou", "杭州日报", "Hangzhou Daily")
    assert batch.newspaper == paper
    assert response.url == reverse("import", args=[batch.pk])
    assert AuditEntry.objects.get(action="newspaper.created").actor == sue


def test_a_new_newspaper_is_named_with_a_table_too(desk):
    response = hand_in(desk, TABLE, name_zh="杭州日报", slug="")

    batch = ImportBatch.objects.get()
    assert batch.newspaper.slug == "hzrb"
    assert response.url == reverse("import_table", args=[batch.pk])


def test_without_a_short_name_the_initials_are_taken_and_a_number_where_they_are_taken(desk):
    make_newspaper(slug="hzrb", name_zh="湖州日报")

    hand_in(desk, page_file(), name_zh="杭州日报", slug="")

    assert Newspaper.objects.get(name_zh="杭州日报").slug == "hzrb2"


def test_a_short_name_is_proposed_while_the_name_is_typed(desk):
    proposed = desk.get(reverse("short_name"), {"name": "重庆日报"})
    nothing = desk.get(reverse("short_name"))

    assert proposed.content.decode() == "cqrb"
    assert nothing.content.decode() == ""


def test_capitals_and_full_width_letters_make_the_same_short_name(desk):
    hand_in(desk, page_file(), name_zh="杭州日报", slug=" ＨZRB ")

    assert Newspaper.objects.get().slug == "hzrb"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name_zh": "", "slug": ""}, "name_zh", "Give the name of the new newspaper."),
        ({"name_zh": "样报", "slug": "样报"}, "slug", "only the letters a to z and figures"),
        ({"name_zh": "样报", "slug": "yang-bao"}, "slug", "only the letters a to z and figures"),
        ({"name_zh": "样报", "slug": "zjfzb"}, "slug", "is the short name of"),
        ({"name_zh": "浙江法制报", "slug": "x"}, "name_zh", "There is a newspaper of this name."),
    ],
)
def test_what_is_wrong_with_a_new_newspaper_is_said_beside_its_field(typed, field, words, desk):
    make_newspaper()

    response = hand_in(desk, page_file(), **typed)

    assert words in errors(response)[field]
    assert Newspaper.objects.count() == 1
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "files",
    [
        [],
        [("c.txt", b"")],
        [("empty.zip", b"PK\x05\x06" + bytes(18))],
        [("t.csv", "标题,正文\n".encode())],
        [page_file(), TABLE],
    ],
)
def test_when_the_files_are_refused_the_newspaper_is_not_made(files, desk):
    response = hand_in(desk, *files, name_zh="样报", slug="yb")

    assert errors(response)["texts"]
    assert not Newspaper.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_refused_form_keeps_what_was_typed(desk):
    text = hand_in(desk, name_zh="杭州日报", slug="").content.decode()

    assert 'value="杭州日报"' in text
    assert 'value="hzrb"' in text


def test_one_newspaper_is_chosen_beforehand_and_of_several_none(desk):
    paper = make_newspaper()
    alone = desk.get(reverse("new_import")).content.decode()
    make_newspaper(slug="hzrb", name_zh="杭州日报")
    several = desk.get(reverse("new_import")).content.decode()

    assert f'<option value="{paper.pk}"' in alone
    assert '<option value=""' not in alone
    assert '<option value="" selected>— choose one —</option>' in several
    assert several.partition("<select")[2].partition("</select>")[0].count("selected") == 1


def test_of_several_newspapers_one_has_to_be_chosen(desk):
    make_newspaper()
    make_newspaper(slug="hzrb", name_zh="杭州日报")

    response = hand_in(desk, page_file("2019-07-09_01.txt"), newspaper="")

    assert errors(response) == {"newspaper": "Choose the newspaper that the files are of."}


def zipped(**files):
    """An archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.{'csv' if name == 'manifest' else 'txt'}", data)
    return held.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        [page_file("hzrb_2019-07-09_01.txt")],
        [page_file("a.txt"), ("manifest.csv", b"file,newspaper\na.txt,hzrb\n")],
        [("a.zip", zipped(a=page_file()[1], manifest="文件,报纸\na.txt,hzrb\n"))],
        [("a.zip", zipped(**{"hzrb_2019-07-09_01": page_file()[1]}))],
    ],
)
def test_left_open_the_newspaper_is_the_one_that_the_files_state(files, desk):
    make_newspaper()
    stated = make_newspaper(slug="hzrb", name_zh="杭州日报")

    hand_in(desk, *files, newspaper="")

    assert ImportBatch.objects.get().newspaper == stated


def test_files_that_state_two_newspapers_leave_it_open(desk):
    make_newspaper()
    make_newspaper(slug="hzrb", name_zh="杭州日报")
    files = [page_file("hzrb_2019-07-09_01.txt"), page_file("zjfzb_2019-07-09_02.txt")]

    response = hand_in(desk, *files, newspaper="")

    assert "newspaper" in errors(response)


def test_who_may_not_add_newspapers_is_not_offered_to(client, rita, django_user_model):
    from django.contrib.auth.models import Permission

    make_newspaper()
    rita.user_permissions.add(Permission.objects.get(codename="add_importbatch"))
    client.force_login(django_user_model.objects.get(pk=rita.pk))

    offered = client.get(reverse("new_import")).content.decode()
    response = hand_in(client, page_file(), name_zh="样报", slug="yb")

    assert "new newspaper" not in offered
    assert "newspaper" in errors(response)
    assert client.get(reverse("short_name")).status_code == 403
    assert Newspaper.objects.count() == 1


def test_who_may_not_add_newspapers_chooses_one_for_a_table(client, rita, django_user_model):
    from django.contrib.auth.models import Permission

    paper = make_newspaper()
    rita.user_permissions.add(Permission.objects.get(codename="add_importbatch"))
    client.force_login(django_user_model.objects.get(pk=rita.pk))
    hand_in(client, TABLE, newspaper=paper.pk)
    address = reverse("import_table", args=[ImportBatch.objects.get().pk])

    shown = client.get(address).content.decode()
    response = client.post(
        address, {"do": "begin", "newspaper": "", "made_name": "样报", "order": "year", "headed": 1}
    )

    assert "new newspaper" not in shown
    assert "newspaper" in errors(response)
    assert Newspaper.objects.count() == 1


def test_a_short_name_that_somebody_took_a_moment_ago_is_refused(sue):
    founding.found("hzrb", "杭州日报", by=sue)

    with pytest.raises(Refused, match="“hzrb” is the short name of 杭州日报 already"):
        founding.found("hzrb", "湖州日报", by=sue)

    assert Newspaper.objects.count() == 1


def test_no_newspaper_is_made_with_a_short_name_that_is_none(sue):
    with pytest.raises(Refused, match="only the letters a to z"):
        founding.found("样报", "样报", by=sue)


@pytest.mark.parametrize(
    ("slug", "kept"), [("", "hzrb"), ("HZ", "hz"), ("样报", None), ("hz-rb", None), ("zjfzb", None)]
)
def test_the_administration_takes_and_refuses_short_names_alike(slug, kept, admin_client):
    make_newspaper()
    address = reverse("admin:newsroom_newspaper_add")

    response = admin_client.post(address, {"name_zh": "杭州日报", "name_en": "", "slug": slug})

    assert list(Newspaper.objects.exclude(slug="zjfzb").values_list("slug", flat=True)) == (
        [kept] if kept else []
    )
    if not kept:
        said = str(response.context["adminform"].form.errors["slug"])
        assert "short name" in said.lower()
        assert "it begins the identifier of every page" in response.content.decode()
