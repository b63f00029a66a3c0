"""A record that the actor may see, or 404: a stranger learns nothing, not even that it exists."""

from typing import TypeVar

from django.http import Http404

T = TypeVar("T")


def found(record: T | None) -> T:
    if record is None:
        raise Http404
    return record
