"""Moments and spans in words. A moment is always <time datetime>, exact in the zone of who is reading."""

from datetime import date, datetime, timedelta

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@register.filter
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


def moment(context: Context) -> datetime:
    """The `now` that the page was made at; the program's clock where a page names none."""
    return context.get("now") or timezone.now()


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | date | None, form: str = "both") -> str | SafeString:
    """`form`: both, exact, relative, day, plain (for clients). A date without a time is told as a day."""
    if at is None:
        return "not known"
    now = moment(context)
    if not isinstance(at, datetime):
        return format_html('<time datetime="{}">{} {} {}</time>', at.isoformat(), f"{at:%a}", at.day, f"{at:%B %Y}")
    words = {
        "exact": exact(at, now=now),
        "relative": relative(at, now=now),
        "day": day(timezone.localdate(at), today=timezone.localdate(now)),
        "plain": plain(at),
    }
    if form == "both":
        inner = format_html('{} <span class="soft">{}</span>', words["relative"], words["exact"])
    else:
        inner = format_html("{}", words[form])
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), in_full(at), inner)
