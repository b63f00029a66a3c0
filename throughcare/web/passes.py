"""That the second factor of a link was given in this browser, for twenty minutes: a signed cookie without a word about anybody.

It is for one link and one path. Forms behind it carry a proof that only a page behind it could show.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from throughcare.doors.queries import Opened

COOKIE = "door"
SALT = "throughcare.web.passes"
LASTS = 20 * 60  # seconds
FIELD = "csrfmiddlewaretoken"  # as {% csrf_token %} names it


@dataclass(frozen=True)
class Pass:
    proof: str  # to be put into a page's context as `csrf_token`

    def shown_by(self, request: HttpRequest) -> bool:
        """Was this form on a page behind this pass?"""
        return constant_time_compare(request.POST.get(FIELD, ""), self.proof)


def give(response: HttpResponse, opened: Opened, *, path: str) -> HttpResponse:
    signed = TimestampSigner(salt=SALT).sign(opened.link_id.hex)
    response.set_cookie(
        COOKIE, signed, max_age=LASTS, path=path, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


def held(request: HttpRequest, opened: Opened) -> Pass | None:
    """The pass of this browser for this link, while the link is open or just did what it was for."""
    signed = request.COOKIES.get(COOKIE, "")
    try:
        link_id = TimestampSigner(salt=SALT).unsign(signed, max_age=LASTS)
    except BadSignature:
        return None
    if opened.link_id is None or link_id != opened.link_id.hex:
        return None
    return Pass(salted_hmac(f"{SALT}.form", signed, algorithm="sha256").hexdigest())


def take_back(response: HttpResponse, *, path: str) -> HttpResponse:
    response.delete_cookie(COOKIE, path=path, samesite="Lax")
    return response
