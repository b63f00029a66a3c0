"""What follows from what. The only file that ties one capability's news to another's work.

AT_ONCE runs in the announcing transaction: what must already be true when the change is. LATER becomes one job each,
deferred in that transaction: what leaves the house. Each job is idempotent.
"""

from collections.abc import Callable
from typing import Any

from throughcare.accounts.events import AccessEnding
from throughcare.clients import actions as clients
from throughcare.clients import queries as people
from throughcare.clients.events import BirthDateChanged, ClientMerged, ClientRenamed, MedicineChanged, SituationChanged
from throughcare.consent import actions as consent
from throughcare.consent import jobs as consent_jobs
from throughcare.consent import queries as agreed
from throughcare.consent.events import CameOfAge, ConsentChanged
from throughcare.crisis import actions as crisis
from throughcare.crisis import jobs as crisis_jobs
from throughcare.crisis import queries as risk
from throughcare.crisis.events import SignalMoved
from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.doors.events import LinkChanged
from throughcare.foundation.actor import acting, current, on_behalf_of, system
from throughcare.foundation.clocks.events import ClockFired
from throughcare.foundation.events import listeners
from throughcare.foundation.jobs import Later
from throughcare.foundation.steps import Route
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries import jobs as inquiry_jobs
from throughcare.inquiries import queries as questions
from throughcare.inquiries.events import InquiryLate, InquiryMoved, InquiryMoving
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.intake import actions as intake
from throughcare.intake import jobs as intake_jobs
from throughcare.intake import queries as knocking
from throughcare.intake.events import HelpMoved
from throughcare.referrals import actions as referrals
from throughcare.referrals import jobs
from throughcare.referrals import queries as loops
from throughcare.referrals.events import DraftFading, HandoffMoved, ReferralMoved
from throughcare.referrals.lifecycle import HANDOFF
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling.events import VisitComing, VisitMoved
from throughcare.screening.events import ScreenScored
from throughcare.voices import actions as voices
from throughcare.voices import jobs as voice_jobs
from throughcare.voices.events import VoiceMoved

Reaction = Callable[[Any], Any]


def handoff_step(name: str) -> Reaction:
    """What happened to a visit is a step of its handoff, in the same transaction. A kept visit happened when it was."""

    def follow(event: VisitMoved) -> None:
        facts: dict[str, Any] = {"visit_at": event.starts_at} if name == "book" else {}
        said: dict[str, Any] = {"reason": event.reason} if event.reason else {}
        if event.step == "keep":
            said["happened_at"] = event.starts_at
        referrals.take_handoff_step(event.handoff_id, name, actor=current(), at=event.at, said=said, **facts)

    return follow


def visit_kept(event: VisitMoved) -> None:
    """An intake visit is an assessment; a treatment visit begins treatment; a follow-up changes nothing."""
    steps = {"intake": "assess", "treatment": "begin_treatment"}
    if event.kind in steps:
        handoff_step(steps[event.kind])(event)


def visit_booked(event: VisitMoved) -> None:
    """A follow-up is no step; it is somebody who sees them, where their clinician left."""
    if event.kind == "follow_up":
        referrals.see_again(event.handoff_id, at=event.at)
    else:
        handoff_step("book")(event)


def visit_lost(event: VisitMoved) -> None:
    if event.kind != "follow_up":
        handoff_step("lose_visit")(event)


def visit_missed(event: VisitMoved) -> None:
    if event.kind != "follow_up":
        handoff_step("miss_visit")(event)


def with_visits(act: Callable[..., None]) -> Reaction:
    """Of everything that was ever sent for this person: what lies ahead on either side, by the program there."""

    def follow(event: SituationChanged) -> None:
        for ask in loops.asks_of_client(event.client_id):
            with acting(system(ask.org_id)) as program:
                act(ask.handoff_id, actor=program, at=event.at)

    return follow


def remember_risk(event: ReferralMoved) -> None:
    """Risk that was raised before the promise was made counts for it as well."""
    if risk.risk_was_ever_raised(current(), event.client_id):
        referrals.raise_risk(event)


def share_risk(event: ClientMerged) -> None:
    if risk.risk_was_ever_raised(current(), event.client_id):
        referrals.share_risk(event)


def keep_for_risk(event: DraftFading) -> None:
    if risk.risk_was_ever_raised(current(), event.client_id):
        referrals.raise_risk_of_draft(event)


def watch_majority(event: BirthDateChanged) -> None:
    consent.watch_majority(event.client_id, org_id=event.org_id, at=event.at)


def weigh_medicine(event: ReferralMoved) -> None:
    if event.medicine_until:
        referrals.weigh_medicine(event.client_id, org_id=event.org_id, until=event.medicine_until, at=event.at)


def found(event: HandoffMoved) -> None:
    """Whoever else was asked without a name is thanked; not where that alone would tell the asking side of the yes."""
    if event.is_told:
        inquiries.release_others(event.referral_id, org_id=event.org_id, at=event.at)


def over(event: ReferralMoved) -> None:
    inquiries.release_others(event.referral_id, org_id=event.org_id, at=event.at)


