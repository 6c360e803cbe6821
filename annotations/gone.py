"""Units whose article stands on its page no longer: out of their round, and back when it does."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from annotations import staffing
from annotations.models import Attempt, Flag, Round, Unit
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from newsroom.repairing import Effect

WHY = {
    Flag.Reason.GONE: gettext_noop(
        "A repair of its page took this article away; its text stands in another one."
    ),
    Flag.Reason.PART: gettext_noop(
        "It was joined with the article that it continues, and is coded with that."
    ),
}
# Two answers can be compared: what they disagree on is not taken from a measure of agreement.
COMPARABLE = 2
MOST_NAMED = 5  # articles in one sentence


@dataclass(frozen=True, slots=True)
class Uncoded:
    """What a change means for a unit without answers that count: where it goes, or another text.

    `away` is the reason of a flag where its article stands no longer; `sent_back` says that it was
    coded once, and its annotators are asked to code it again.
    """

    unit: Unit
    leaves: bool
    returns: bool
    changes: bool
    away: str = ""
    sent_back: bool = False


def leaving(units: Iterable[Unit]) -> set[int]:
    """Return which units leave their round, of those whose article stands no longer.

    Those that are still to be coded, unless two have coded them already. A closed round stays as
    it is.
    """
    open_ones = [
        unit
        for unit in units
        if not (unit.excluded_at or unit.completed_at or unit.round.closed_at)
    ]
    if not open_ones:
        return set()
    coded = Counter(
        Attempt.objects.independent()
        .filter(assignment__unit__in=open_ones)
        .order_by()
        .values_list("assignment__unit", flat=True)
    )
    return {unit.pk for unit in open_ones if coded[unit.pk] < COMPARABLE}


def returning(units: Iterable[Unit]) -> set[int]:
    """Return which units come back, of those whose article stands: a repair had taken them out.

    What a supervisor took out by hand stays out.
    """
    out = [unit.pk for unit in units if unit.excluded_at]
    if not out:
        return set()
    last = (
        AuditEntry.objects.filter(
            target_type="annotations.unit", target_id__in=out, action="unit.excluded"
        )
        .order_by("target_id", "-pk")
        .distinct("target_id")
    )
    return {entry.target_id for entry in last if entry.after.get("repair")}


def take_out(unit: Unit, *, reason: str, by: Any) -> None:
    """Take a locked unit out of its round because its article is gone; `reason` is a flag's."""
    with translation.override(settings.LANGUAGE_CODE):  # it is stored, for whoever reads it
        sentence = _(WHY[Flag.Reason(reason)])
    staffing.exclude(unit, reason=sentence, by=by, repair=reason)
    unit.refresh_from_db(fields=["excluded_at", "excluded_by", "exclusion"])


def take_back(unit: Unit, *, by: Any) -> None:
    """Put a locked unit, whose round is locked too, back into it: its article stands again.

    Where too few people are left to code it, it stays out: undoing a repair does not depend on it.
    """
    with contextlib.suppress(Refused):
        staffing.take_in_again(unit, by=by)
    unit.refresh_from_db(
        fields=["excluded_at", "excluded_by", "exclusion", "wanted", "completed_at"]
    )


def told(units: Iterable[Uncoded]) -> list[Effect]:
    """Say what a change does to units that nobody has coded; one sentence a round for new texts."""
    effects = []
    changed: dict[Round, list[str]] = defaultdict(list)
    again: dict[Round, list[str]] = defaultdict(list)
    for one in units:
        unit = one.unit
        named = {
            "article": unit.article.headline or unit.article.identifier,
            "round": unit.round.name,
        }
        if one.away and one.sent_back and not (unit.excluded_at or unit.round.closed_at):
            named["reason"] = str(Flag.Reason(one.away).label)
            sentence = _("“%(article)s” in “%(round)s”: %(reason)s.") % named
            left = _("It is taken out of the round.") if one.leaves else ""
            effects.append(Effect(" ".join(filter(None, (sentence, left))), True))
        elif one.leaves:
            sentence = _(
                "“%(article)s” in “%(round)s”: nobody has coded it yet. "
                "It no longer stands, and is taken out of the round."
            )
            effects.append(Effect(sentence % named, True))
        elif one.returns:
            sentence = _("“%(article)s” in “%(round)s”: it stands again, and is back in the round.")
            effects.append(Effect(sentence % named, False))
        elif one.changes and not (unit.excluded_at or unit.round.closed_at):
            (again if one.sent_back else changed)[unit.round].append(named["article"])
    for round, names in changed.items():
        sentence = ngettext(
            "“%(round)s”: %(count)d article gets another text; nobody has coded it yet: "
            "%(articles)s.",
            "“%(round)s”: %(count)d articles get another text; nobody has coded them yet: "
            "%(articles)s.",
            len(names),
        )
        effects.append(Effect(sentence % _counted(round, names), round.is_open))
    for round, names in again.items():
        sentence = ngettext(
            "“%(round)s”: %(count)d article that was sent back gets another text; "
            "nobody has coded it anew yet: %(articles)s.",
            "“%(round)s”: %(count)d articles that were sent back get another text; "
            "nobody has coded them anew yet: %(articles)s.",
            len(names),
        )
        # Who codes it anew is asked to read it anew anyway.
        effects.append(Effect(sentence % _counted(round, names), False))
    return effects


def _counted(round: Round, names: list[str]) -> dict[str, Any]:
    """What stands in a sentence on several articles of a round: how many, and the first of them."""
    shown = [_("“%(headline)s”") % {"headline": name} for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append("…")
    articles = pgettext("between names", ", ").join(shown)
    return {"round": round.name, "count": len(names), "articles": articles}
