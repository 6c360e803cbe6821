"""The number of a page, put right by hand: its identifier goes with it, the old ones resolve."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.models import FormerPlace, Newspaper, Page
from newsroom.text.page_references import chinese_number
from newsroom.text.words import fold_shapes

MOST = 999
_FIGURES = re.compile(r"第?\s*([A-Z]?)\s*0*([1-9][0-9]{0,2})\s*[版页]?")
_DIGIT = "一二三四五六七八九"
_NUMERAL = re.compile(
    rf"第?\s*([{_DIGIT}]?十[{_DIGIT}]?|[〇零{_DIGIT}]{{1,3}})\s*[版页]?"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetNumber:
    """A step of a page: it is called by another number than it was read or named with."""

    number: str


class NumberTaken(Refused):
    """Another page of the issue has the number; `page` is that one."""

    def __init__(self, page: Page, number: str) -> None:
        super().__init__(self.words().format(number=number, page=page.identifier))
        self.page, self.number = page, number

    @staticmethod
    def words() -> str:
        """The sentence, with {number} and {page} to be filled in."""
        return _(
            "This issue has a page {number} already: {page}. To swap the two, first give one of "
            "them a number that is free."
        )


def read_number(typed: str) -> str | None:
    """Return a page number as it is kept, None for what is none.

    Papers with parts write a letter before it.

    >>> [read_number(typed) for typed in ("０３", "第十二版", "一〇", "头版", "a3")]
    ['3', '12', '10', '1', 'A3']
    >>> [read_number(typed) for typed in ("0", "1000", "third", "零", "三十一二", "")]
    [None, None, None, None, None, None]
    """
    text = fold_shapes(typed).strip().upper()
    if text == "头版":
        return "1"
    if figures := _FIGURES.fullmatch(text):
        return figures[1] + figures[2]
    if numeral := _NUMERAL.fullmatch(text):
        value = chinese_number(numeral[1])
        return str(value) if 0 < value <= MOST else None
    return None


def is_number(edit: dict[str, Any]) -> bool:
    """Whether what the history keeps of an edit is a change of the number."""
    return edit.get("edit") == SetNumber.__name__


def lock(newspaper: int) -> None:
    """Let no import put pages into the newspaper until the transaction ends."""
    Newspaper.objects.select_for_update().get(pk=newspaper)


def described(page: Page, step: SetNumber) -> dict[str, Any]:
    """Return a change of the number as the history keeps it: where the page goes, and from where.

    Raises Refused when it has the number already, or another page of its issue has it.
    """
    if step.number == page.number:
        raise Refused(_("That is so already."))
    return {
        "edit": SetNumber.__name__,
        "number": step.number,
        "place": _place(page, step.number),
        "was": page.number,
        "printed": page.printed_number,
        "from": page.sequence,
    }


def put(page: Page, edit: dict[str, Any], *, back: bool) -> None:
    """Make a change of the number of a locked page, or take it back; the newspaper is locked too.

    Raises NumberTaken when another page of its issue has the number by now.
    """
    here, there = ("place", "from") if back else ("from", "place")
    number = edit["printed"] if back else edit["number"]
    # Where the page was put elsewhere meanwhile, with its issue, the place of then means nothing.
    place = _place(page, number, wanted=edit[there] if page.sequence == edit[here] else None)
    if place != page.sequence:
        _leave(page, back=back)
    page.printed_number, page.sequence = number, place
    page.save(update_fields=["printed_number", "sequence"])


def _place(page: Page, number: str, *, wanted: int | None = None) -> int:
    """Return the place that a page gets with a number: that of the number, where it is free."""
    others = page.issue.pages.exclude(pk=page.pk)
    by_number = int(number) if number.isdecimal() else None
    places = [place for place in (wanted, by_number, page.sequence) if place]
    taken = set(others.filter(sequence__in=places).values_list("sequence", flat=True))
    found = next(place for place in places if place not in taken)
    called = number or str(found)
    named = Q(printed_number=called)
    if called.isdecimal():
        named |= Q(printed_number="", sequence=called)
    if same := others.filter(named).select_related("issue__newspaper").first():
        raise NumberTaken(same, called)
    return found


def _leave(page: Page, *, back: bool) -> None:
    """Let what was cited at the place of a page go on leading to it.

    What a page had only until that was taken back, leads to who had it before.
    """
    issue = page.issue
    rows = FormerPlace.objects
    where: dict[str, Any] = {"newspaper": issue.newspaper, "sequence": page.sequence}
    if back:
        rows.get_or_create(key=issue.key, **where, defaults={"page": page})
    else:
        rows.update_or_create(key=issue.key, **where, defaults={"page": page})
    for key in issue.former_keys.values_list("key", flat=True):
        rows.get_or_create(key=key, **where, defaults={"page": page})
