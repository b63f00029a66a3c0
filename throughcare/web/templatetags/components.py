"""Every file in templates/components/ is a tag: a block ({% card %}...{% endcard %}) where the file shows its content,
a single tag ({% status "sent" %}) where it does not. throughcare/web/components.py prepares those of the same name."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from throughcare.web import components as prepared
from throughcare.web.templatetags.times import moment

register = template.Library()
WEB = Path(__file__).parent.parent
HANDED_ON = ("request", "csrf_token")  # with `now`, of the page's context; everything else is an attribute


FOLLOWS_FROM_ITS_WORDS = {"status", "urgency"}  # a work list of 50 rows draws 100 of a dozen


@cache
def whole(name: str) -> Any:
    return get_template(f"components/{name}.html")


@lru_cache(maxsize=512)
def drawn_before(name: str, given: tuple, attributes: tuple) -> SafeString:
    """What needs nothing of the page is drawn once for the same words. Codes and our own words only, never a name."""
    shown = dict(attributes)
    return whole(name).render(shown | getattr(prepared, name)(*given, **shown))


def component(name: str, *, is_block: bool) -> None:
    prepare = getattr(prepared, name, dict)

    def render(context: Context, content: str, *given: Any, **attributes: Any) -> SafeString:
        around = {key: context.get(key) for key in HANDED_ON} | {"now": moment(context)}
        shown = around | attributes | {"content": content, "extra": prepared.extra(attributes)}
        return whole(name).render(shown | prepare(*given, **around | attributes))

    def single(context: Context, *given: Any, **attributes: Any) -> SafeString:
        if name in FOLLOWS_FROM_ITS_WORDS:
            return drawn_before(name, given, tuple(sorted(attributes.items())))
        return render(context, "", *given, **attributes)

    if is_block:
        register.simple_block_tag(render, takes_context=True, name=name)
    else:
        register.simple_tag(single, takes_context=True, name=name)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" width="18" height="18" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def shape(name: str) -> SafeString:
    return format_html('<svg class="shape" width="12" height="12" aria-hidden="true"><use href="#s-{}"/></svg>', name)


@register.simple_tag
def icons() -> SafeString:
    """The sprite, once on every page: a fixed set of ours, so it needs no escaping."""
    return mark_safe(_sprite())


@cache
def _sprite() -> str:
    return (WEB / "static" / "icons" / "sprite.svg").read_text()


for file in sorted((WEB / "templates" / "components").glob("*.html")):
    component(file.stem, is_block="{{ content }}" in file.read_text())