def nobody_asks_any_more(event: SituationChanged) -> None:
    for referral in loops.open_referrals_of(event.client_id):
        inquiries.release_others(referral.pk, org_id=referral.org_id, at=event.at)


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
    """Whoever was asked by link finds thanks behind it."""
    asked = event.handoff_id if isinstance(event, HandoffMoved) else event.inquiry_id
    with on_behalf_of(event.org_id):
        doors.spend_all(asked, actor=system(event.org_id), at=event.at)


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
    """Too many wrong words closed a client's link: whoever answers for them asks whether that was them."""
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
            "wrong_words", whose=whose, subject_kind="link", subject_id=event.link_id, key=event.link_id, actor=program,
            at=event.at,
        )  # fmt: skip


def close_their_page(event: SituationChanged) -> None:
    doors.revoke_all(event.client_id, actor=current(), at=event.at)


CHOSE = "Chose it on their own page"


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


AT_ONCE: dict[tuple[type, str], list[Reaction]] = {
    (ScreenScored, "critical"): [crisis.open_signal],
    (AccessEnding, "end_access"): [referrals.pass_on, crisis.pass_on, intake.pass_on, voices.pass_on],
    (HelpMoved, "begin"): [begin_promise],
    (VoiceMoved, "say"): [avoid_the_number],
    (VoiceMoved, "carry_out"): [do_as_they_say],
    (VoiceMoved, "refute"): [use_the_number_again],
    (ConsentChanged, "withdraw"): [referrals.tell_no_more],
    (ConsentChanged, "outgrow"): [referrals.tell_no_more],
    (CameOfAge, "any"): [referrals.ask_themselves],
    (BirthDateChanged, "change"): [watch_majority],
    (ClientRenamed, "rename"): [referrals.rename_client],
    (ClientMerged, "merge"): [share_risk],
    (SituationChanged, "change"): [with_visits(scheduling.check_first), referrals.tell_situation],
    (SituationChanged, "release"): [with_visits(scheduling.check_first), referrals.contact_today],
    (SituationChanged, "deceased"): [
        with_visits(scheduling.cancel_ahead),
        referrals.end_contact,
        nobody_asks_any_more,
        close_their_page,
    ],
    **{(LinkChanged, step): [heard_at_the_door] for step in ("want_call", "renew")},
    (LinkChanged, "close"): [heard_at_the_door, tried_at_their_page],
    (MedicineChanged, "change"): [referrals.weigh_medicine_of],
    (SignalMoved, "open"): [referrals.raise_risk],
    (ReferralMoved, "open"): [remember_risk, weigh_medicine],
    (DraftFading, "fade"): [keep_for_risk],
    (HandoffMoved, "decline"): [referrals.tell_of_noes],
    (HandoffMoved, "expire"): [referrals.tell_of_noes],
    (HandoffMoved, "accept"): [found, referrals.release_the_others],
    (ReferralMoved, "close"): [over],
    (ReferralMoved, "convert"): [over, referrals.begin_service],
    (ReferralMoved, "void"): [over],
    (InquiryMoving, "any"): [referrals.hold_promise_still],
    **{(InquiryMoved, step): [referrals.note_inquiry] for step in INQUIRY.steps},
    (InquiryMoved, "inquire"): [referrals.open_to_ask, referrals.note_inquiry],
    (InquiryMoved, "take_offer"): [referrals.begin_handoff],
    (InquiryLate, "any"): [referrals.tell_of_inquiry],
    (VisitComing, "book"): [referrals.hold_ask_still],
    (VisitMoved, "book"): [visit_booked],
    (VisitMoved, "move"): [visit_booked],
    (VisitMoved, "keep"): [visit_kept],
    (VisitMoved, "miss"): [visit_missed],
    (VisitMoved, "cancel"): [visit_lost],
}

for event, table in ((HandoffMoved, HANDOFF), (InquiryMoved, INQUIRY)):
    for step in table.endings():
        AT_ONCE[event, step] = [*AT_ONCE.get((event, step), []), nothing_to_answer]

LATER: dict[tuple[type, str], list[Later]] = {
    (ClockFired, "warning"): [
        jobs.wake_up,
        jobs.tell,
        crisis_jobs.tell,
        inquiry_jobs.tell,
        intake_jobs.tell,
        voice_jobs.tell,
        jobs.ask_again,
        jobs.weigh_medicine,
    ],
    (ClockFired, "breach"): [
        jobs.wake_up,
        jobs.tell,
        crisis_jobs.tell,
        inquiry_jobs.tell,
        intake_jobs.tell,
        voice_jobs.tell,
        jobs.ask_again,
        jobs.weigh_medicine,
        jobs.pass_offer_to_lead,
        consent_jobs.outgrow,
    ],
    (ClockFired, "escalation"): [
        jobs.tell,
        crisis_jobs.tell,
        inquiry_jobs.tell,
        intake_jobs.tell,
        voice_jobs.tell,
        jobs.expire_unanswered,
        jobs.ask_again,
    ],
}


def react(event: Any) -> None:
    key = (type(event), event.step)
    for follow_up in AT_ONCE.get(key, []):
        follow_up(event)
    for job in LATER.get(key, []):
        job.defer(event)


listeners.append(react)
