"""What a piece of evidence says about the day of an issue, in sentences that can be translated."""

from enum import StrEnum


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Why(StrEnum):
    """One sentence for each way in which words tell of the day."""

    MASTHEAD = _("The date is printed at the head of the page.")
    HAS_HAPPENED = _("It has happened: the issue appeared after this day.")
    HAPPENED_LATE = _(
        "It happened in the afternoon or later: the issue appeared on the next day or after it."
    )
    SENT_ON = _("The agency sent the report on this day.")
    WILL_HAPPEN = _("It is announced: the issue appeared no later than this day.")
    SIGNED_ON = _("A notice is signed on this day.")
    PERIOD_BEGINS = _("The time named begins about the day of the issue.")
    WEEK_FITS = _("The page says how many weeks off this day is.")
    TAKES_EFFECT = _("The day from which something holds is near the day of the issue.")
    THIS_IS_TODAY = _("The page calls this day today.")
    THIS_IS_YESTERDAY = _("The page calls this day yesterday.")
    THIS_IS_TOMORROW = _("The page calls this day tomorrow.")
    WEEKDAY_FITS = _("The stated weekday falls on this date only in certain years.")
    FIGURES_UP_TO = _("Figures up to this time were known.")
    YEAR_NAMED = _("The issue appeared no earlier than this year.")
    YEAR_IS_OVER = _("Figures or events of the whole year: the issue appeared after it.")
    YEAR_RUNS = _("The year is spoken of as the current one.")
    MONTH_OF_THIS_YEAR = _("This month of the current year has begun.")
    MONTH_OF_LAST_YEAR = _("This month of last year is remembered.")
    KNOWN_SPAN = _("The matter was in the news only during a known time.")
    FESTIVAL_NEAR = _("The festival is near.")
    FESTIVAL_NOW = _("The festival is going on or just over.")
    DAY_OF_THE_YEAR = _("The day of remembrance is near.")
    COUNTED_DAY = _("The counted day or anniversary fixes the year.")
    DAYS_COUNTED = _("The page counts the days since a day that it names.")
    COUNTED_SESSION = _("The counted session of a congress was held on known days.")
    LAW_IN_FORCE = _("The law came into force on a known day.")
    SUSPENDED = _("The paper does not appear on these days.")
    MOVED_ISSUE = _("The issue of another day is moved to this date.")
    SEASON = _("It belongs to this time of the year.")
    OUTSIDE_RANGE = _("This does not fit the date that the other evidence gives.")
    WEEKDAY_WRONG = _("The stated weekday is not that of the date.")
    OWN_NAME = _("The page speaks of this paper as its own.")
    NAMED_AT_HEAD = _("The name stands at the head of the page.")
    HOUSE_NAMED = _("The page names the publishing house of this paper.")
