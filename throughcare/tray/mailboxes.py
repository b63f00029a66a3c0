"""From a mailbox onto a tray: committed first, moved out of the inbox then. Nobody is ever answered."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import Error

from throughcare.accounts.queries import Place
from throughcare.foundation.lifecycle import NotAllowed

from . import mails, ways_in
from .models import Way
from .ports import mailbox

log = logging.getLogger(__name__)
Heard = Callable[..., bool]


class Watch:
    """One mailbox of the settings, and whose tray it fills.

    `heard`: takes a whole mail and says whether it only told what became of a letter of ours; nobody needs to read such a one.
    """

    def __init__(self, *, heard: Heard, org: str, desk: str = "", **access: Any) -> None:
        self.heard, self.org, self.desk, self.access = heard, org, desk, mailbox.Access(**access)
        self.outage = ways_in.Outage(f"{self.access.user}@{self.access.host}", "mailbox_gone")

    def look(self, *, at: datetime) -> int:
        """One round. Returns how many mails lay there."""
        place = ways_in.place_of(self.org, self.desk, setting="THROUGHCARE_TRAY_MAILBOXES")
        if place is None:
            return 0
        try:
            with mailbox.opened(self.access) as inbox:
                waiting = inbox.waiting()
                for uid in waiting:
                    take_in(inbox, uid, place, heard=self.heard, at=at)
        except mailbox.Broken as failure:
            self.outage.lasts(place, failure, at=at)
            return 0
        self.outage.over()
        return len(waiting)


def take_in(inbox: mailbox.Inbox, uid: str, place: Place, *, heard: Heard, at: datetime) -> None:
    """One mail that cannot be digested holds up no other; a database or server that is away is waited for."""
    try:
        raw = content(inbox, uid)
        if not heard(raw, at=at):
            ways_in.put_in(mails.scans_in(raw), Way.MAIL, place, at=at)
    except NotAllowed:
        refuse(inbox, uid, place, at=at)
    except (Error, *mailbox.Broken):
        raise
    except Exception:
        log.exception("a mail of a tray's mailbox")
        refuse(inbox, uid, place, at=at)
    else:
        inbox.move(uid, mailbox.TAKEN)


def content(inbox: mailbox.Inbox, uid: str) -> bytes:
    """Asked for its size first: what is too large is never fetched."""
    if inbox.size(uid) > ways_in.most_of_a_mail():
        raise NotAllowed("It is larger than any mail with scans.")
    return inbox.content(uid)


def refuse(inbox: mailbox.Inbox, uid: str, place: Place, *, at: datetime) -> None:
    """Told first, moved then. A number of a mail may come again after years (RFC 3501, UIDVALIDITY)."""
    ways_in.say(place, f"mail {place.desk_id} {uid} {at.date()}", "mail_refused", at=at)
    inbox.move(uid, mailbox.REFUSED)
