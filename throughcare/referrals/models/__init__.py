"""The promise, its asks, what was sent with them, and every step that was taken."""

from .asks import CoolOff, Handoff, HandoffNote, HandoffStep, Message, Package, PastAsk
from .hand_overs import HandOver
from .promises import Closure, Evidence, HearsBack, Kind, NextNumber, Referral, ReferralStep, Urgency
from .told import ContactAttempt, HelpedAnswer, Witness

__all__ = [
    "Closure",
    "ContactAttempt",
    "CoolOff",
    "Evidence",
    "HandOver",
    "Handoff",
    "HandoffNote",
    "HandoffStep",
    "HearsBack",
    "HelpedAnswer",
    "Kind",
    "Message",
    "NextNumber",
    "Package",
    "PastAsk",
    "Referral",
    "ReferralStep",
    "Urgency",
    "Witness",
]
