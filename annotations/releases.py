"""Releases: the labels of a round as of a moment, in a file that can be made again byte by byte."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from annotations import codebook_format, exports, gating
from annotations.models import Annotation, Attempt, Decision, DecisionLabel, Release, Round, Unit
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, JoinedText, User

FORMAT = "newsroom-release/1"
TASK = "annotations.freeze_release"
# A file in a .zip carries a date; this is the earliest there is, so that the bytes do not depend on
# when it was made. Nothing is compressed: another version of zlib would give other bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
HEARTBEAT_SECONDS = 60
TEXTS = ("article", "text_sha256", "parts")


@transaction.atomic
def request(round: Round, *, name: str, by: User) -> Release:
    """Ask for a release of what a round holds at this moment; a worker freezes it.

    Raises Refused when the name is taken, nothing was submitted yet, or this person has still to
    code one of the round's articles.
    """
    # Whoever submits or decides holds the lock of the unit while they write. Once all are ours,
    # nothing from before this moment is still on its way into the database.
    units = Unit.objects.filter(round=round)
    list(units.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if units.exclude(pk__in=units.not_to_be_coded_by(by).values("pk")).exists():
        raise Refused(_("You have still to code articles of this round."))
    if not Attempt.objects.submitted().filter(assignment__unit__round=round).exists():
        raise Refused(_("Nobody has submitted anything in this round yet."))
    try:
        with transaction.atomic():
            release = Release.objects.create(name=name, round=round, requested_by=by)
    except IntegrityError as error:
        raise Refused(_("There is a release of this name already.")) from error
    audit.record("release.requested", release, after={"round": round.name, "name": name}, by=by)
    enqueue(release)
    return release


@transaction.atomic
def try_again(release: Release, *, by: User) -> None:
    """Ask once more for a release that a worker gave up. Raises Refused when it is not given up."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.frozen_at:
        raise Refused(_("This release is frozen already."))
    if release.pk not in given_up([release]):
        raise Refused(_("This release is waiting for a worker already."))
    enqueue(release)
    audit.record("release.requested", release, after={"again": True}, by=by)


def enqueue(release: Release) -> None:
    """Hand a release to the workers, in the transaction of whoever asks."""
    lock = f"release-{release.pk}"
    app.configure_task(TASK, lock=lock, queueing_lock=lock).defer(release_id=release.pk)


@transaction.atomic
def freeze(release: Release) -> Release:
    """Write the file of a release, and close it for ever; repeating it changes nothing.

    What it holds depends on the moment it was asked for, not on when or how often it is written.
    """
    release = (
        Release.objects.select_for_update(of=("self",))
        .select_related("round__codebook_version__codebook")
        .get(pk=release.pk)
    )
    if release.frozen_at:
        return release
    with TemporaryFile() as file:
        manifest = write(release, file)
        file.seek(0)
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
        name = f"{release.name}-{checksum[:12]}.zip"
        path = release.file.field.generate_filename(release, name)
        if release.file.storage.exists(path):
            # A worker was killed after it wrote the file and before it could say so.
            release.file.storage.delete(path)
        file.seek(0)
        release.file.save(name, File(file), save=False)
    release.file_sha256 = checksum
    release.manifest = manifest
    release.frozen_at = timezone.now()
    release.save(update_fields=["file", "file_sha256", "manifest", "frozen_at"])
    audit.record("release.frozen", release, after={"sha256": checksum}, by=None)
    return release


def gold_of(round: Round, moment: datetime) -> QuerySet:
    """The labels of the decisions that stood at a moment."""
    return DecisionLabel.objects.filter(
        Q(decision__withdrawn_at=None) | Q(decision__withdrawn_at__gt=moment),
        Q(decision__unit__excluded_at=None) | Q(decision__unit__excluded_at__gt=moment),
        decision__unit__round=round,
        decision__unit__settled_at__lte=moment,
        decision__decided_at__lte=moment,
    )


def raw_of(round: Round, moment: datetime) -> QuerySet:
    """The labels of the attempts that were submitted by a moment."""
    return Annotation.objects.filter(
        attempt__assignment__unit__round=round, attempt__submitted_at__lte=moment
    )


