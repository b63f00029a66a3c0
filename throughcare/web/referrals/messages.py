"""What the two sides of an ask write to each other, and what each writes down for itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from throughcare.foundation.ids import uuid7
from throughcare.papers import queries as papers
from throughcare.papers.actions import File
from throughcare.referrals import queries

from .offers import Here
from .papers import FileFields


class WordsForm(forms.Form):
    """`key` is the id that the new row will have, so that the same form sent twice makes one row."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a few words first."},
    )

    def __init__(self, what: str, data: Any = None, files: Any = None, *, label: str = "") -> None:
        super().__init__(data, files, auto_id=f"{what}-%s", initial={"key": uuid7()})
        self.fields["words"].label = label or "Your words"


class BackForm(FileFields, WordsForm):
    """Words from whoever received it, perhaps with a document."""

    def __init__(self, what: str, data: Any = None, files: Any = None, *, label: str = "") -> None:
        super().__init__(what, data, files, label=label)
        self.fields["kind"] = forms.ChoiceField(
            label="Does a document go along?", choices=[("", "No document"), *papers.kinds()], required=False
        )
        self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("file") and not said.get("kind") and "kind" not in self.errors:
            self.add_error("kind", "Say what kind of document it is.")
        if said.get("kind") and not said.get("file") and "file" not in self.errors:
            self.add_error("file", "Choose the file.")
        return said


def facts(form: Any) -> dict[str, Any]:
    """The keywords of the action."""
    said = form.cleaned_data
    kind, file = said.get("kind"), said.get("file")
    enclosed = File(kind, file.name, file.read()) if kind and file else None
    return {"key": said["key"], "words": said["words"], "file": enclosed}


@dataclass(frozen=True)
class Line:
    """One message, with the side that wrote it."""

    by_name: str
    side: str
    at: datetime
    words: str
    is_mine: bool
    seen: queries.Seen | None
    paper: Any  # what came back with it
    paper_kind: str


@dataclass(frozen=True)
class Talk:
    only_us: str
    messages: list[Line]
    notes: list[Any]
    message_form: WordsForm | None
    note_form: WordsForm | None
    message_refusal: str
    note_refusal: str


def talk_of(handoff: Any, here: Here, parts: Any) -> Talk:
    is_ours, receiver = handoff.org_id == here.actor.org_id, handoff.to_org
    theirs = receiver.name if receiver else handoff.service_name
    other = theirs if is_ours else handoff.org.name
    may_send_back = queries.may_send_back(handoff, receives=not is_ours)
    message, note = here.refusal_of("message"), here.refusal_of("note")
    may_write = bool(parts) and queries.may_write(handoff)
    written = queries.messages_of(handoff)
    is_waiting = any(row.org_id == here.actor.org_id for row in written)
    back = {paper.pk: paper for paper in papers.came_back([handoff.pk])} if written else {}
    seen = queries.seen_on_the_other_side(handoff) if is_waiting else {}
    return Talk(
        only_us=f"Only {here.actor.org_name} reads these",
        messages=[line(row, handoff, here, seen.get(row.pk), back.get(row.pk)) for row in written],
        notes=queries.notes_of(here.actor, handoff),
        message_form=given(message, message_form(may_send_back), f"{other} will read this") if may_write else None,
        note_form=given(note, WordsForm("note"), f"Only {here.actor.org_name} reads this") if parts else None,
        message_refusal=message.words if message else "",
        note_refusal=note.words if note else "",
    )


def line(row: Any, handoff: Any, here: Here, seen: queries.Seen | None, paper: Any) -> Line:
    side = handoff.org.name if row.org_id == handoff.org_id else handoff.to_org.name
    kind = papers.kind_in_words(paper.kind) if paper else ""
    return Line(row.by_name, side, row.at, row.words, row.org_id == here.actor.org_id, seen, paper, kind)


def message_form(may_send_back: bool, data: Any = None, files: Any = None) -> WordsForm:
    return (BackForm if may_send_back else WordsForm)("message", data, files)


def given(refused: Any, blank: WordsForm, label: str) -> WordsForm:
    """The form as it came back, or a new one."""
    form = refused.form if refused else blank
    form.fields["words"].label = label
    return form
