"""Documents of a draft, put in and taken off together with its words, and the way to read one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from throughcare.foundation.audit import actions as audit
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.papers import queries as papers
from throughcare.referrals import actions
from throughcare.web.clients.forms import KeyedForm
from throughcare.web.clients.views import refusable
from throughcare.web.find import found
from throughcare.web.respond import Request

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}


class FileFields(forms.Form):
    """What a file is, is asked and not guessed. The browser does not send a refused file again: it is chosen once more."""

    kind = forms.ChoiceField(
        label="What kind of document is it?", choices=papers.kinds, widget=forms.RadioSelect,
        error_messages={"required": "Say what kind of document it is."},
    )  # fmt: skip
    file = forms.FileField(
        label="The file",
        help_text="A PDF, a PNG or JPEG picture, or plain text. At most 5 MB.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.txt"}),
    )

    def clean_kind(self) -> str:
        if refusal := papers.not_accepted(self.cleaned_data["kind"]):
            raise forms.ValidationError(refusal)
        return self.cleaned_data["kind"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > papers.most_bytes():
            raise forms.ValidationError(f"This file is too large. At most {papers.most_bytes() // 1024 // 1024} MB.")
        return file


class PaperForm(FileFields, KeyedForm):
    prefix = "paper"
    asked_for = ("kind", "file")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": uuid7()})


def change(request: Request, draft: Any, words: forms.Form) -> PaperForm:
    """Attach the file that was chosen, or take one off. What is wrong stands beside the file; of one taken off, with the words."""
    if gone := as_id(request.POST.get("take_off", "")):
        refusable(words, actions.detach, gone, referral_id=draft.pk, actor=request.actor, at=timezone.now())
    if "attach" not in request.POST and not request.FILES:
        return PaperForm()
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    try:
        actions.attach(
            said["key"], referral_id=draft.pk, kind=said["kind"], name=said["file"].name, raw=said["file"].read(),
            actor=request.actor, at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, Overtaken) as refusal:
        form.one("file", str(refusal))
    return form


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@require_GET
def download(request: Request, pk: UUID) -> HttpResponse:
    """Saved, never shown by the browser within our pages, under a name that tells nothing."""
    paper = found(papers.paper(request.actor, pk))
    return saved(paper, at=timezone.now())


def saved(paper: Any, *, at: datetime) -> HttpResponse:
    audit.read("paper", paper.pk, client_id=paper.client_id, at=at)
    return HttpResponse(
        bytes(paper.content),
        content_type=paper.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="document.{ENDINGS[paper.media_type]}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
            "Cache-Control": "no-store",
        },
    )
