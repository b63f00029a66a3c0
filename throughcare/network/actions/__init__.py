"""The verbs of the directory. Nothing else writes it."""

from throughcare.network.reading.faults import Fault, Refused

from .imports import Report, Wanted, import_directory
from .services import (
    NotAllowed,
    join,
    may_say_room,
    may_verify,
    record_verification,
    say_changed,
    say_room,
    say_still_true,
    take_up,
)  # fmt: skip

__all__ = [
    "Fault", "NotAllowed", "Refused", "Report", "Wanted", "import_directory", "join", "may_say_room", "may_verify",
    "record_verification", "say_changed", "say_room", "say_still_true", "take_up",
]  # fmt: skip
