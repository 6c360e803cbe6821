"""Releases: what they hold, that they never change, and that they can be made again."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations import releases, reviewing, staffing, tasks
from annotations.models import Release
from annotations.rounds import Rules
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.factories import (
    answer,
    in_a_loop_of_its_own,
    labels_of,
    make_article,
    make_disputed_unit,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db
UNANIMOUS = (("T01 T02", "mixed"), ("T01 T02", "mixed"))


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def make_release(unit=None, *, name="pilot-2026", by=None, frozen=True):
    """A release of the round of a unit on which all agree."""
    unit = unit or make_disputed_unit(answers=UNANIMOUS)
    release = releases.request(unit.round, name=name, by=by or unit.round.created_by)
    return releases.freeze(release) if frozen else release


def contents(release):
    """The files in a release: {name: bytes}."""
    with release.file.open() as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(content):
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def stored(release):
    """The bytes of its file."""
    with release.file.open() as file:
        return file.read()


def test_a_release_holds_gold_raw_codebook_texts_and_a_manifest():
    unit = make_disputed_unit(answers=UNANIMOUS)

    files = contents(make_release(unit))

    assert list(files) == ["codebook.json", "gold.csv", "raw.csv", "texts.csv", "manifest.json"]
    assert [(row["label"], row["main"]) for row in table(files["gold.csv"])] == [
        ("T01", "true"), ("T02", "false"), ("mixed", "true"),
    ]  # fmt: skip
    assert len(table(files["raw.csv"])) == 6
    assert table(files["texts.csv"]) == [
        {
            "article": unit.article.identifier,
            "text_sha256": unit.article.text_sha256,
            "parts": "",
        }
    ]
    codebook = json.loads(files["codebook.json"])
    assert codebook["slug"] == unit.round.codebook_version.codebook.slug


def test_the_manifest_names_round_codebook_moment_counts_and_checksums():
    release = make_release()

    files = contents(release)
    manifest = json.loads(files.pop("manifest.json"))

    assert manifest == release.manifest
    assert manifest["as_of"].startswith(release.requested_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert manifest["round"]["name"] == release.round.name
    assert manifest["codebook"]["version"] == 1
    assert manifest["counts"] == {
        "units": 1, "settled": 1, "gold_labels": 3, "raw_labels": 6, "texts": 1,
    }  # fmt: skip
    assert {said["name"]: said["sha256"] for said in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }


def test_the_checksum_is_that_of_the_file():
    release = make_release()

    assert hashlib.sha256(stored(release)).hexdigest() == release.file_sha256


def test_the_same_release_is_written_again_byte_by_byte_whatever_happened_since():
    unit = make_disputed_unit()
    first = unit.assignments.order_by("pk").first()
    release = make_release(unit)
    reviewing.send_back(
        unit, attempts=[first.attempts.get()], comment="Once more.",
        by=make_user(role="reviewer"),
    )  # fmt: skip
    answer(first, topic="T02")
    again = io.BytesIO()

    releases.write(release, again)

    assert again.getvalue() == stored(release)


def test_a_decision_made_later_is_not_in_it_and_one_withdrawn_later_is(rita):
    open_unit, settled = make_disputed_unit(), make_disputed_unit(answers=UNANIMOUS)
    before = make_release(open_unit, name="before")
    kept = make_release(settled, name="kept")
    reviewing.decide(
        open_unit,
        answers=labels_of(open_unit.round.codebook_version, topic="T01", sentiment="neutral"),
        reason="slip", by=rita,
    )  # fmt: skip
    settled.decisions.update(withdrawn_at=timezone.now(), withdrawn_by=rita)

    for release, rows in ((before, 0), (kept, 3)):
        file = io.BytesIO()
        assert releases.write(release, file)["counts"]["gold_labels"] == rows
        assert file.getvalue() == stored(release)


def test_a_worker_killed_before_it_could_say_so_leaves_nothing_in_the_way(tmp_path):
    release = make_release(frozen=False)
    with transaction.atomic():
        releases.freeze(release)
        transaction.set_rollback(True)
    left = list(tmp_path.rglob("*.zip"))

    release = releases.freeze(release)

    assert len(left) == 1
    assert list(tmp_path.rglob("*.zip")) == left
    assert hashlib.sha256(left[0].read_bytes()).hexdigest() == release.file_sha256


def test_freezing_twice_changes_nothing():
    release = make_release()

    again = releases.freeze(release)

    assert again.frozen_at == release.frozen_at
    assert AuditEntry.objects.filter(action="release.frozen").count() == 1


def test_asking_and_freezing_are_written_down(sue):
    release = make_release(by=sue)

    asked = AuditEntry.objects.get(action="release.requested")
    frozen = AuditEntry.objects.get(action="release.frozen")
    assert (asked.actor, asked.target_id) == (sue, release.pk)
    assert (frozen.actor, frozen.after) == (None, {"sha256": release.file_sha256})


@pytest.mark.parametrize("change", [{"name": "other"}, {"file_sha256": "0" * 64}, {"manifest": {}}])
def test_a_frozen_release_never_changes(change):
    release = make_release()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(**change)


def test_a_frozen_release_is_never_deleted():
    release = make_release()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        release.delete()


def test_the_moment_of_a_release_is_fixed_once_it_is_asked_for():
    release = make_release(frozen=False)

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(
            requested_at=release.requested_at - timedelta(days=1)
        )


def test_a_release_is_not_frozen_without_file_and_checksum():
    release = make_release(frozen=False)

    with (
        pytest.raises(IntegrityError, match="release_frozen_has_a_checksum"),
        transaction.atomic(),
    ):
        Release.objects.filter(pk=release.pk).update(frozen_at=timezone.now())


def test_whoever_has_still_to_code_an_article_of_the_round_asks_for_no_release():
    sue = make_user(roles=("supervisor", "annotator"))
    article = make_article()
    unit = make_disputed_unit(articles=[article], answers=UNANIMOUS)
    make_round(articles=[article], annotators=[sue, make_user(role="annotator")])

    with pytest.raises(Refused, match="still to code"):
        releases.request(unit.round, name="peek", by=sue)

    assert not Release.objects.exists()


@pytest.mark.parametrize("submitted", [False, True])
def test_nothing_submitted_and_a_taken_name_are_refused(sue, submitted):
    if submitted:
        made = make_disputed_unit(answers=UNANIMOUS).round
        releases.request(made, name="pilot-2026", by=sue)
    else:
        made = make_round()

    with pytest.raises(Refused, match="already" if submitted else "submitted anything"):
        releases.request(made, name="pilot-2026", by=sue)


def test_the_number_of_queries_does_not_grow_with_the_articles(django_assert_num_queries):
    counts = []

    for articles in (1, 5):
        made = make_round(articles=[make_article() for _number in range(articles)])
        for unit in made.units.all():
            for assignment in unit.assignments.all():
                answer(assignment)
        release = releases.request(made, name=f"of-{articles}", by=made.created_by)
        # One of them for the texts that go on on another page, one for how the gate was passed.
        with django_assert_num_queries(counts[0] if counts else 13) as captured:
            releases.write(Release.objects.get(pk=release.pk), io.BytesIO())
        counts.append(len(captured))

    assert counts[0] == counts[1]


# The worker -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_freezes_what_was_asked_for():
    release = make_release(frozen=False)

    run_worker()

    release.refresh_from_db()
    assert release.frozen_at
    assert hashlib.sha256(stored(release)).hexdigest() == release.file_sha256
    assert job_of(release).status == "succeeded"


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_undone_is_taken_up_again():
    release = make_release(frozen=False)
    with connection.cursor() as cursor:  # a worker took the job, and was heard of no more
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE queueing_lock = %s",
            [f"release-{release.pk}"],
        )

    tasks.keep_the_queue.defer(timestamp=0)
    run_worker()

    release.refresh_from_db()
    assert release.frozen_at


def run_worker():
    """Let a worker of its own connections do all that waits."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        in_a_loop_of_its_own(work(working))


async def work(working):
    """Open the queue, work until it is empty."""
    async with working.open_async():
        await working.run_worker_async(wait=False, install_signal_handlers=False)


def job_of(release):
    """The last job of a release."""
    return ProcrastinateJob.objects.filter(queueing_lock=f"release-{release.pk}").latest("pk")


def test_what_waits_for_the_spot_check_is_not_counted_as_settled():
    unit = make_disputed_unit(answers=UNANIMOUS, rules=Rules(spot_check_share=1))

    counts = make_release(unit).manifest["counts"]

    assert (counts["settled"], counts["gold_labels"]) == (0, 0)


def test_an_article_taken_out_later_stays_in_it(sue):
    unit = make_disputed_unit(answers=UNANIMOUS)
    release = make_release(unit, frozen=False)

    staffing.exclude(unit, reason="An advertisement.", by=sue)
    counts = releases.freeze(release).manifest["counts"]

    assert (counts["settled"], counts["gold_labels"]) == (1, 3)
