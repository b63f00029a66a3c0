"""The gateway calls: what was delivered, and what people wrote back. Nothing is heard that it did not sign."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from throughcare.foundation.actor import acting, system
from throughcare.messaging import actions, queries

View = Callable[[HttpRequest], HttpResponse]


def signed(view: View) -> View:
    @csrf_exempt
    @require_POST
    @wraps(view)
    def only_signed(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Twilio-Signature", "")
        if not queries.is_from_gateway(request.build_absolute_uri(), request.POST.dict(), given):
            return HttpResponse(status=403)
        return view(request)

    return only_signed


@signed
def take_receipt(request: HttpRequest) -> HttpResponse:
    known = queries.known_at_gateway(request.POST.get("MessageSid", ""))
    status, code = request.POST.get("MessageStatus", ""), request.POST.get("ErrorCode", "")
    if known and status in {"delivered", "undelivered", "failed"}:
        message_id, org_id = known
        with acting(system(org_id)) as program:
            actions.take_receipt(message_id, status=status, code=code, actor=program, at=timezone.now())
    return HttpResponse(status=204)


@signed
def take_text(request: HttpRequest) -> HttpResponse:
    said = request.POST
    answer = actions.hear(
        said.get("From", ""), said.get("Body", ""), text_id=said.get("MessageSid", ""), at=timezone.now()
    )
    return HttpResponse(queries.reply(answer), content_type="text/xml")
