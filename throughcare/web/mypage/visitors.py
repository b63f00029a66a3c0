"""Who is on their own page: whoever holds an open link and showed the word, and whose record it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from throughcare.accounts import queries as accounts
from throughcare.accounts.roles import LegalKind
from throughcare.clients import queries as clients
from throughcare.doors import queries as doors
from throughcare.foundation.actor import Actor, acting, system

from .staying import Inside, stay, who_is_in

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Visitor:
    inside: Inside
    actor: Actor  # the program, for the organization that made the page
    client: Any
    org: Any

    @property
    def called(self) -> str:
        return self.client.goes_by or self.client.name.split()[0]

    @property
    def may_be_overheard(self) -> bool:
        """Then what takes something away is a report that a person confirms."""
        return self.org.legal_kind == LegalKind.VICTIM_SERVICE or clients.may_be_overheard(self.client.pk)


def visitor(inside: Inside, actor: Actor) -> Visitor | None:
    """None when the link was closed, its word was set anew, or nobody is to be reached by it any more."""
    link = doors.link(actor, inside.link_id)
    if (
        link is None
        or link.purpose != doors.Purpose.CLIENT
        or doors.state_of(link, at=timezone.now()) != doors.State.OPEN
        or doors.has_new_secret(link, since=inside.since)
    ):
        return None
    client = clients.kept(actor, link.subject_id)
    if client is None or not clients.may_be_contacted(client):
        return None
    return Visitor(inside, actor, client, accounts.organization(inside.org_id))


def entered(otherwise: View) -> Callable[[View], View]:
    """For the visitor, in their language and with their organization's clock; whoever is not in sees `otherwise`."""

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            inside = who_is_in(request)
            if inside is None:
                return otherwise(request)
            with acting(system(inside.org_id)) as program:
                found = visitor(inside, program)
                if found is None:
                    return otherwise(request)
                with told_to(request, found):
                    return stay(view(request, found, *args, **kwargs), inside)

        return answer

    return guard


@contextmanager
def told_to(request: HttpRequest, found: Visitor) -> Iterator[None]:
    asked = request.GET.get("lang", "")
    known = dict(settings.LANGUAGES)
    language = asked if asked in known else found.client.language if found.client.language in known else "en"
    with translation.override(language), timezone.override(found.org.time_zone):
        yield
