"""A link in somebody's hands: what it leads to, who asks, and whether the second factor was given in this browser."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from throughcare.accounts import queries as accounts
from throughcare.doors import queries as doors
from throughcare.doors.queries import Opened, Purpose, State
from throughcare.foundation.actor import Actor, system
from throughcare.web import passes
from throughcare.web.referrals.offers import Here, Refused

NOT_HERE = Opened(state=State.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Door:
    token: str
    opened: Opened
    asker: Any  # the organization whose door it is; None where the link leads nowhere
    given: passes.Pass | None
    now: datetime

    @property
    def actor(self) -> Actor:
        """What is done by link is done by the program of the side that asked, for whoever said so."""
        return system(self.opened.org_id)

    @property
    def is_in(self) -> bool:
        return self.given is not None and self.opened.state in {State.OPEN, State.SPENT}

    @property
    def path(self) -> str:
        return self.url("door")

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.token, *more])

    def here(self, refused: Refused | None = None) -> Here:
        return Here(actor=self.actor, now=self.now, refused=refused)


def at_door(request: HttpRequest, token: str, *, now: datetime) -> Door:
    opened = doors.open(token, at=now)
    if opened.purpose == Purpose.CLIENT:
        opened = NOT_HERE  # a client's page has a place of its own
    asker = accounts.organization(opened.org_id) if opened.org_id else None
    return Door(token=token, opened=opened, asker=asker, given=passes.held(request, opened), now=now)
