"""The page of releases and their files: for whom, and for whom not."""

import pytest
from django.db import connection
from django.urls import reverse

from annotations import releases
from annotations.models import Release
from tests.annotations.test_releases import UNANIMOUS, job_of, make_release, stored
from tests.factories import answer, make_article, make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def test_a_supervisor_asks_for_a_release_on_the_page(client, sue):
    made = make_disputed_unit(answers=UNANIMOUS).round
    client.force_login(sue)

    response = client.post(reverse("annotations:releases"), {"round": made.pk, "name": "pilot-1"})

    assert response.status_code == 302
    release = Release.objects.get()
    assert (release.name, release.requested_by) == ("pilot-1", sue)
    assert job_of(release).status == "todo"
    page = client.get(reverse("annotations:releases")).content.decode()
    assert "pilot-1" in page
    assert "No worker is running" in page


@pytest.mark.parametrize("name", ["", "with space", "taken", "x" * 61])
def test_a_name_that_cannot_be_is_refused_beside_its_field(client, sue, name):
    unit = make_disputed_unit(answers=UNANIMOUS)
    make_release(unit, name="taken")
    client.force_login(sue)

    response = client.post(reverse("annotations:releases"), {"round": unit.round.pk, "name": name})

    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()
    assert Release.objects.count() == 1


def test_a_refusal_of_the_workflow_is_409(client, sue):
    client.force_login(sue)

    response = client.post(
        reverse("annotations:releases"), {"round": make_round().pk, "name": "empty"}
    )

    assert response.status_code == 409


def test_a_consumer_fetches_files_but_asks_for_none(client):
    release = make_release()
    client.force_login(make_user("carla", role="consumer"))

    page = client.get(reverse("annotations:releases")).content.decode()
    asked = client.post(reverse("annotations:releases"), {"round": 1, "name": "mine"})
    fetched = client.get(reverse("annotations:release_file", args=[release.name]))

    assert release.name in page
    assert "<form class" not in page.split("<main")[1]
    assert asked.status_code == 403
    assert b"".join(fetched.streaming_content) == stored(release)
    assert 'filename="pilot-2026.zip"' in fetched.headers["Content-Disposition"]


def test_the_api_lists_releases_with_their_manifest_and_file(client):
    release = make_release()
    make_release(name="not-yet", frozen=False)
    client.force_login(make_user("carla", role="consumer"))

    listed = client.get(reverse("api:releases")).json()["results"]
    body = client.get(reverse("api:release", args=[release.name])).json()
    fetched = client.get(reverse("api:release-file", args=[release.name]))

    assert [row["name"] for row in listed] == ["pilot-2026"]
    assert body["manifest"] == release.manifest
    assert b"".join(fetched.streaming_content) == stored(release)
    assert client.get(reverse("api:release", args=["not-yet"])).status_code == 404


@pytest.mark.parametrize("role", ["annotator", "reviewer"])
def test_annotators_and_reviewers_have_no_releases(client, role):
    release = make_release()
    client.force_login(make_user(role=role))

    for name, arguments in (
        ("releases", []), ("release_progress", [release.name]), ("release_file", [release.name]),
    ):  # fmt: skip
        assert client.get(reverse(f"annotations:{name}", args=arguments)).status_code == 403


def test_a_release_is_hidden_from_whoever_has_still_to_code_one_of_its_articles(client):
    sue = make_user(roles=("supervisor", "annotator"))
    article = make_article()
    release = make_release(make_disputed_unit(articles=[article], answers=UNANIMOUS), name="first")
    make_round(articles=[article], annotators=[sue, make_user(role="annotator")])
    client.force_login(sue)

    assert "<b>first</b>" not in client.get(reverse("annotations:releases")).content.decode()
    for address in (
        reverse("annotations:release_file", args=[release.name]),
        reverse("annotations:release_progress", args=[release.name]),
        reverse("api:release", args=[release.name]),
        reverse("api:release-file", args=[release.name]),
    ):
        assert client.get(address).status_code == 404

    answer(sue.assignments.get())

    assert "<b>first</b>" in client.get(reverse("annotations:releases")).content.decode()


def test_the_row_asks_again_until_the_release_is_frozen(client, sue):
    release = make_release(frozen=False)
    client.force_login(sue)
    address = reverse("annotations:release_progress", args=[release.name])

    waiting = client.get(address).content.decode()
    releases.freeze(release)
    frozen = client.get(address).content.decode()

    assert f'hx-get="{address}"' in waiting
    assert "hx-get" not in frozen
    assert "Download" in frozen


def test_a_release_that_was_given_up_can_be_tried_again(client, sue):
    release = make_release(frozen=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    client.force_login(sue)

    page = client.get(reverse("annotations:releases")).content.decode()
    first = client.post(reverse("annotations:release_again", args=[release.name]))
    second = client.post(reverse("annotations:release_again", args=[release.name]))

    assert "Try again" in page
    assert (first.status_code, second.status_code) == (302, 409)
    assert job_of(release).status == "todo"


def test_the_page_takes_the_same_queries_for_many_releases(client, sue, django_assert_num_queries):
    unit = make_disputed_unit(answers=UNANIMOUS)
    client.force_login(sue)
    address = reverse("annotations:releases")

    for names in ("a", "bcde"):
        for name in names:
            make_release(unit, name=f"release-{name}")
        with django_assert_num_queries(6):
            assert client.get(address).status_code == 200


def test_the_page_without_a_release_says_what_one_is_for(client, sue):
    client.force_login(sue)

    page = client.get(reverse("annotations:releases")).content.decode()

    assert "There is no release yet." in page
