"""The verbs of a client's record, one file per noun. Nothing else writes one."""

from throughcare.foundation.two_writers import BothWrote

from .correcting import change_decision_maker, change_route
from .coverage import lose_coverage, settle_coverage
from .merging import merge, undo_merge
from .record import (
    USED_FORM,
    add_decision_maker,
    add_route,
    avoid_number,
    change_situation,
    correct,
    involve_maker,
    register,
    register_once,
    remind_of_majority,
    remind_of_medicine,
    use_number_again,
)

__all__ = [
    "BothWrote",
    "USED_FORM",
    "add_decision_maker",
    "add_route",
    "avoid_number",
    "change_decision_maker",
    "change_route",
    "change_situation",
    "correct",
    "involve_maker",
    "lose_coverage",
    "merge",
    "register",
    "register_once",
    "remind_of_majority",
    "remind_of_medicine",
    "settle_coverage",
    "undo_merge",
    "use_number_again",
]
