"""What was asked for in one sitting, on the page of each: how the others stand, and which is next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from throughcare.foundation.actor import Actor
from throughcare.referrals import queries

from . import words
from .draft_pages import is_writable, next_page

OURS = {  # the next step where it is ours
    "draft": "Choose a service with them",
    "open": "Choose a service with them",
    "prepared": "Ask what may be shared, and send",
}


@dataclass(frozen=True)
class Other:
    url: str
    need: str
    number: str
    status: str
    next_step: str


@dataclass(frozen=True)
class Together:
    others: list[Other]
    next_url: str  # of the first of which nothing has left
    next_need: str


def together(actor: Actor, referral: Any) -> Together | None:
    """None where nothing else was asked for."""
    beside = queries.asked_together(referral)
    if not beside:
        return None
    waiting = [one for one in beside if is_writable(one)] if queries.may_refer(actor) else []
    return Together(
        others=[other(one) for one in beside],
        next_url=next_page(actor, waiting[0]) if waiting else "",
        next_need=waiting[0].need if waiting else "",
    )


def other(referral: Any) -> Other:
    status = str(referral.live_status or referral.status)
    page = "draft" if referral.status == "draft" else "referral"
    return Other(
        url=reverse(page, args=[referral.pk]),
        need=referral.need,
        number=f"TC-{referral.number}",
        status=status,
        next_step=OURS.get(status) or words.WAITS.get(referral.waiting_on, ""),
    )
