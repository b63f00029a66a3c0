"""What follows from what. The only file that ties one capability's news to another's work.

AT_ONCE runs in the announcing transaction: what must already be true when the change is. LATER becomes one job each,
deferred in that transaction: what leaves the house. Each job is idempotent.
"""

from collections.abc import Callable
from typing import Any

from throughcare import told_quietly, without_account
from throughcare.accounts.events import AccessEnding
from throughcare.clients.events import (
    BirthDateChanged,
    ClientMerged,
    ClientRenamed,
    CoverageChanged,
    MedicineChanged,
    SituationChanged,
)
from throughcare.consent import actions as consent
from throughcare.consent import jobs as consent_jobs
from throughcare.consent.events import CameOfAge, ConsentChanged
from throughcare.crisis import actions as crisis
from throughcare.crisis import jobs as crisis_jobs
from throughcare.crisis import queries as risk
from throughcare.crisis.events import SignalMoved
from throughcare.doors.events import LinkChanged
from throughcare.foundation.actor import acting, current, system
from throughcare.foundation.clocks.events import ClockFired
from throughcare.foundation.events import listeners
from throughcare.foundation.jobs import Later
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries import jobs as inquiry_jobs
from throughcare.inquiries.events import InquiryLate, InquiryMoved, InquiryMoving
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.intake import actions as intake
from throughcare.intake import jobs as intake_jobs
from throughcare.intake.events import HelpMoved
from throughcare.messaging.events import LetterCameBack, NotReached, WroteBack
from throughcare.network.events import ManagementChanged, ServiceClosed, ServiceOpenedAgain
from throughcare.referrals import actions as referrals
from throughcare.referrals import jobs
from throughcare.referrals import queries as loops
from throughcare.referrals.events import DraftFading, HandoffMoved, ReferralMoved
from throughcare.referrals.lifecycle import HANDOFF
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling.events import VisitComing, VisitMoved
from throughcare.screening.events import ScreenScored
from throughcare.tray import jobs as tray_jobs
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


def see_who_pays(event: ReferralMoved) -> None:
    if event.is_uncovered:
        referrals.see_who_pays(event)


def found(event: HandoffMoved) -> None:
    """Whoever else was asked without a name is thanked; not where that alone would tell the asking side of the yes."""
    if event.is_told:
        inquiries.release_others(event.referral_id, org_id=event.org_id, at=event.at)


def over(event: ReferralMoved) -> None:
    inquiries.release_others(event.referral_id, org_id=event.org_id, at=event.at)


def nobody_asks_any_more(event: SituationChanged) -> None:
    for referral in loops.open_referrals_of(event.client_id):
        inquiries.release_others(referral.pk, org_id=referral.org_id, at=event.at)


