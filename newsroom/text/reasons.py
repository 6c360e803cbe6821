"""Why the reader took a stretch of a page for what it took it for, in sentences that can be
translated."""

from enum import StrEnum


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Reason(StrEnum):
    """One sentence a rule; stored with every segment and every article."""

    # article boundaries
    FIRST_ON_PAGE = _("The page begins here.")
    TITLE_BEFORE_BYLINE = _("A title stands before a byline.")
    TITLE_BEFORE_DATELINE = _("A title stands before a dateline.")
    DATELINE_ALONE = _("A new dateline begins another report.")
    TITLE_AFTER_FRAME = _("A title stands behind the edge of a frame.")
    TITLE_AFTER_END = _("A title follows where the article before has ended.")
    TITLE_OF_NOTICE = _("The title announces a notice.")
    TITLE_OF_SIDEBAR = _("The title is that of a box beside an article.")
    TITLE_OF_BRIEFS = _("The title announces short items, and a list of them follows.")
    TITLE_UNLIKE_SUBHEAD = _(
        "The short line reads like a title, and the text below it is about something else."
    )
    TITLE_OF_PICTURE = _("A title, a caption and a credit stand in a frame of their own.")
    PICTURE_ALONE = _("A picture with its caption stands in a frame of its own.")
    CONTINUES_OTHER_PAGE = _("The text continues an article of another page.")
    RUN_IN_TITLE = _("The title is set at the start of its paragraph.")
    SALUTATION = _("A letter begins with its salutation.")
    NO_TITLE = _("The text has no title of its own.")

    # roles in the head
    ONLY_TITLE = _("It is the only title line.")
    TITLE_PARTS_EQUAL = _("The parts of the title are parallel, so all are the headline.")
    SAID_ON_OCCASION = _(
        "The first part says who speaks or on what occasion, and leans on the second."
    )
    TRAILS_OFF = _("The first part trails off into the second.")
    ASKS = _("The first part asks what the second answers.")
    PHRASE_BEFORE_CLAUSE = _("The first part is a phrase without a subject before a whole clause.")
    NAMES_SERIES = _("A short line of its own before the title names a series or column.")
    NAMES_SERIES_BELOW = _("The short lines below the article name its series or column.")
    LINE_BELOW_TITLE = _("A line of its own stands between title and text.")
    DASHED_DECK = _("The line below the title begins with a dash.")
    LONGEST_TITLE = _("Of several title lines it carries the news.")
    CAPTION_BETWEEN_TITLE_AND_BYLINE = _(
        "A line in a frame between title and byline describes a picture."
    )

    # the rest
    NAMES_WITH_ROLES = _("The line holds names with their roles and nothing else.")
    NAMES_AFTER_TITLE = _("Bare names stand where a byline stands.")
    NAMES_IN_BRACKETS = _("Names in brackets follow the dateline.")
    NAMES_AFTER_TEXT = _("Names with their roles follow the text.")
    NAMES_RUN_ON = _("Names with their roles are run on after the last sentence.")
    SIGNATURE = _("The last line signs the text.")
    DATELINE = _("The paragraph begins with a dateline.")
    SENTENCES = _("The block consists of sentences.")
    JOINED = _(
        "The block before breaks off in the middle of a sentence, and this one goes on there."
    )
    JOINED_OVER_INSERT = _("The sentence broken off before the insert goes on here.")
    JOINED_OVER_ARTICLE = _("The sentence broken off before another article goes on here.")
    JOINED_QUOTATION = _("The quotation opened before is closed here.")
    JOINED_WORD = _("A word is cut in two by the column break and made whole here.")
    LEAD_IN = _("The line introduces the paragraphs after it.")
    LIST_LINE = _("The line belongs to a list or table.")
    SPEAKER = _("The line opens with the name of the speaker.")
    SHORT_LINE_IN_TEXT = _("A short line without full stop stands between paragraphs.")
    NUMBERED = _("The short line is numbered or labelled.")
    TWO_LINE_SUBHEAD = _("Two short lines of one block stand between paragraphs.")
    EDITORS_NOTE = _("The note names itself as the editors'.")
    SAYS_PICTURE = _("The line says that it explains a picture.")
    FRAMED_TEXT = _("A short text stands alone between the edges of a frame.")
    TEXT_WITH_PHOTOGRAPHER = _("The text is followed by the name of a photographer.")
    SENDS_ON = _("The line sends the reader to another page.")
    COMES_FROM = _("The line says on which page the article began.")
    MASTHEAD = _("The line belongs to the head of the page.")
    SECTION_NAME = _("The line names the section or the page.")
    EDITORS_LINE = _("The line names the editors of the page.")
    SERVICE_LINE = _("The line gives telephone numbers, addresses or prices.")
    ADVERTISEMENT = _("The line marks an advertisement.")
    STATED = _("The table states it.")
    NOTHING_BETTER = _("No rule fits well; a person should look.")
