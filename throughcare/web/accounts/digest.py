"""The one e-mail in the morning: at which hour, or none. Ending it is one press."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from throughcare.accounts import actions, queries
from throughcare.web.find import found
from throughcare.web.respond import Request, page

UNPROCESSABLE = 422
HOURS = [time(hour) for hour in range(5, 19)]


class DigestForm(forms.Form):
    hour = forms.TypedChoiceField(
        label="At which hour?", choices=[(f"{hour:%H:%M}", f"{hour:%-I %p}") for hour in HOURS], coerce=time.fromisoformat,
        help_text="On the days on which your organization works, and only when something of yours is late or due.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def digest(request: Request) -> HttpResponse:
    member = found(queries.member(request.actor, request.actor.membership_id))
    wants_none = request.POST.get("hour") == ""
    form = DigestForm(request.POST or None, initial={"hour": f"{member.digest_at or time(8):%H:%M}"})
    if request.method == "POST" and (wants_none or form.is_valid()):
        hour = None if wants_none else form.cleaned_data["hour"]
        actions.want_digest(hour, actor=request.actor, at=timezone.now())
        messages.success(request, "Kept." if hour else "You get no more of these.")
        return redirect("digest")
    context: dict[str, Any] = {"form": form, "member": member}
    return page(request, "accounts/digest.html", "form", context, UNPROCESSABLE if form.errors else 200)