AT_ONCE: dict[tuple[type, str], list[Reaction]] = {
    (ScreenScored, "critical"): [crisis.open_signal],
    (ServiceClosed, "close"): [referrals.leave_closed, inquiries.answer_closed],
    (ServiceOpenedAgain, "open_again"): [referrals.stay_after_all],
    (ManagementChanged, "manage_externally"): [referrals.follow_another_way],
    (ManagementChanged, "answer_again"): [referrals.follow_another_way],
    (AccessEnding, "end_access"): [referrals.pass_on, crisis.pass_on, intake.pass_on, voices.pass_on],
    (HelpMoved, "begin"): [without_account.begin_promise],
    (VoiceMoved, "say"): [without_account.avoid_the_number],
    (VoiceMoved, "carry_out"): [without_account.do_as_they_say],
    (VoiceMoved, "refute"): [without_account.use_the_number_again],
    (ConsentChanged, "withdraw"): [referrals.tell_no_more, told_quietly.they_took_it_back, told_quietly.fax_no_more],
    (ConsentChanged, "outgrow"): [referrals.tell_no_more, told_quietly.fax_no_more],
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
        without_account.close_their_page,
        told_quietly.say_no_more,
        told_quietly.fax_no_more,
    ],
    (LinkChanged, "issue"): [told_quietly.mail_link],
    (LinkChanged, "renew"): [without_account.heard_at_the_door, told_quietly.call_link_back],
    (LinkChanged, "want_call"): [without_account.heard_at_the_door],
    (LinkChanged, "come_back"): [without_account.heard_at_the_door, without_account.tell_who_asked],
    **{(LinkChanged, step): [told_quietly.call_link_back] for step in ("revoke", "spend")},
    (LinkChanged, "guessed"): [without_account.heard_at_the_door, without_account.tried_at_their_page],
    (LetterCameBack, "any"): [told_quietly.letter_came_back],
    (WroteBack, "any"): [told_quietly.bring_to_holder],
    (NotReached, "any"): [told_quietly.find_another_way],
    (MedicineChanged, "change"): [referrals.weigh_medicine_of],
    (CoverageChanged, "lose"): [referrals.tell_coverage],
    (CoverageChanged, "settle"): [referrals.tell_covered],
    (SignalMoved, "open"): [referrals.raise_risk],
    (ReferralMoved, "open"): [remember_risk, weigh_medicine, see_who_pays],
    (DraftFading, "fade"): [keep_for_risk],
    (HandoffMoved, "decline"): [referrals.tell_of_noes],
    (HandoffMoved, "expire"): [referrals.tell_of_noes],
    (HandoffMoved, "accept"): [found, referrals.release_the_others],
    (HandoffMoved, "hear_came"): [found, referrals.release_the_others],
    (ReferralMoved, "close"): [over, told_quietly.forget_promise],
    (ReferralMoved, "convert"): [over, referrals.begin_service],
    (ReferralMoved, "take_up"): [over, referrals.begin_service],
    (ReferralMoved, "void"): [over, told_quietly.forget_promise],
    (InquiryMoving, "any"): [referrals.hold_promise_still],
    **{(InquiryMoved, step): [referrals.note_inquiry] for step in INQUIRY.steps},
    **{(InquiryMoved, step): [referrals.note_inquiry, referrals.note_room] for step in ("say_yes", "say_no")},
    (InquiryMoved, "inquire"): [referrals.open_to_ask, referrals.note_inquiry],
    (InquiryMoved, "take_offer"): [referrals.begin_handoff],
    (InquiryLate, "any"): [referrals.tell_of_inquiry],
    (VisitComing, "book"): [referrals.hold_ask_still],
    (VisitMoved, "book"): [visit_booked, told_quietly.remind],
    (VisitMoved, "move"): [visit_booked, told_quietly.remind],
    (VisitMoved, "keep"): [told_quietly.forget_visit, visit_kept],
    (VisitMoved, "miss"): [told_quietly.forget_visit, visit_missed],
    (VisitMoved, "cancel"): [told_quietly.forget_visit, visit_lost],
}

for step in HANDOFF.endings():
    AT_ONCE[HandoffMoved, step] = [*AT_ONCE.get((HandoffMoved, step), []), told_quietly.forget_ask]

for step in ("waitlist", "keep_in_touch", "weigh_again"):
    AT_ONCE[HandoffMoved, step] = [*AT_ONCE.get((HandoffMoved, step), []), told_quietly.say_we_still_look]

for step in ("book", "withdraw", "outgrow"):
    AT_ONCE[HandoffMoved, step] = [*AT_ONCE.get((HandoffMoved, step), []), told_quietly.look_no_more]

for event, table in ((HandoffMoved, HANDOFF), (InquiryMoved, INQUIRY)):
    for step in table.endings():
        AT_ONCE[event, step] = [*AT_ONCE.get((event, step), []), without_account.nothing_to_answer]

LATER: dict[tuple[type, str], list[Later]] = {
    (ClockFired, "warning"): [
        jobs.wake_up,
        jobs.tell,
        crisis_jobs.tell,
        inquiry_jobs.tell,
        intake_jobs.tell,
        tray_jobs.tell,
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
        tray_jobs.tell,
        voice_jobs.tell,
        jobs.ask_again,
        jobs.weigh_medicine,
        jobs.say_what_is_asked,
        jobs.pass_offer_to_lead,
        consent_jobs.outgrow,
    ],
    (ClockFired, "escalation"): [
        jobs.tell,
        crisis_jobs.tell,
        inquiry_jobs.tell,
        intake_jobs.tell,
        tray_jobs.tell,
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
