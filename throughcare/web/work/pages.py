"""What the work list shows: the sentence, the tabs, the rows in their groups. The order is the query's, never the page's."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.work import queries as work
from throughcare.referrals import queries as referrals
from throughcare.referrals.lifecycle import stands_as
from throughcare.web.components import initials
from throughcare.web.words import duration

from . import cursors
from .forms import NameForm, Narrowed

GROUPS = {  # key: heading, icon, tone
    "danger": ("Someone may be in danger. First of all.", "crisis", "late"),
    "late": ("Late", "bell", "late"),
    "today": ("Due today", "clock", ""),
    "later": ("Later", "day", ""),
}
NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]


@dataclass(frozen=True)
class Row:
    """One open thing: where it is opened, how it stands, whose move it is."""

    id: UUID
    url: str
    kind: str
    who: str
    number: str
    what: str
    status: str
    urgency: str
    turn: str
    turn_kind: str
    is_mine: bool
    letters: str
    holder: str
    beside: str
    marks: list[str]
    last_event: str
    last_at: datetime
    started_at: datetime
    due_at: datetime
    group: str
    can_pick: bool


@dataclass(frozen=True)
class Group:
    title: str
    icon: str
    tone: str
    rows: list[Row]


@dataclass(frozen=True)
class Rows:
    groups: list[Group]
    etag: str
    here: str  # the address of these rows, for looking again
    next: str
    first: str
    is_narrowed: bool

    previous = ""

    @property
    def can_pick(self) -> bool:
        return any(row.can_pick for group in self.groups for row in group.rows)


def rows(actor: Actor, form: Narrowed, *, now: datetime) -> Rows:
    found = list(work.worklist(actor, form.wanted))
    shown = found[: work.PAGE]
    names = names_of(shown)
    pickable = to_hand_over(actor, shown)
    made = [row(item, names, actor, can_pick=item.pk in pickable, now=now) for item in shown]
    last = shown[-1] if len(found) > work.PAGE else None
    after = form.cleaned_data.get("after", "") if form.wanted.after else ""
    return Rows(
        groups=grouped(made),
        etag=etag(made, now=now),
        here=address(form, after=after),
        next=address(form, after=cursors.after(last.rank, last.due_at, last.pk)) if last else "",
        first=address(form) if after else "",
        is_narrowed=form.is_narrowed,
    )


def address(form: Narrowed, **more: str) -> str:
    query = {name: value for name, value in {**form.kept, **more}.items() if value}
    return f"{reverse('worklist')}?{urlencode(query)}"


def to_hand_over(actor: Actor, items: Iterable[Any]) -> set[Any]:
    """The promises that the reader may offer to a colleague: their own, or anybody's for a coordinator or a lead."""
    promises = [item for item in items if item.subject_kind == "referral"]
    own = {item.pk for item in promises if item.holder_id and item.holder_id == actor.membership_id}
    others = {item.pk for item in promises} - own
    return own | others if others and referrals.may_hand_over_for_others(actor) else own


def names_of(items: Iterable[Any]) -> dict[UUID, str]:
    people = {item.holder_id for item in items if item.holder_id}
    desks = {item.holder_desk_id for item in items if item.holder_desk_id}
    return accounts.names_of(people, desks)


def row(item: Any, names: dict[UUID, str], actor: Actor, *, can_pick: bool, now: datetime) -> Row:
    is_mine = item.holder_id is not None and item.holder_id == actor.membership_id
    holder = "You" if is_mine else names.get(item.holder_id or item.holder_desk_id, "")
    turn, kind = (holder, "person" if item.holder_id else "desk") if item.is_ours else (item.beside, "desk")
    return Row(
        id=item.subject_id,
        url=reverse(item.subject_kind, args=[item.subject_id]),
        kind=item.subject_kind,
        who=item.who or "No name given",
        number=f"TC-{item.number}" if item.number else "",
        what=item.what,
        status=stands_as(item.status, turn=item.turn, waiting_on=item.waiting_on),
        urgency=item.urgency,
        turn=turn,
        turn_kind=kind,
        is_mine=is_mine and item.is_ours,
        letters=initials(actor.name) if is_mine and item.is_ours else "",
        holder="you" if is_mine else holder,
        beside=item.beside,
        marks=[referrals.mark_of(name) for name in item.marks],
        last_event=item.last_event,
        last_at=item.last_at,
        started_at=item.started_at,
        due_at=item.due_at,
        group=group_of(item.rank, item.due_at, now=now),
        can_pick=can_pick,
    )


def group_of(rank: int, due_at: datetime, *, now: datetime) -> str:
    if rank == 0:
        return "danger"
    if due_at <= now:
        return "late"
    return "today" if due_at < midnight(now) else "later"


