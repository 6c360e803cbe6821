"""Columns that an editors' note names: 从今天起,本报推出“十九大精神在基层”栏目."""

import re

from newsroom.text.drafts import Draft
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role

_NAMES = re.compile(
    r"(?:推出|开设|开辟|开启|设立|开出)[^“。]{0,8}“(?P<name>[^”]{2,20})”[^“。,]{0,6}"
    r"(?:栏目|专栏|专题|专版|系列|版块|板块)"
)
_PLAIN = re.compile(r"[\s\u3000“”‘’《》【】·|•]")


def settle_named_column(draft: Draft) -> None:
    """Read the line above the title as the name of a column where an editors' note below says that
    it is one; what was the deck is the headline then."""
    notes = [piece.text for piece in draft.of(Role.EDITORS_NOTE)]
    named = {_PLAIN.sub("", name["name"]) for note in notes for name in _NAMES.finditer(note)}
    if not named or len(draft.head) < 2:
        return
    first, second = draft.head[:2]
    if _PLAIN.sub("", first.text) not in named or first.role is Role.RUBRIC:
        return
    if first.role is Role.HEADLINE and second.role is Role.DECK:
        second.role, second.reason = Role.HEADLINE, Reason.LONGEST_TITLE
    first.role, first.reason, first.confidence = Role.RUBRIC, Reason.NAMES_SERIES, 0.95
