"""The tables by which a page's festivals and sessions tell of its day, against what can be computed
or read elsewhere."""

import datetime

import pytest

from newsroom.text.calendars import COMMITTEE_SESSIONS, CONGRESS_DAYS, LUNAR_FESTIVALS
from newsroom.text.known_spans import SPANS
from tests.newsroom.text.lunar_days import begins_term, date_of, month_begins, new_moon

FESTIVALS = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
}


@pytest.mark.parametrize(("name", "month", "day"), [(n, *d) for n, d in FESTIVALS.items()])
def test_lunar_festivals_fall_where_moon_and_sun_put_them(name, month, day):
    table = LUNAR_FESTIVALS[name]

    computed = {year: month_begins(year, month) + datetime.timedelta(day - 1) for year in table}

    assert table == computed


def test_the_eighth_of_the_twelfth_month_counts_from_the_new_moon_before_new_year():
    for year, day in LUNAR_FESTIVALS["腊八"].items():
        new_year = month_begins(year, 1)
        number = round((new_year - datetime.date(2000, 1, 6)).days / 29.530588)
        moons = [date_of(new_moon(number + shift)) for shift in (-2, -1, 0)]

        assert day == max(moon for moon in moons if moon < new_year) + datetime.timedelta(7)


def test_the_day_of_clear_brightness_is_that_on_which_the_sun_reaches_15_degrees():
    assert all(begins_term(day, 15) for day in LUNAR_FESTIVALS["清明"].values())


def test_the_leap_month_of_2020_does_not_move_the_dragon_boat_festival():
    # the fourth month came twice that year
    assert month_begins(2020, 5) == datetime.date(2020, 6, 21)


@pytest.mark.parametrize(
    ("term", "number", "adopted"),
    [
        ("十二", 11, "2014-11-01"),  # decision on the day of the constitution
        ("十二", 24, "2016-11-07"),  # law on network security
        ("十三", 5, "2018-08-31"),  # law on electronic commerce
        ("十三", 15, "2019-12-28"),  # community corrections
        ("十三", 30, "2021-08-20"),  # protection of personal information
    ],
)
def test_a_numbered_session_opens_in_the_days_before_what_it_adopted(term, number, adopted):
    opened = COMMITTEE_SESSIONS[term][number - 1]

    assert 0 <= (datetime.date.fromisoformat(adopted) - opened).days <= 9


def test_two_finished_committees_have_all_their_sessions_in_order():
    assert {term: len(COMMITTEE_SESSIONS[term]) for term in ("十二", "十三")} == {
        "十二": 33,
        "十三": 38,
    }
    assert all(days == sorted(days) for days in COMMITTEE_SESSIONS.values())


def test_the_congress_opens_on_5_march_but_for_the_year_of_the_epidemic():
    other = {year: day for year, day in CONGRESS_DAYS.items() if (day.month, day.day) != (3, 5)}

    assert other == {2020: datetime.date(2020, 5, 22)}


def test_no_known_matter_ends_before_it_begins():
    assert [span for span in SPANS if span.last and span.last < span.first] == []