def midnight(now: datetime) -> datetime:
    """The end of today where the organization is."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), tzinfo=timezone.get_current_timezone())


def grouped(rows: list[Row]) -> list[Group]:
    return [Group(*GROUPS[key], list(together)) for key, together in groupby(rows, lambda row: row.group)]


def etag(rows: list[Row], *, now: datetime) -> str:
    """Of what a reader would see: the rows, and the words of their clocks."""
    seen = [(row, duration(row.due_at - now)) for row in rows]
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def around(actor: Actor, form: Narrowed, *, now: datetime) -> dict[str, Any]:
    """What stands around the rows: the sentence, the tabs, one's own drafts. Not asked for when only rows are looked at."""
    counts = work.counts(actor, at=now, soon=midnight(now))
    return {
        "title": SENTENCES[form.whose](counts, actor),
        "tabs": tabs(counts, actor, form),
        "saved": saved(actor),
        "name_form": NameForm(auto_id="name-%s"),
        "may_share": bool(actor.desk_id) and accounts.leads_a_desk(actor),
        "drafts": drafts_of(actor) if form.whose == "mine" else [],
        "may_refer": referrals.may_refer(actor),
        "may_receive": actor.has("receiver"),
        "alone": referrals.alone_waiting(actor) if form.whose == "mine" else 0,
        "offers": referrals.offers_waiting(actor) if form.whose == "mine" else 0,
    }


def drafts_of(actor: Actor) -> list[tuple[Any, datetime | None]]:
    """One's own drafts, each with when it will be removed."""
    return [(draft, referrals.removed_at(draft)) for draft in referrals.drafts(actor)]


def saved(actor: Actor) -> list[dict[str, Any]]:
    """The views of this reader, each under the key that opens it."""
    shown = []
    for number, view in enumerate(accounts.saved_views(actor), start=1):
        query = {"view": view.whose, "turn": view.turn, "urgency": view.urgency, "status": view.status}
        url = f"{reverse('worklist')}?{urlencode({name: value for name, value in query.items() if value})}"
        shown.append({"id": view.pk, "name": view.name, "url": url, "number": number, "is_shared": bool(view.desk_id)})
    return shown


def of_mine(counts: work.Counts, actor: Actor) -> str:
    """How things stand for the one who reads it."""
    if not counts.mine:
        return f"You hold nothing that is open.{at_your_desk(counts)}"
    if counts.late and counts.soon:
        return f"{promises(counts.late)} late. {number(counts.soon)} more {are(counts.soon)} due today."
    if counts.late:
        return f"{promises(counts.late)} late. Nothing else is due today."
    if counts.soon:
        return f"{promises(counts.soon)} due today. None is late."
    return f"You keep {number(counts.mine).lower()} {word(counts.mine)}. None is late or due today."


def at_your_desk(counts: work.Counts) -> str:
    return f" {number(counts.desk)} {'waits' if counts.desk == 1 else 'wait'} at your desk." if counts.desk else ""


def of_desk(counts: work.Counts, actor: Actor) -> str:
    return at_your_desk(counts).strip() or "Nothing waits at your desk."


def of_all(counts: work.Counts, actor: Actor) -> str:
    if not counts.all:
        return f"{actor.org_name} holds nothing that is open."
    return f"{actor.org_name} keeps {number(counts.all).lower()} {word(counts.all)}."


SENTENCES = {"mine": of_mine, "desk": of_desk, "all": of_all}


def promises(count: int) -> str:
    return f"{number(count)} {word(count)} {are(count)}"


def word(count: int) -> str:
    return "promise" if count == 1 else "promises"


def are(count: int) -> str:
    return "is" if count == 1 else "are"


def number(count: int) -> str:
    if count >= work.COUNT_LIMIT:
        return f"{work.COUNT_LIMIT:,} or more"
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def tabs(counts: work.Counts, actor: Actor, form: Narrowed) -> list[dict[str, Any]]:
    """The desk only for somebody who sits at one."""
    shown = [("mine", "Mine", counts.mine), ("all", f"All of {actor.org_name}", counts.all)]
    if actor.desk_id or form.whose == "desk":
        shown.insert(1, ("desk", "Your desk", counts.desk))
    return [tab(view, label, count, form) for view, label, count in shown]


def tab(view: str, label: str, count: int, form: Narrowed) -> dict[str, Any]:
    shown = f"{work.COUNT_LIMIT:,}+" if count >= work.COUNT_LIMIT else str(count)
    return {"url": address(form, view=view), "label": label, "count": shown, "current": form.whose == view}
