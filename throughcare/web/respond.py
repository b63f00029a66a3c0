"""One view, one template, one address: the whole page for a browser, only its changed region for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from throughcare.foundation.actor import Actor


class Request(HttpRequest):
    """A request as our middleware hands it on: somebody asks, perhaps through htmx. For types only."""

    actor: Actor
    htmx: HtmxDetails


def page(request: HttpRequest, template: str, part: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    whole = not htmx or htmx.boosted or htmx.history_restore_request
    name = template if whole else f"{template}#{part}"
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
