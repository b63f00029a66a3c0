"""“What else would help?” on a draft: supports that are ticked, each with one line, become drafts of their own."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.referrals import actions, queries
from throughcare.web.respond import Request

from .draft_forms import SeenForm

MOST_IN_A_LINE = 300


class BesideForm(SeenForm):
    """`seen`: the line of each support that stood ticked, so that a window of yesterday takes nothing away."""

    prefix = "beside"

    def __init__(self, data: Any = None, *, together: list[Any]) -> None:
        named = {one.service_type: one.reason for one in supports(together) if queries.is_only_named(one)}
        begun = {one.service_type for one in supports(together)} - set(named)
        initial = {code: True for code in named} | {line_of(code): line for code, line in named.items()}
        super().__init__(data, initial=initial | {"seen": json.dumps(named)})
        self.ours = {one.pk for one in together}
        self.codes = [code for code in queries.supports() if code not in begun]
        for code in self.codes:
            label = queries.supports()[code]
            self.fields[code] = forms.BooleanField(label=label, required=False)
            self.fields[line_of(code)] = forms.CharField(
                label=f"{label}: one line about it", max_length=MOST_IN_A_LINE, required=False
            )

    def wanted(self) -> dict[str, str]:
        """What is newly ticked, or has another line."""
        said = {code: self.cleaned_data[line_of(code)] for code in self.codes if self.cleaned_data[code]}
        return {code: line for code, line in said.items() if self.cleaned_data["seen"].get(code) != line}

    def no_longer(self) -> list[str]:
        seen = self.cleaned_data["seen"]
        return [code for code in self.codes if code in seen and not self.cleaned_data[code]]


def line_of(code: str) -> str:
    return f"{code}-line"


def supports(together: list[Any]) -> list[Any]:
    return [one for one in together if one.kind == queries.Kind.SUPPORT]


@dataclass(frozen=True)
class Row:
    tick: forms.BoundField
    line: forms.BoundField
    lately: Any  # what was promised for it before: once more takes a reason


def rows(actor: Actor, draft: Any, form: BesideForm, *, at: datetime) -> list[Row]:
    ours = form.ours | {draft.pk}
    lately = [one for one in queries.lately_of(actor, draft.client_id, at=at) if one.pk not in ours]
    return [Row(form[code], form[line_of(code)], for_the_same(lately, code)) for code in form.codes]


def for_the_same(lately: list[Any], code: str) -> Any:
    need = queries.supports()[code]
    return next((one for one in lately if queries.is_same_need(one, need=need, service_type=code)), None)


def form_of(draft: Any, data: Any = None) -> BesideForm:
    return BesideForm(data, together=queries.asked_together(draft))


def change(request: Request, draft: Any) -> BesideForm:
    """Keep what is ticked. What is wrong stands beside the support that it is about."""
    form = form_of(draft, request.POST)
    if not form.is_valid() or not (form.wanted() or form.no_longer()):
        return form
    try:
        actions.ask_beside(
            draft.pk, wanted=form.wanted(), no_longer=form.no_longer(), actor=request.actor, at=timezone.now()
        )
    except actions.PromisedAlready as refusal:
        form.add_error(line_of(refusal.service_type), str(refusal))
    except (NotAllowed, Overtaken) as refusal:
        form.add_error(None, str(refusal))
    return form
