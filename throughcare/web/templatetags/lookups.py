"""What belongs to a thing, where a page holds it beside its list: `{{ burden|of:offer.pk }}`."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(known: Mapping[Any, Any] | None, key: Any) -> Any:
    """None where nothing is known of it."""
    return known.get(key) if known else None
