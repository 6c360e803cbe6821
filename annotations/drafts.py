"""Drafts: what an annotator has chosen so far, kept so that no tab, device or cut loses it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.coding import refuse_unless_open
from annotations.models import Attempt, Draft
from newsroom.compiled import Compiled
from newsroom.errors import Refused

MOST_STRETCHES = 500


class Overtaken(Refused):
    """Another tab or device has saved since; `draft` is what it saved."""

    def __init__(self, sentence, draft):
        super().__init__(sentence)
        self.draft = draft


_current = Compiled(
    lambda assignment: (
        Attempt.objects.current()
        .select_for_update(of=("self",))
        .select_related("assignment__unit__round")
        .filter(assignment=assignment)
    )
)
_drafts = Compiled(lambda attempt: Draft.objects.filter(attempt=attempt))


@transaction.atomic
def save(assignment, *, attempt_id, content, seen, revision, device, by):
    """Keep what is chosen so far in an open attempt; return the Draft.

    `content` is {"answers", "evidence", "note", "active_seconds"} as in Draft. `revision` is the
    one that it was built on, 0 for the first; `device` what the tab calls itself. A draft is no
    act on record: nothing is written to the audit log. Raises Overtaken when another tab or device
    saved in between, Refused when there is nothing of theirs to code here.
    """
    # None where it is just being sent back, so that another attempt is the current one.
    attempt = next(iter(_current(assignment.pk)), None)
    if attempt and (attempt.assignment.annotator_id != by.pk or attempt.assignment.released_at):
        raise Refused(_("This article was given to somebody else."))
    if attempt is None or attempt.pk != attempt_id or attempt.submitted_at:
        raise Refused(_("This article was submitted or reopened elsewhere. Load the page again."))
    refuse_unless_open(attempt.assignment.unit.round)
    _check(content, seen)
    # Read after the lock, not joined to it: whoever held it may have saved just now.
    draft = next(iter(_drafts(attempt.pk)), None) or Draft(attempt=attempt, revision=0)
    if draft.revision != revision and str(draft.device) != str(device):
        raise Overtaken(
            _("This article was changed in another tab or on another device at %(time)s.")
            % {"time": timezone.localtime(draft.saved_at).strftime("%H:%M")},
            draft,
        )
    draft.answers = content["answers"]
    draft.evidence = content["evidence"]
    draft.note = content["note"]
    draft.active_seconds = content["active_seconds"]
    draft.text_sha256 = seen
    draft.revision += 1
    draft.device = device
    draft.saved_at = timezone.now()
    draft.save()
    if not attempt.started_at:
        attempt.started_at = draft.saved_at
        attempt.save(update_fields=["started_at"])
    return draft


def _check(content, seen):
    """Refuse what no desk sends: a draft is not checked against the codebook, only its shape."""
    answers, evidence = content["answers"], content["evidence"]
    fine = (
        isinstance(answers, dict)
        and all(_words(name) and _codes(codes) for name, codes in answers.items())
        and isinstance(evidence, dict)
        and all(_number(label) and _stretches(spans) for label, spans in evidence.items())
        and _words(content["note"], most=2000)
        and _words(seen)
        and isinstance(content["active_seconds"], int)
        and 0 <= content["active_seconds"] <= 24 * 60 * 60
    )
    if not fine:
        raise Refused(_("This draft could not be read."))


def _words(text, *, most=100):
    return isinstance(text, str) and len(text) <= most and _storable(text)


def _storable(text):
    """Whether the database has all its characters: no NUL, and no half of a pair (UTF-16)."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number(text):
    return text.isdecimal() and len(text) < 20


def _codes(codes):
    return isinstance(codes, list) and len(codes) <= 100 and all(map(_words, codes))


def _stretches(spans):
    return (
        isinstance(spans, list)
        and len(spans) <= MOST_STRETCHES
        and all(
            isinstance(span, list) and len(span) == 2 and all(type(place) is int for place in span)
            for span in spans
        )
    )
