"""What the page of one ask shows, to the side that received it and to the side that sent it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.documents import queries as documents
from throughcare.doors import queries as doors
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import Choice
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import HANDOFF, IN_HAND, RECEIVER, RECEIVING, parts_in_handoff

from . import booking, timeline, words
from .errands import Errand, errands_of
from .forms import AssignForm
from .messages import Talk, talk_of
from .offers import Here, Offer, Telling, offers
from .pages import Link, Lost, Turn, holder_of, is_mine, lost
from .people import Person, person_of
from .renewing import Renewal, renewal_of

ELSEWHERE = {
    "assign",
    "prepare",
    "send",
    "release",
    "book",
    "lose_visit",
    "miss_visit",
    "assess",
}  # by a page of their own, or by a visit


@dataclass(frozen=True)
class HandoffPage:
    title: str
    status: str
    is_received: bool
    telling: Telling
    turn: Turn | None
    holder: str
    is_mine: bool
    person: Person | None
    package: Any
    line: str  # the same on every package, whether or not anything is held back
    feedback: str
    visits: booking.Visits
    next_contact: booking.NextContact | None
    link: Link | None
    by_link: str  # how their link stands, where they answer by one
    on_paper: str  # what became of the last copy, where one left
    may_print_reply: bool
    may_call_them: bool  # the service, where somebody of ours writes down what it says
    may_call_client: bool
    closes: str  # that the service closes, while it is asked or has them in hand
    errands: list[Errand]
    offers: list[Offer]
    days: list[timeline.Day]
    assign_form: AssignForm | None
    assign_refusal: str
    talk: Talk
    renewal: Renewal | None
    lost: Lost | None


def handoff_page(handoff: Any, here: Here) -> dict[str, Any]:
    package, parts = queries.package_of(handoff), parts_in_handoff(handoff, here.actor)
    choices, telling = HANDOFF.choices(handoff, parts), telling_of(handoff, here.actor)
    open_names = {choice.step.name for choice in choices}
    visits = booking.visits(handoff, here, open_names=open_names, parts=parts, telling=telling)
    offered = offers(shown_here(choices, handoff, visits, here), handoff, here, at="handoff-step", telling=telling)
    person = person_of(package, today=timezone.localdate(here.now)) if package else None
    status = queries.how_it_stands(here.actor, handoff)
    given, may_assign = here.refusal_of("assign"), "assign" in open_names and handoff.to_org_id == here.actor.org_id
    shown = HandoffPage(
        title=title(status, person, handoff, here.actor),
        status=status,
        is_received=handoff.to_org_id == here.actor.org_id,
        telling=telling,
        turn=turn_of(handoff, status, here.actor),
        holder=holder_of(handoff),
        is_mine=is_mine(handoff, here.actor),
        person=person,
        package=package,
        line=queries.package_form()["same_line_on_every_package"],
        feedback=words.FEEDBACK[handoff.feedback],
        visits=visits,
        next_contact=booking.next_contact(handoff, visits) if "reach_out" in open_names else None,
        link=link_of(handoff, open_names),
        by_link=by_link(handoff, here) if telling == Telling.THEIRS else "",
        on_paper=on_paper(handoff, here) if telling == Telling.THEIRS else "",
        may_print_reply=bool(handoff.sent_at) and handoff.org_id == here.actor.org_id and queries.may_refer(here.actor),
        may_call_them=telling == Telling.THEIRS and HANDOFF.is_open(handoff.status),
        may_call_client=may_call_client(handoff, here.actor),
        closes=network.closing_in_words(handoff.service) if HANDOFF.is_open(handoff.status) else "",
        errands=errands_of(handoff, now=here.now),
        offers=offered,
        days=timeline.days(queries.timeline_of_handoff(handoff), now=here.now),
        assign_form=(given.form if given else assign_form(here.actor, handoff)) if may_assign else None,
        assign_refusal=given.words if given else "",
        talk=talk_of(handoff, here, parts),
        renewal=renewal_of(handoff, here, parts),
        lost=lost(
            here,
            [offer.name for offer in offered]
            + visits.steps
            + ["book"] * (visits.form is not None)
            + ["assign"] * may_assign
            + ["message", "note", "renew"],
        ),
    )
    return {"handoff": handoff, "shown": shown, "now": here.now}


def assign_form(actor: Actor, handoff: Any, data: Any = None) -> AssignForm:
    """Colleagues who see people, those who are away said so."""
    has_it = queries.whose_hands(handoff)
    members = [one for one in accounts.members(actor) if one.pk != has_it or data or handoff.alone_since]
    return AssignForm(data, people=seeing(members), held_by=has_it or queries.desk_of(handoff))


def seeing(members: Iterable[Any]) -> list[tuple[str, str]]:
    """Those of these who see people here."""
    return [(str(one.pk), availability(one)) for one in members if one.active and set(one.roles) & set(RECEIVING)]


def availability(member: Any) -> str:
    away = member.away_until
    return (
        f"{member.person.name} (away until {away.day} {away:%B})"
        if away and away > timezone.localdate()
        else member.person.name
    )


def telling_of(handoff: Any, actor: Actor) -> Telling:
    if handoff.to_org_id is None:
        return Telling.THEIRS if handoff.sent_at else Telling.PERHAPS
    return Telling.OWN if handoff.to_org_id == actor.org_id else Telling.PERHAPS


def shown_here(choices: Iterable[Choice], handoff: Any, visits: booking.Visits, here: Here) -> list[Choice]:
    """Without the steps that a visit takes, and without giving up on an answer that is not late."""
    hidden = set(ELSEWHERE)
    if visits.is_ahead:
        hidden.add("begin_treatment")
    if handoff.due_at and handoff.due_at > here.now:
        hidden.add("expire")
    return [choice for choice in choices if choice.step.name not in hidden]


def link_of(handoff: Any, open_names: set[str]) -> Link | None:
    if "send" not in open_names:
        return None
    return Link(reverse("sharing", args=[handoff.pk]), "Agree what may be shared, and send", "send")


def by_link(handoff: Any, here: Here) -> str:
    """What somebody should know of the link to it; the rest stands on the page of links."""
    links = doors.links_of(here.actor, handoff.pk)
    if not links or not HANDOFF.is_open(handoff.status):
        return ""
    newest, state = links[0], doors.state_of(links[0], at=here.now)
    if newest.call_wanted_at and state == doors.State.OPEN:
        return "They ask to be called."
    if newest.returned_at and state == doors.State.OPEN:
        return "The letter with their link did not arrive."
    known = {doors.State.OPEN: "They have a link.", doors.State.EXPIRED: "Their link is too old."}
    return "Their link was closed." if newest.revoked_at else known.get(state, "")


def may_call_client(handoff: Any, actor: Actor) -> bool:
    """Whoever has them in hand, or writes down for a place outside the network that has."""
    return handoff.status in IN_HAND and RECEIVER in parts_in_handoff(handoff, actor)


def on_paper(handoff: Any, here: Here) -> str:
    """What became of the newest copy; all of them stand on the page of copies."""
    copies = documents.copies_of(here.actor, "handoff", handoff.pk)
    return documents.how_it_went(copies[0]) if copies else ""


def title(status: str, person: Person | None, handoff: Any, actor: Actor) -> str:
    sentences = words.RECEIVED if handoff.to_org_id == actor.org_id else words.STANDS | words.ENDED
    name = person.called if person else name_of_client(actor, handoff)
    how = handoff.ending or words.how(status, handoff, is_received=handoff.to_org_id == actor.org_id)
    return sentences[how].format(name=name, service=handoff.service_name, sender=handoff.org.name)


def name_of_client(actor: Actor, handoff: Any) -> str:
    """Before anything was sent only the sending side looks, and knows the name from its own record."""
    referral = queries.referral(actor, handoff.referral_id)
    return (referral.client.goes_by or referral.client.name) if referral else "this person"


def turn_of(handoff: Any, status: str, actor: Actor) -> Turn | None:
    if not HANDOFF.is_open(handoff.status):
        return None
    is_theirs, is_received = handoff.turn == RECEIVER, handoff.to_org_id == actor.org_id
    waits_for = words.RECEIVER_WAITS if is_received else words.WAITS
    does, waits = words.NEXT.get(status, ""), waits_for.get(handoff.waiting_on, "")
    if is_theirs == (handoff.status in IN_HAND):  # the side whose turn it is also holds
        kind = "person" if handoff.holder_id else "desk"
        return Turn(holder_of(handoff), kind, is_mine(handoff, actor), does, waits)
    if is_theirs and is_received:
        if handoff.assigned_to_id:
            mine = handoff.assigned_to_id == actor.membership_id
            return Turn(handoff.assigned_to.person.name, "person", mine, does, waits)
        return Turn("Your desk", "desk", True, does, waits)
    return Turn(handoff.service_name if is_theirs else handoff.org.name, "desk", False, does, waits)
