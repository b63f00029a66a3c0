"""That somebody showed their word is kept for twenty minutes in a signed cookie of /my/: two ids, since when, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE, PATH, SALT = "my", "/my/", "throughcare.my"
SECONDS = 20 * 60  # since the last press
FIELD = "mark"  # in every form of the page: browsers of ten years ago send cookies from anywhere


@dataclass(frozen=True)
class Inside:
    """Whoever is in: by which link, of which organization."""

    link_id: UUID
    org_id: UUID
    since: datetime  # a word that was set later lets nobody stay who knew the one before

    @property
    def mark(self) -> str:
        return salted_hmac("throughcare.my.mark", self.link_id.hex).hexdigest()

    def is_marked(self, request: HttpRequest) -> bool:
        return constant_time_compare(request.POST.get(FIELD, ""), self.mark)


def who_is_in(request: HttpRequest) -> Inside | None:
    try:
        link_id, org_id, since = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
        return Inside(UUID(link_id), UUID(org_id), datetime.fromisoformat(since))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def stay(response: HttpResponse, inside: Inside) -> HttpResponse:
    value = signing.dumps([inside.link_id.hex, inside.org_id.hex, inside.since.isoformat()], salt=SALT)
    response.set_cookie(
        COOKIE, value, path=PATH, max_age=SECONDS, httponly=True, samesite="Strict", secure=settings.PRODUCTION
    )
    return response


def go(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response
