"""The verbs of a door; the only writers of links, secrets and tries."""

from .entering import try_secret
from .links import (
    Issued,
    called_back,
    come_back,
    issue,
    keep_open,
    open_again,
    renew,
    revoke,
    revoke_all,
    spend,
    spend_all,
    want_call,
)
from .secrets import set_secret

__all__ = [
    "Issued",
    "called_back",
    "come_back",
    "issue",
    "keep_open",
    "open_again",
    "renew",
    "revoke",
    "revoke_all",
    "set_secret",
    "spend",
    "spend_all",
    "try_secret",
    "want_call",
]