def texts_of(round: Round, moment: datetime) -> Iterator[exports.Row]:
    """Yield each article with the checksum of each text that was answered for.

    `parts` are the articles on other pages that this text goes on with.
    """
    unit = "assignment__unit__"
    joined = JoinedText.objects.filter(head__units__round=round)
    parts = {(text.head_id, text.text_sha256): text.parts for text in joined}
    named = dict(
        Article.objects.filter(pk__in={pk for found in parts.values() for pk in found}).values_list(
            "pk", exports.article_identifier()
        )
    )
    found = (
        Attempt.objects.filter(assignment__unit__round=round, submitted_at__lte=moment)
        .order_by(f"{unit}sequence", "text_sha256")
        .values_list(
            exports.article_identifier(f"{unit}article__"),
            "text_sha256",
            f"{unit}article",
            f"{unit}sequence",
        )
        .distinct()
    )
    for article, checksum, pk, _sequence in found.iterator(chunk_size=exports.FETCHED_AT_ONCE):
        further = [named[part] for part in parts.get((pk, checksum), ())]
        yield {"article": article, "text_sha256": checksum, "parts": further}


def write(release: Release, file: IO[bytes]) -> dict[str, Any]:
    """Write the .zip of a release and return its manifest, which is also the last file in it."""
    round, moment = release.round, release.requested_at
    codebook = codebook_format.content_of(round.codebook_version)
    raw_table = exports.raw_table(moment)
    gold, raw = gold_of(round, moment), raw_of(round, moment)
    with zipfile.ZipFile(file, "w") as archive:
        files = [
            add(archive, "codebook.json", [readable(codebook)]),
            add_table(archive, "gold.csv", exports.GOLD.columns, exports.GOLD.rows(gold)),
            add_table(archive, "raw.csv", raw_table.columns, raw_table.rows(raw)),
            add_table(archive, "texts.csv", TEXTS, texts_of(round, moment)),
        ]
        manifest = {
            "format": FORMAT,
            "name": release.name,
            "as_of": exports.plain(moment),
            "round": {"id": round.pk, "name": round.name, "kind": round.kind, "seed": round.seed},
            # Empty, or: by whom and why main coding was let begin without a passed test.
            "gate_passed_by": gating.said_of(round, moment),
            "codebook": {
                "slug": codebook["slug"],
                "version": codebook["version"],
                "sha256": codebook_format.fingerprint(codebook),
            },
            "counts": {
                "units": round.units.count(),
                "settled": settled_of(round, moment),
                "gold_labels": files[1]["rows"],
                "raw_labels": files[2]["rows"],
                "texts": files[3]["rows"],
            },
            "files": files,
        }
        add(archive, "manifest.json", [readable(manifest)])
    return manifest


def settled_of(round: Round, moment: datetime) -> int:
    """Return how many units were settled at a moment."""
    return (
        Decision.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment))
        .filter(
            Q(unit__excluded_at=None) | Q(unit__excluded_at__gt=moment),
            unit__round=round,
            unit__settled_at__lte=moment,
            decided_at__lte=moment,
        )
        .count()
    )


def readable(document: dict[str, Any]) -> bytes:
    """Return a JSON file that people can read too."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def add_table(
    archive: zipfile.ZipFile, name: str, columns: Iterable[str], rows: Iterator[exports.Row]
) -> dict[str, Any]:
    """Write a table into the archive without holding it; return what the manifest says of it."""
    count = 0

    def counted() -> Iterator[exports.Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    said = add(archive, name, exports.chunks(exports.csv_lines(columns, counted())))
    return said | {"rows": count}


def add(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> dict[str, Any]:
    """Write a file into the archive; return its name, length and checksum."""
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.create_system = 3  # the same on every system
    entry.external_attr = 0o644 << 16
    digest, length = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            length += len(chunk)
    return {"name": name, "bytes": length, "sha256": digest.hexdigest()}


def given_up(releases: Iterable[Release]) -> set[int]:
    """Return the keys of those whose last job failed for good."""
    waiting = {release.pk for release in releases if not release.frozen_at}
    jobs = ProcrastinateJob.objects.filter(
        task_name=TASK, queueing_lock__in=[f"release-{key}" for key in waiting]
    )
    last = dict(jobs.order_by("pk").values_list("args__release_id", "status"))
    return {key for key in waiting if last.get(key) not in {"todo", "doing"}}


def worker_is_running() -> bool:
    """Whether a worker has shown signs of life lately."""
    since = timezone.now() - timedelta(seconds=HEARTBEAT_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
