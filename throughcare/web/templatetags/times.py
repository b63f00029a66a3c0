"""Moments as <time datetime>, relative and exact, in the zone of who is reading."""

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from throughcare.web import words

register = template.Library()
register.filter("duration", words.duration)


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
    forms = {
        "exact": words.exact(at, now=now),
        "relative": words.relative(at, now=now),
        "day": words.day(timezone.localdate(at), today=timezone.localdate(now)),
        "plain": words.plain(at),
    }
    if form == "both":
        inner = format_html('{} <span class="soft">{}</span>', forms["relative"], forms["exact"])
    else:
        inner = format_html("{}", forms[form])
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), words.in_full(at), inner)
