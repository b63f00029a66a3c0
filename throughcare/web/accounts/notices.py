"""What a member was told, line by line: about whom, what comes due or is late, and when. First names only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from throughcare.accounts import queries
from throughcare.foundation.actor import Actor
from throughcare.foundation.work import queries as work
from throughcare.referrals import queries as referrals
from throughcare.web.promises.pages import PROMISED

OF_CLOCKS = PROMISED | {  # the clock that ran: what is still to be done
    "draft": "Go on with the draft",
    "first_treatment": "See that treatment begins",
    "clinician_left": "Find somebody who sees them",
    "medicine": "Look after the medicine that runs out",
    "situation_review": "Ask again where this person is now",
    "of_age": "Ask them themselves what may be shared",
}
OF_KINDS = {
    "arrival": "Read what came in on paper",
    "help_request": "Call them: they asked for help",
    "inquiry": "A question without a name",
    "voice": "Answer what a client said on their own page",
    "signal": "Ask how great the danger is",
}
HOW_LATE = {
    "warning": "comes due",
    "breach": "is late",
    "escalation": "is late, and its holder was told before",
}
HAPPENED = {  # what is no clock
    "claim": "An organization says that it runs a listed service: ask the place",
    "alone": "They need somebody else to see them",
    "assign": "Given to you",
    "come_back": "The letter with a link did not arrive: call the service",
    "coverage": "Who pays for them changed",
    "danger": "Somebody may be in danger",
    "drifting": "They wait and did not answer twice: they may be drifting away",
    "guessed": "Many wrong words at the link to a service: call them",
    "fax_failed": "A fax did not arrive: see why, and send it again or call",
    "noes": "A third no, or one more",
    "renew": "A service asked for a new link",
    "situation": "Their situation changed",
    "want_call": "A service asks to be called before it answers",
}
OF_ITS_OWN = {  # the clock says all of it
    "check_in": "Ask them how they find it where they are treated now",
    "planned_return": "The day has come on which they may go back: ask the same service again",
    "check_in_again": "Try again to ask them how they find it there",
    "hand_over": "Nobody took over what was handed on: you decide",
    "message": "The other side of an ask wrote to you",
    "draft": "A draft that nobody goes on with will be removed",
    "situation_review": "Ask again where this person is now",
    "of_age": "Somebody comes of age: ask them themselves what may be shared",
    "file_refused": "A file for the tray could not be taken in: it lies in its folder under “refused”, with the reason",
    "folder_gone": "The folder of the fax machine cannot be emptied: nothing arrives from it. Tell whoever runs Throughcare",
    "mail_refused": "A mail for the tray could not be taken in: it lies in its mailbox, in the folder “refused”",
    "mailbox_gone": "The mailbox of the tray cannot be opened: nothing arrives from it. Tell whoever runs Throughcare",
}
PLACES = {
    "claim": "our-network", "hand_over": "handed", "invitation": "organizations", "clinician_left": "left-alone",
    "file_refused": "tray", "folder_gone": "tray", "mail_refused": "tray", "mailbox_gone": "tray",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    who: str  # a first name and the number; "" where the reader sees no more of it
    what: str
    said: str
    url: str
    call: str  # where the record is of another organization: whom to call about it
    due_at: datetime | None
    told_at: datetime
    is_new: bool


def notices_page(actor: Actor, *, now: datetime) -> dict[str, Any]:
    rows = list(queries.notices(actor))
    shown = Shown(actor, rows)
    waiting = sum(row.seen_at is None for row in rows)
    lines = [shown.line(row) for row in rows]
    return {"headline": told(waiting), "lines": lines, "waiting": waiting, "seen": shown.seen, "now": now}


def told(waiting: int) -> str:
    if not waiting:
        return "Nothing new to tell you."
    return "One new thing to tell you." if waiting == 1 else f"{waiting} new things to tell you."


class Shown:
    """The records behind these notices, as far as the reader sees them, in four queries whatever their number."""

    def __init__(self, actor: Actor, rows: Iterable[Any]) -> None:
        ours = [row for row in rows if row.of_org_id is None]
        asks = {row.subject_id for row in ours if row.subject_kind == "handoff"}
        self.promise_of = referrals.promises_of(actor, asks)
        subjects = {row.subject_id for row in ours} | set(self.promise_of.values())
        self.drafts = referrals.called(actor, [row.subject_id for row in ours if row.clock == "draft"])
        self.items = work.lines(actor, subjects)

    @property
    def seen(self) -> dict[str, dict[UUID, UUID | None]]:
        """For the audit, by kind: what was shown of whom."""
        of_kind: dict[str, dict[UUID, UUID | None]] = defaultdict(dict)
        for pk, item in self.items.items():
            of_kind[item.subject_kind][pk] = item.client_id
        return of_kind

    def line(self, notice: Any) -> Line:
        item = self.items.get(self.promise_of.get(notice.subject_id, notice.subject_id))
        name = self.drafts.get(notice.subject_id) or (item.who if item else "")
        number = (item and item.number) or notice.number
        return Line(
            who=" ".join(part for part in (first_name(name, notice), f"TC-{number}" if number else "") if part),
            what=item.what if item else "",
            said=said(notice),
            url="" if is_elsewhere(notice) else address(notice),
            call=whom_to_call(notice.of_org) if is_elsewhere(notice) else "",
            due_at=notice.due_at if notice.kind in HOW_LATE else None,
            told_at=notice.told_at,
            is_new=notice.seen_at is None,
        )


def is_elsewhere(notice: Any) -> bool:
    """Whoever leads a network is told of promises of organizations for which they do not work, and sees none of them."""
    return notice.of_org_id is not None and notice.clock not in {"invitation", "claim"}


def first_name(name: str, notice: Any) -> str:
    """Whoever is not named in a question without a name stays what they are: a band of ages."""
    return name if notice.subject_kind == "inquiry" else name.partition(" ")[0]


def said(notice: Any) -> str:
    if notice.clock == "invitation":
        return f"{notice.of_org.name} asks you to work for it too"
    if notice.kind in HAPPENED:
        return HAPPENED[notice.kind]
    if notice.clock in OF_ITS_OWN:
        return OF_ITS_OWN[notice.clock]
    todo = OF_KINDS.get(notice.subject_kind) or OF_CLOCKS.get(notice.clock) or "Something that was promised"
    return f"{todo}: {HOW_LATE.get(notice.kind, notice.kind)}"


def address(notice: Any) -> str:
    if notice.clock in PLACES and (notice.clock != "clinician_left" or notice.kind == "alone"):
        return reverse(PLACES[notice.clock])
    return reverse(notice.subject_kind, args=[notice.subject_id])


def whom_to_call(organization: Any) -> str:
    phone = f", {organization.phone}" if organization.phone else ""
    return f"It is {organization.name}’s. Call them{phone}."
