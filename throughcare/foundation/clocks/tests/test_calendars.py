"""Due times counted by hand on real calendars, and what must hold on every day of every calendar."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.clocks.calendars import SiteCalendar, Unit, after, due_at, public_holidays

NEW_YORK = SiteCalendar("America/New_York", "US", "NY")
BOSTON = SiteCalendar("America/New_York", "US", "MA")
CHRISTMAS_WEEK = frozenset(date(2026, 12, 24) + timedelta(days=n) for n in range(9))  # until New Year's Day
CLOSED_AT_CHRISTMAS = SiteCalendar("America/New_York", "US", "NY", extra_closed=CHRISTMAS_WEEK)


def here(words: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("America/New_York"), fold=fold)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-17 16:20", 90, Unit.MINUTES, "2026-11-17 17:50"),
        ("2026-11-20 16:00", 48, Unit.HOURS, "2026-11-22 16:00"),  # hours run through the weekend
        ("2026-11-20 16:00", 3, Unit.CALENDAR_DAYS, "2026-11-23 16:00"),
        ("2026-11-17 09:00", 1, Unit.BUSINESS_DAYS, "2026-11-18 09:00"),
        ("2026-11-20 16:00", 1, Unit.BUSINESS_DAYS, "2026-11-23 16:00"),  # Friday to Monday
        ("2026-11-21 10:00", 1, Unit.BUSINESS_DAYS, "2026-11-23 23:59:59.999999"),  # Saturday to the end of Monday
        ("2026-11-24 15:00", 2, Unit.BUSINESS_DAYS, "2026-11-27 15:00"),  # Wednesday, not Thanksgiving, Friday
        ("2026-12-23 10:00", 2, Unit.BUSINESS_DAYS, "2026-12-28 10:00"),  # Thursday; Christmas is a Friday; Monday
        ("2026-07-02 09:00", 1, Unit.BUSINESS_DAYS, "2026-07-06 09:00"),  # the Fourth is kept on Friday the third
        ("2026-11-10 09:00", 10, Unit.BUSINESS_DAYS, "2026-11-25 09:00"),  # without Veterans Day and two weekends
        ("2028-02-28 12:00", 1, Unit.CALENDAR_DAYS, "2028-02-29 12:00"),
        ("2028-02-28 12:00", 1, Unit.BUSINESS_DAYS, "2028-02-29 12:00"),
        ("2027-02-26 12:00", 1, Unit.BUSINESS_DAYS, "2027-03-01 12:00"),
        ("2026-11-20 16:00", 0, Unit.BUSINESS_DAYS, "2026-11-20 16:00"),
    ],
)
def test_a_due_time_is_what_one_counts_on_the_wall_calendar(start, amount, unit, due):
    assert due_at(here(start), amount, unit, NEW_YORK) == here(due)


def test_patriots_day_stops_the_clock_in_boston_and_not_in_new_york():
    friday = here("2026-04-17 11:00")
    assert due_at(friday, 1, Unit.BUSINESS_DAYS, BOSTON) == here("2026-04-21 11:00")
    assert due_at(friday, 1, Unit.BUSINESS_DAYS, NEW_YORK) == here("2026-04-20 11:00")


@pytest.mark.parametrize(("days", "due"), [(1, "2026-12-28"), (2, "2026-12-29"), (5, "2027-01-01"), (8, "2027-01-04")])
def test_a_clock_stands_still_for_four_days_of_the_christmas_closure_and_then_goes_on(days, due):
    wednesday = here("2026-12-23 10:00")
    assert due_at(wednesday, days, Unit.BUSINESS_DAYS, CLOSED_AT_CHRISTMAS) == here(f"{due} 10:00")


def test_a_time_that_the_clock_skips_in_spring_is_the_end_of_the_gap():
    assert due_at(here("2027-03-13 02:30"), 1, Unit.CALENDAR_DAYS, NEW_YORK) == datetime(2027, 3, 14, 7, tzinfo=UTC)


def test_a_time_that_the_clock_shows_twice_in_autumn_is_its_first():
    assert due_at(here("2026-10-31 01:30"), 1, Unit.CALENDAR_DAYS, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_hours_are_hours_on_the_day_that_has_twenty_three():
    assert due_at(here("2027-03-13 23:00"), 6, Unit.HOURS, NEW_YORK) == here("2027-03-14 06:00")


def test_days_keep_the_wall_clock_over_a_change_of_time():
    assert due_at(here("2026-10-30 16:00"), 1, Unit.BUSINESS_DAYS, NEW_YORK) == here("2026-11-02 16:00")


def test_a_day_that_a_country_skipped_ends_when_the_next_begins():
    apia = SiteCalendar("Pacific/Apia", "WS")
    before = datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia"))
    assert due_at(before, 1, Unit.CALENDAR_DAYS, apia) == datetime(2011, 12, 31, tzinfo=ZoneInfo("Pacific/Apia"))


def test_a_warning_half_way_through_one_business_day_waits_for_the_site_to_open_again():
    assert after(here("2026-11-20 15:00"), Fraction(1, 2), Unit.BUSINESS_DAYS, NEW_YORK) == here("2026-11-23 03:00")


def test_a_place_that_nobody_has_holidays_for_is_open_on_weekdays():
    assert public_holidays("XX", "", 2026) == frozenset()
    assert date(2026, 7, 3) in public_holidays("US", "ZZ", 2026)


CALENDARS = st.builds(
    SiteCalendar,
    st.sampled_from(
        ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin", "Asia/Kathmandu", "UTC"]
    ),
    st.sampled_from(["US", "AU", "IE"]),
    extra_closed=st.frozensets(st.dates(date(2027, 2, 20), date(2027, 4, 10)), max_size=40),
)


def moments(begin: datetime, days: int):
    return st.integers(0, days * 24 * 3600).map(lambda seconds: begin + timedelta(seconds=seconds))


# Times of one year with both changes of the clock, thick around the American one in spring.
MOMENTS = moments(datetime(2027, 1, 1, tzinfo=UTC), 430) | moments(datetime(2027, 3, 12, tzinfo=UTC), 3)
AMOUNTS = st.integers(0, 40)
UNITS = st.sampled_from(list(Unit))
FOUR_DAYS = timedelta(days=4)


@given(MOMENTS, AMOUNTS, UNITS, CALENDARS)
def test_nothing_is_due_before_it_starts(start, amount, unit, calendar):
    assert due_at(start, amount, unit, calendar) >= start


@given(MOMENTS, AMOUNTS, AMOUNTS, UNITS, CALENDARS)
def test_more_time_is_never_due_sooner(start, one, other, unit, calendar):
    less, more = sorted([one, other])
    assert due_at(start, less, unit, calendar) <= due_at(start, more, unit, calendar)


@given(MOMENTS, MOMENTS, AMOUNTS, UNITS, CALENDARS)
def test_who_starts_later_is_not_due_sooner_but_for_the_hour_that_comes_twice(one, other, amount, unit, calendar):
    early, late = sorted([one, other])
    twice = early.astimezone(calendar.zone).fold or late.astimezone(calendar.zone).fold
    allowed = timedelta(hours=1) if twice else timedelta()
    assert due_at(early, amount, unit, calendar) <= due_at(late, amount, unit, calendar) + allowed


@given(MOMENTS, CALENDARS)
def test_a_business_day_never_waits_longer_than_four_days_to_begin(start, calendar):
    local = start.astimezone(calendar.zone).replace(tzinfo=None)
    due = due_at(start, 1, Unit.BUSINESS_DAYS, calendar).astimezone(calendar.zone).replace(tzinfo=None)
    assert due.date() - local.date() <= FOUR_DAYS + timedelta(days=1)


@given(MOMENTS, st.integers(1, 40), CALENDARS)
def test_business_work_is_due_on_a_day_that_counts(start, amount, calendar):
    due = due_at(start, amount, Unit.BUSINESS_DAYS, calendar).astimezone(calendar.zone)
    assert (
        not calendar.stops_clocks(due.date()) or due.time() == time()
    )  # the end of a skipped day is the next midnight


@given(MOMENTS, st.integers(1, 40), CALENDARS)
def test_calendar_days_keep_the_wall_time_unless_the_clock_skips_it(start, amount, calendar):
    local = start.astimezone(calendar.zone)
    due = due_at(start, amount, Unit.CALENDAR_DAYS, calendar).astimezone(calendar.zone)
    wanted = datetime.combine(local.date() + timedelta(days=amount), local.time())
    assert timedelta() <= due.replace(tzinfo=None) - wanted <= timedelta(hours=1)
