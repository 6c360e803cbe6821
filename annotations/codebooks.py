"""Codebooks: loading a version from its file, drafting the next one, publishing."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import codebook_format, versions
from annotations.models import Codebook, CodebookVersion, Label, Variable
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import User


@transaction.atomic
def load(data: Any, *, by: User | None) -> tuple[CodebookVersion, bool]:
    """Publish the version that a file describes; return it, and whether it is new.

    `data` is the parsed JSON of a file in the format newsroom-codebook/1. Loading the same file
    again changes nothing. Raises Refused, with a sentence a line, when the file is not valid, when
    it differs from what was published under its number, or when a later version exists.
    """
    content, problems = codebook_format.read(data)
    if problems:
        raise Refused("\n".join(problems))
    codebook, _made = Codebook.objects.get_or_create(
        slug=content["slug"],
        defaults={"name_zh": content["name_zh"], "name_en": content["name_en"]},
    )
    codebook = Codebook.objects.select_for_update().get(pk=codebook.pk)
    number = content["version"]
    existing = {version.number: version for version in codebook.versions.all()}
    if number in existing:
        check_unchanged(existing[number], content)
        return existing[number], False
    if existing and number < max(existing):
        raise Refused(
            _(
                "“%(codebook)s” has version %(newest)d already; "
                "a new one cannot be version %(number)d."
            )
            % {"codebook": codebook.name, "newest": max(existing), "number": number}
        )
    codebook.name_zh, codebook.name_en = content["name_zh"], content["name_en"]
    codebook.save(update_fields=["name_zh", "name_en"])
    version = store(codebook, content)
    _link(version)
    _publish(version, by=by)
    return version, True


@transaction.atomic
def draft_from(data: Any, *, by: User) -> CodebookVersion:
    """Store the next version that a file describes as a draft, to be looked at before it counts.

    Raises Refused as `load` does, when its codebook has no version yet, and while another version
    of it is a draft.
    """
    content, problems = codebook_format.read(data)
    if problems:
        raise Refused("\n".join(problems))
    codebook = Codebook.objects.select_for_update().filter(slug=content["slug"]).first()
    if codebook is None or not codebook.versions.exists():
        raise Refused(_("There is no codebook of this name yet."))
    if codebook.versions.filter(published_at=None).exists():
        raise Refused(_("This codebook has a draft already; go on with that one."))
    newest = codebook.versions.latest("number").number
    if content["version"] <= newest:
        raise Refused(
            _("“%(codebook)s” has version %(newest)d already; give the file a higher number.")
            % {"codebook": codebook.name, "newest": newest}
        )
    draft = store(codebook, content)
    _link(draft)
    audit.record("codebook.drafted", draft, after={"from": "file"}, by=by)
    return draft


def _link(version: CodebookVersion) -> None:
    """Say where the labels of a new version come from, if there is one before it."""
    base = versions.base_of(version)
    if base:
        versions.link(version, base)


def check_unchanged(version: CodebookVersion, content: dict[str, Any]) -> None:
    """Refuse a file that is not what the version of its number holds."""
    held = codebook_format.content_of(version)
    if not version.published_at:
        raise Refused(
            _("Version %(number)d of “%(codebook)s” is a draft; publish it or delete it first.")
            % {"number": version.number, "codebook": version.codebook.name}
        )
    # The names belong to the codebook, which the newest version names.
    if version.codebook.versions.filter(number__gt=version.number).exists():
        content = {**content, "name_zh": held["name_zh"], "name_en": held["name_en"]}
    differing = list(codebook_format.differences(held, content))
    if not differing:
        return
    sentence = _(
        "Version %(number)d of “%(codebook)s” is published and never changes, but the file differs "
        "from it, first in “%(path)s” (differing fields: %(count)d). Give the file a new version "
        "number."
    )
    raise Refused(
        sentence
        % {
            "number": version.number,
            "codebook": version.codebook.name,
            "path": differing[0],
            "count": len(differing),
        }
    )


def store(codebook: Codebook, content: dict[str, Any]) -> CodebookVersion:
    """Write a checked content down as a draft, within a transaction; return the version."""
    version = CodebookVersion.objects.create(
        codebook=codebook,
        number=content["version"],
        **{name: content[name] for name in codebook_format.OF_VERSION},
    )
    for place, said in enumerate(content["variables"], start=1):
        variable = Variable.objects.create(
            version=version,
            position=place,
            **{name: said[name] for name in codebook_format.OF_VARIABLE},
        )
        labels = Label.objects.bulk_create(
            Label(
                variable=variable,
                position=position,
                **{name: label[name] for name in codebook_format.OF_LABEL},
            )
            for position, label in enumerate(said["labels"], start=1)
        )
        by_code = {label.code: label for label in labels}
        children = [
            (by_code[label["code"]], by_code[label["parent"]])
            for label in said["labels"]
            if label["parent"]
        ]
        for child, parent in children:
            child.parent = parent
        Label.objects.bulk_update([child for child, _parent in children], ["parent"])
    return version


@transaction.atomic
def draft_next(version: CodebookVersion, *, by: User) -> CodebookVersion:
    """Begin the next version as a draft that says the same as this one; return the draft.

    Raises Refused while another version of the codebook is a draft.
    """
    codebook = Codebook.objects.select_for_update().get(pk=version.codebook_id)
    if codebook.versions.filter(published_at=None).exists():
        raise Refused(_("This codebook has a draft already; go on with that one."))
    newest = codebook.versions.latest("number")
    content = codebook_format.content_of(version) | {"version": newest.number + 1}
    draft = store(codebook, content)
    versions.link(draft, version)
    audit.record("codebook.drafted", draft, after={"like": version.number}, by=by)
    return draft


@transaction.atomic
def publish(version: CodebookVersion, *, by: User) -> CodebookVersion:
    """Publish a draft: from now on nothing in it changes, and rounds can use it.

    Raises Refused when it is published already, or is not a codebook one can code with.
    """
    version = CodebookVersion.objects.select_for_update().get(pk=version.pk)
    if version.published_at:
        raise Refused(_("This version is published already."))
    _content, problems = codebook_format.read(codebook_format.content_of(version))
    if problems:
        raise Refused("\n".join(problems))
    return _publish(version, by=by)


def _publish(version: CodebookVersion, *, by: User | None) -> CodebookVersion:
    version.published_at = timezone.now()
    version.published_by = by
    version.save(update_fields=["published_at", "published_by"])
    sha256 = codebook_format.fingerprint(codebook_format.content_of(version))
    audit.record(
        "codebook.published",
        version,
        after={"codebook": version.codebook.slug, "version": version.number, "sha256": sha256},
        by=by,
    )
    return version
