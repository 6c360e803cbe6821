"""The roles a stretch of a page can play, and the kinds of article."""

from enum import StrEnum


class Role(StrEnum):
    """What a segment is on its page."""

    RUBRIC = "rubric"
    KICKER = "kicker"
    HEADLINE = "headline"
    DECK = "deck"
    BYLINE = "byline"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    EDITORS_NOTE = "editors_note"
    CAPTION = "caption"
    CREDIT = "credit"
    JUMP = "jump"
    CONTINUED_FROM = "continued_from"
    FURNITURE = "furniture"


class Kind(StrEnum):
    """What sort of article it is."""

    NEWS = "news"
    BRIEF = "brief"
    INTERVIEW = "interview"
    FEATURE = "feature"
    COMMENTARY = "commentary"
    PHOTO = "photo"
    NOTICE = "notice"
    LETTER = "letter"
    SIDEBAR = "sidebar"


HEAD_ROLES = (Role.RUBRIC, Role.KICKER, Role.HEADLINE, Role.DECK)
BODY_ROLES = (Role.PARAGRAPH, Role.SUBHEAD, Role.EDITORS_NOTE)
PICTURE_ROLES = (Role.CAPTION, Role.CREDIT)
