"""The verbs of the directory. Nothing else writes it."""

from throughcare.network.reading.faults import Fault, Refused

from .claims import answer_claim, claim, may_claim, withdraw_claim
from .closing import close, hold_open, may_close, open_again
from .imports import Report, Wanted, import_directory
from .management import answer_again, manage_externally, may_manage
from .own import list_own, may_change, may_list
from .rooms import hold, may_say_room, say_full_until, say_room
from .services import (
    NotAllowed,
    may_verify,
    record_verification,
    say_changed,
    say_still_true,
    take_up,
)  # fmt: skip

__all__ = [
    "Fault", "NotAllowed", "Refused", "Report", "Wanted", "close", "hold", "hold_open", "answer_again", "answer_claim", "claim",
    "import_directory", "list_own", "may_change", "may_claim", "may_close", "may_list", "manage_externally", "may_manage",
    "may_say_room", "may_verify", "open_again",
    "record_verification", "say_changed", "say_full_until", "say_room", "say_still_true", "take_up", "withdraw_claim",
]  # fmt: skip
