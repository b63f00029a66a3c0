"""Write what is to be said, send it when it may go, end what nobody needs any more, and hear what comes back."""

from .digests import write_digest
from .ending import end_about, end_for_client
from .hearing import hear, take_bounce
from .sending import claim, mark_refused, mark_sent, put_off, take_receipt, words_of
from .wanted import opt_in, opt_out
from .writing import mail_link, write_to_client

__all__ = [
    "claim",
    "end_about",
    "end_for_client",
    "hear",
    "mail_link",
    "mark_refused",
    "mark_sent",
    "opt_in",
    "opt_out",
    "put_off",
    "take_bounce",
    "take_receipt",
    "words_of",
    "write_digest",
    "write_to_client",
]
