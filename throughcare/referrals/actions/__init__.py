"""The verbs of the loop; the only writers of referrals and handoffs."""

from throughcare.foundation.two_writers import BothWrote
from throughcare.referrals.takeover import NotTakenOver, read_waiting

from .asking import prepare
from .assigning import assign
from .at_the_door import hear_at_the_door
from .attempts import record_attempt
from .brake import tell_of_noes
from .closed_services import leave_closed, stay_after_all
from .composites import agree, begin_once, choose
from .conversion import begin_service
from .cooling import note_room
from .coverage import see_who_pays, tell_coverage, tell_covered
from .drafts import PromisedAlready, begin, discard, write
from .errands import say_what_is_asked
from .fading import let_fade, raise_risk_of_draft
from .first_wins import release_the_others
from .hand_overs import give_back, offer, pass_offer_to_lead, take_back, take_hand_over
from .handoffs import hold_ask_still, take_handoff_step
from .holders import pass_on, rename_client
from .inquiries import begin_handoff, hold_promise_still, note_inquiry, open_to_ask, tell_of_inquiry
from .left_alone import see_again
from .messages import write_message, write_note
from .not_chased import follow_another_way
from .one_press import send_draft
from .papers import attach, detach
from .referrals import take_referral_step
from .renewal import renew
from .sending import send, share_on
from .sitting import ask_beside
from .situation import (
    contact_today,
    end_contact,
    raise_risk,
    share_risk,
    tell_situation,
    weigh_medicine,
    weigh_medicine_of,
)
from .takeover import TakenOver, take_over
from .withdrawal import ask_themselves, tell_no_more
from .witnesses import bear_witness, record_helped

__all__ = [
    "BothWrote",
    "write_message",
    "write_note",
    "NotTakenOver",
    "PromisedAlready",
    "TakenOver",
    "agree",
    "ask_beside",
    "ask_themselves",
    "assign",
    "attach",
    "bear_witness",
    "begin",
    "begin_handoff",
    "begin_service",
    "begin_once",
    "choose",
    "contact_today",
    "detach",
    "discard",
    "end_contact",
    "follow_another_way",
    "give_back",
    "hear_at_the_door",
    "let_fade",
    "hold_ask_still",
    "hold_promise_still",
    "note_inquiry",
    "note_room",
    "offer",
    "open_to_ask",
    "pass_offer_to_lead",
    "pass_on",
    "prepare",
    "raise_risk",
    "share_risk",
    "raise_risk_of_draft",
    "read_waiting",
    "leave_closed",
    "record_attempt",
    "record_helped",
    "say_what_is_asked",
    "see_again",
    "see_who_pays",
    "release_the_others",
    "rename_client",
    "renew",
    "send",
    "send_draft",
    "share_on",
    "stay_after_all",
    "take_back",
    "take_hand_over",
    "take_handoff_step",
    "take_over",
    "take_referral_step",
    "tell_coverage",
    "tell_covered",
    "tell_no_more",
    "tell_of_inquiry",
    "tell_of_noes",
    "tell_situation",
    "weigh_medicine",
    "weigh_medicine_of",
    "write",
]
