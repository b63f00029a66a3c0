"""What follows from the words of people without an account: who asks for help, who answers by link, a client on their page.

Called from the one page of wiring (throughcare/reactions.py), in the transaction of the word.
"""

from typing import Any
from uuid import uuid5

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as staff
from throughcare.clients import actions as clients
from throughcare.clients import queries as people
from throughcare.clients.events import SituationChanged
from throughcare.consent import actions as consent
from throughcare.consent import queries as agreed
from throughcare.documents import actions as documents
from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.doors.events import LinkChanged
from throughcare.foundation.actor import acting, current, on_behalf_of, system
from throughcare.foundation.steps import Route
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries import queries as questions
from throughcare.inquiries.events import InquiryMoved
from throughcare.intake import actions as intake
from throughcare.intake import queries as knocking
from throughcare.intake.events import HelpMoved
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as loops
from throughcare.referrals.events import HandoffMoved
from throughcare.scheduling import actions as scheduling
from throughcare.voices import actions as voices
from throughcare.voices.events import VoiceMoved

CHOSE = "Chose it on their own page"


def begin_promise(event: HelpMoved) -> None:
    """Who asked for help has an open promise from now on; its first request is when they knocked."""
    actor, asked = current(), knocking.request(current(), event.request_id)
    if asked is None:
        return
    known = people.client(actor, event.client_id) if event.client_id else None
    client = known or clients.register(name=event.name, **knocking.record_of(asked), actor=actor, at=event.at)
    if asked.phone and asked.about == knocking.About.ME:
        clients.add_route(client, key=asked.pk, **knocking.how_to_reach(asked), actor=actor, at=event.at)
    draft = referrals.begin(
        client_id=client.pk, need=event.need, first_requested_at=asked.came_at, urgency=asked.urgency,
        **knocking.as_told(asked), actor=actor, at=event.at,
    )  # fmt: skip
    referrals.take_referral_step(draft.pk, "open", actor=actor, at=event.at)
    intake.belongs_to(asked.pk, referral_id=draft.pk, actor=actor, at=event.at)


def nothing_to_answer(event: HandoffMoved | InquiryMoved) -> None:
    """Whoever was asked by link finds thanks behind it; what waits to ask them by fax does not go."""
    kind, asked = ("handoff", event.handoff_id) if isinstance(event, HandoffMoved) else ("inquiry", event.inquiry_id)
    with on_behalf_of(event.org_id):
        doors.spend_all(asked, actor=system(event.org_id), at=event.at)
        documents.stop_faxes(
            org_id=event.org_id, why="The ask is over.", at=event.at, copy__subject_kind=kind, copy__subject_id=asked
        )


def heard_at_the_door(event: LinkChanged) -> None:
    """Whoever holds the promise behind the ask is told."""
    with on_behalf_of(event.org_id):
        asked: Any = None
        if event.subject_kind == "handoff":
            asked = loops.handoff(system(event.org_id), event.subject_id)
        elif event.subject_kind == "inquiry":
            asked = questions.open_inquiry(event.subject_id)
    if asked is not None:
        referrals.hear_at_the_door(event, asked.referral_id)


def tell_who_asked(event: LinkChanged) -> None:
    """A letter about a listing came back. It is about nobody; whoever asked looks for another address."""
    link = links.link(current(), event.link_id)
    if link is None or link.purpose != links.Purpose.LISTING:
        return
    if told := staff.whom_to_tell("holder", holder_id=link.issued_by_id, desk_id=None):
        accounts.tell(
            to=told, clock_id=link.pk, rung=0, subject_kind=link.subject_kind, subject_id=link.subject_id, kind=event.step,
            clock="link", due_at=link.expires_at, at=event.at,
        )  # fmt: skip


def do_as_they_say(event: VoiceMoved) -> None:
    """What a client asked for by link, by whoever carries it out: on their behalf."""
    actor, said = current(), {"said_by": event.said_by, "route": Route.LINK}
    if event.kind in {"choose", "not_this"}:
        step, words = ("take_offer", CHOSE) if event.kind == "choose" else ("thank", "")
        said |= {"reason": words} if words else {}
        inquiries.take_inquiry_step(event.subject_id, step, actor=actor, at=event.at, said=said)
    if event.kind == "coming":
        scheduling.take_visit_step(event.subject_id, "confirm", actor=actor, at=event.at, said=said)
    if event.kind in {"helped", "partly", "not"}:
        referrals.record_helped(
            event.subject_id, answer=event.kind, key=event.voice_id, actor=actor, at=event.at, **said
        )
    if event.kind == "stop_sharing" and (basis := agreed.basis(actor, event.subject_id)) and not basis.revoked_at:
        consent.withdraw(basis, actor=actor, at=event.at)


def number_of(event: VoiceMoved) -> str:
    link = links.link(current(), event.subject_id) if event.kind == "not_mine" else None
    return link.went_to if link else ""


def avoid_the_number(event: VoiceMoved) -> None:
    """A wrong number is not used from this moment; whoever holds the word finds another way."""
    if number := number_of(event):
        clients.avoid_number(event.client_id, value=number, actor=current(), at=event.at)


def use_the_number_again(event: VoiceMoved) -> None:
    if number := number_of(event):
        clients.use_number_again(event.client_id, value=number, actor=current(), at=event.at)


def tried_at_their_page(event: LinkChanged) -> None:
    """Many wrong words at a client's link: whoever answers for them asks whether that was them. Once a day."""
    if event.subject_kind != "client":
        return
    with acting(system(event.org_id)) as program:
        client = people.kept(program, event.subject_id)
        if client is None:
            return
        promise = next(iter(loops.open_referrals_of(client.pk)), None)
        whose = voices.Whose(
            client_id=client.pk, name="", link_id=event.link_id, is_flagged=True, urgency="soon",
            **loops.who_answers_for(client, promise),
        )  # fmt: skip
        voices.say(
            "wrong_words", whose=whose, subject_kind="link", subject_id=event.link_id,
            key=uuid5(event.link_id, event.at.date().isoformat()), actor=program, at=event.at,
        )  # fmt: skip


def close_their_page(event: SituationChanged) -> None:
    doors.revoke_all(event.client_id, actor=current(), at=event.at)
