"""The verbs of what leaves on paper."""

from .copies import make_copy, say_delivered
from .faxing import claim_fax, finish_fax, send_by_fax, stop_faxes, take_fax_bounce, try_fax_again

__all__ = [
    "claim_fax",
    "finish_fax",
    "make_copy",
    "say_delivered",
    "send_by_fax",
    "stop_faxes",
    "take_fax_bounce",
    "try_fax_again",
]
