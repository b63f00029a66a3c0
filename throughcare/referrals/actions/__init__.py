"""The verbs of the loop; the only writers of referrals and handoffs."""

from .composites import agree, begin_once, choose
from .drafts import begin, discard, write
from .handoffs import prepare, send, share_on, take_handoff_step
from .holders import pass_on, pass_to, rename_client
from .referrals import bear_witness, take_referral_step

__all__ = [
    "agree",
    "bear_witness",
    "begin",
    "begin_once",
    "choose",
    "discard",
    "pass_on",
    "pass_to",
    "prepare",
    "rename_client",
    "send",
    "share_on",
    "take_handoff_step",
    "take_referral_step",
    "write",
]
