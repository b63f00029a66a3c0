"""What the two sides of an ask write to each other, and what each writes down for itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from throughcare.foundation.ids import uuid7
from throughcare.referrals import queries

from .offers import Here


class WordsForm(forms.Form):
    """`key` is the id that the new row will have, so that the same form sent twice makes one row."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a few words first."},
    )

    def __init__(self, what: str, data: Any = None, *, label: str = "") -> None:
        super().__init__(data, auto_id=f"{what}-%s", initial={"key": uuid7()})
        self.fields["words"].label = label or "Your words"


@dataclass(frozen=True)
class Line:
    """One message, with the side that wrote it."""

    by_name: str
    side: str
    at: datetime
    words: str
    is_mine: bool
    seen: queries.Seen | None


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
    message, note = here.refusal_of("message"), here.refusal_of("note")
    may_write = bool(parts) and queries.may_write(handoff)
    written = queries.messages_of(handoff)
    is_waiting = any(row.org_id == here.actor.org_id for row in written)
    seen = queries.seen_on_the_other_side(handoff) if is_waiting else {}
    return Talk(
        only_us=f"Only {here.actor.org_name} reads these",
        messages=[line(row, handoff, here, seen.get(row.pk)) for row in written],
        notes=queries.notes_of(here.actor, handoff),
        message_form=given(message, "message", f"{other} will read this") if may_write else None,
        note_form=given(note, "note", f"Only {here.actor.org_name} reads this") if parts else None,
        message_refusal=message.words if message else "",
        note_refusal=note.words if note else "",
    )


def line(row: Any, handoff: Any, here: Here, seen: queries.Seen | None) -> Line:
    side = handoff.org.name if row.org_id == handoff.org_id else handoff.to_org.name
    return Line(row.by_name, side, row.at, row.words, row.org_id == here.actor.org_id, seen)


def given(refused: Any, what: str, label: str) -> WordsForm:
    """The form as it came back, or a new one."""
    if refused is None:
        return WordsForm(what, label=label)
    refused.form.fields["words"].label = label
    return refused.form
