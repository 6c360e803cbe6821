"""The Chinese lunar calendar, computed: months begin with the new moon in Beijing, and the eleventh
holds the winter solstice.

Source: Meeus (1998), Astronomical Algorithms, chapters 25 (the sun, to 0.01 degree) and 49 (phases
of the moon, the larger terms, to some minutes); GB/T 33661-2017 for the rules of the months.
"""

import datetime
import math
from itertools import pairwise

_BEIJING = 8 / 24  # of a day
_MONTH = 29.530588861  # days from new moon to new moon, on the average
_FIRST_YEAR = 2000


def _degrees(value: float) -> float:
    return math.radians(value % 360)


def new_moon(number: int) -> float:
    """Return the Julian day (universal time) of a new moon; number 0 is that of 6 January 2000."""
    time = number / 1236.85
    day = 2451550.09766 + _MONTH * number + 0.00015437 * time**2
    sun = _degrees(2.5534 + 29.10535670 * number)
    moon = _degrees(201.5643 + 385.81693528 * number + 0.0107582 * time**2)
    latitude = _degrees(160.7108 + 390.67050284 * number - 0.0016118 * time**2)
    node = _degrees(124.7746 - 1.56375588 * number)
    wobble = 1 - 0.002516 * time
    day += (
        -0.40720 * math.sin(moon)
        + 0.17241 * wobble * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * latitude)
        + 0.00739 * wobble * math.sin(moon - sun)
        - 0.00514 * wobble * math.sin(moon + sun)
        + 0.00208 * wobble**2 * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * latitude)
        - 0.00057 * math.sin(moon + 2 * latitude)
        + 0.00056 * wobble * math.sin(2 * moon + sun)
        - 0.00042 * math.sin(3 * moon)
        + 0.00042 * wobble * math.sin(sun + 2 * latitude)
        - 0.00017 * math.sin(node)
    )
    return day - 69 / 86400  # from uniform to universal time, in these decades


def longitude(day: float) -> float:
    """Return the apparent longitude of the sun in degrees, on a Julian day."""
    time = (day - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * time + 0.0003032 * time**2
    anomaly = _degrees(357.52911 + 35999.05029 * time)
    centre = (
        (1.914602 - 0.004817 * time) * math.sin(anomaly)
        + (0.019993 - 0.000101 * time) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    node = _degrees(125.04 - 1934.136 * time)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


def date_of(day: float) -> datetime.date:
    """Return the date in Beijing of a Julian day."""
    return datetime.date.fromordinal(int(day + _BEIJING + 0.5) - 1721425)


def _midnight(date: datetime.date) -> float:
    """The Julian day on which a date begins in Beijing."""
    return date.toordinal() + 1721424.5 - _BEIJING


def _holds_term(first: datetime.date, following: datetime.date) -> bool:
    """Whether the sun passes a multiple of 30 degrees in a month, which only leap months lack."""
    return int(longitude(_midnight(first)) // 30) != int(longitude(_midnight(following)) // 30)


def begins_term(date: datetime.date, degrees: int) -> bool:
    """Whether the sun reaches a longitude on a date, as 15 degrees on the day of 清明."""
    following = date + datetime.timedelta(1)
    return longitude(_midnight(date)) < degrees <= longitude(_midnight(following))


def month_begins(year: int, month: int) -> datetime.date:
    """Return the first day of a lunar month of a year, leap months passed over.

    `month` is 1 to 9; the twelfth of the year before ends where the first begins.

    >>> month_begins(2019, 1), month_begins(2023, 5)
    (datetime.date(2019, 2, 5), datetime.date(2023, 6, 18))
    """
    about = round((year - 1 - _FIRST_YEAR) * 365.2425 / _MONTH) + 8
    starts = [date_of(new_moon(number)) for number in range(about, about + 28)]
    months = list(pairwise(starts))
    winters = [
        index
        for index, (first, following) in enumerate(months)
        if longitude(_midnight(first)) < 270 <= longitude(_midnight(following)) < 330
    ]
    winter = winters[0]
    leap_year = len(winters) > 1 and winters[1] - winter == 13
    count, leaped = 11, False
    for first, following in months[winter + 1 :]:
        if leap_year and not leaped and not _holds_term(first, following):
            leaped = True
            continue
        count = count % 12 + 1
        if count == month and first.year == year:
            return first
    raise ValueError(f"{year} has no month {month}")
