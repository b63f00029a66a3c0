"""When is it due? Days keep the site's wall clock, hours and minutes are absolute. Pure, no clock is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from math import floor
from zoneinfo import ZoneInfo

import holidays
from django.db.models import TextChoices

LONGEST_STOP = 4  # calendar days for which a business-day clock stands still at most (design §3)
DAY = timedelta(days=1)
WEEKDAYS = frozenset(range(5))


class Unit(TextChoices):
    MINUTES = "minutes"
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"


LENGTH = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}


@dataclass(frozen=True)
class SiteCalendar:
    """The days on which a site works: Monday to Friday less public holidays of its jurisdiction and its own closures."""

    time_zone: str
    country: str = "US"
    subdivision: str = ""
    extra_closed: frozenset[date] = frozenset()
    open_weekdays: frozenset[int] = WEEKDAYS  # Monday is 0

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def is_closed(self, day: date) -> bool:
        return (
            day.weekday() not in self.open_weekdays
            or day in self.extra_closed
            or day in public_holidays(self.country, self.subdivision, day.year)
        )

    def stops_clocks(self, day: date) -> bool:
        """Closed, and no later than the fourth day of its run of closed days."""
        return self.is_closed(day) and not all(self.is_closed(day - n * DAY) for n in range(1, LONGEST_STOP + 1))

    def counted_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += DAY
            if not self.stops_clocks(day):
                yield day


@lru_cache(maxsize=2048)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Unknown places have none: a due time too early is safer than one too late."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return public_holidays(country, "", year) if subdivision else frozenset()


def due_at(start: datetime, amount: int, unit: str, calendar: SiteCalendar) -> datetime:
    """The moment `amount` units after `start`, in UTC. Zero is at once."""
    return after(start, Fraction(amount), unit, calendar)


def after(start: datetime, amount: Fraction, unit: str, calendar: SiteCalendar) -> datetime:
    """As `due_at`, also for parts of a unit: warnings stand at fractions of the time allowed."""
    if unit in LENGTH:
        return start.astimezone(UTC) + LENGTH[Unit(unit)] * float(amount)
    whole = floor(amount)
    moment = days_after(start, whole, unit, calendar) + DAY * float(amount - whole)
    return on_a_counted_day(moment, calendar) if unit == Unit.BUSINESS_DAYS and amount else moment


def days_after(start: datetime, days: int, unit: str, calendar: SiteCalendar) -> datetime:
    if not days:
        return start.astimezone(UTC)
    local = start.astimezone(calendar.zone)
    if unit == Unit.CALENDAR_DAYS:
        return moment_of(local.date() + days * DAY, local.time(), calendar.zone)
    counted = calendar.counted_days_after(local.date())
    day = next(day for n, day in enumerate(counted, start=1) if n == days)
    # What comes in on Saturday came at the end of Friday: else it would be due before what came on Friday afternoon.
    wall_time = time.max if calendar.stops_clocks(local.date()) else local.time()
    return moment_of(day, wall_time, calendar.zone)


def on_a_counted_day(moment: datetime, calendar: SiteCalendar) -> datetime:
    """The moment itself, or the same wall time on the next day that counts."""
    local = moment.astimezone(calendar.zone)
    if not calendar.stops_clocks(local.date()):
        return moment
    return moment_of(next(calendar.counted_days_after(local.date())), local.time(), calendar.zone)


def moment_of(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """A wall time that the clock shows twice is its first, one that it skips is the end of the gap."""
    local = datetime.combine(day, wall_time.replace(fold=0), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return end_of_gap(local.replace(fold=1).astimezone(UTC), moment, zone)


def end_of_gap(before: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the zone's offset changes, between two moments that enclose the change."""
    old = before.astimezone(zone).utcoffset()
    before, later = before.replace(microsecond=0), later.replace(microsecond=0)
    while later - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(later - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            later = middle
    return later
