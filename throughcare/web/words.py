"""How faces say moments and spans. The reader's zone is Django's current time zone; `now` is always handed in."""

from datetime import date, datetime, timedelta

from django.utils import timezone

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def duration(span: timedelta | None) -> str:
    """'5 h 18 min', '2 days'. Rounded down, so that nobody is promised more time than there is."""
    if span is None:
        return "unknown"
    span = abs(span)
    if span < MINUTE:
        return "under 1 min"
    if span < HOUR:
        return f"{span // MINUTE} min"
    if span < DAY:
        return _pair(span // HOUR, "h", span % HOUR // MINUTE, "min")
    days = span // DAY
    if days == 1:
        return _pair(1, "day", span % DAY // HOUR, "h")
    return f"{days} days"


def _pair(most: int, unit: str, rest: int, smaller: str) -> str:
    return f"{most} {unit} {rest} {smaller}" if rest else f"{most} {unit}"


def relative(at: datetime, *, now: datetime) -> str:
    if abs(at - now) < MINUTE:
        return "just now"
    return f"in {duration(at - now)}" if at > now else f"{duration(now - at)} ago"


def exact(at: datetime, *, now: datetime) -> str:
    """'today 16:00', 'Thu 09:30', '12 March 09:30', '12 March 2025 09:30'."""
    local = timezone.localtime(at)
    return f"{day(local.date(), today=timezone.localdate(now))} {local:%H:%M}"


def plain(at: datetime) -> str:
    """As a client's page says it: 'Thursday 12 March at 5:30 pm'."""
    local = timezone.localtime(at)
    hour = local.hour % 12 or 12
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%A} {local.day} {local:%B} at {hour}{minutes} {'am' if local.hour < 12 else 'pm'}"


def day(on: date, *, today: date) -> str:
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    distance = (on - today).days
    if distance in near:
        return near[distance]
    if abs(distance) < 7:
        return f"{on:%a}"
    return f"{on.day} {on:%B}" if on.year == today.year else f"{on.day} {on:%B} {on.year}"


def in_full(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%A} {local.day} {local:%B} {local.year}, {local:%H:%M} {local.tzname()}"
