"""What the directory says of a service, for somebody there: is it still true? It is about nobody."""

from typing import Any

from throughcare.doors import actions as doors
from throughcare.doors.queries import State
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network import actions, queries
from throughcare.web.find import found
from throughcare.web.network import pages
from throughcare.web.referrals.offers import Refused

from . import offers, words
from .at import Door
from .forms import ChangedForm

TEMPLATE = "doors/listing.html"
STEPS = ("true", "changed")


def context(door: Door, refused: Refused | None = None) -> dict[str, Any]:
    title, after = words.LISTING_OVER
    if door.opened.state == State.SPENT:
        return {"over": {"title": title, "next": after.format(sender=door.asker.name)}}
    service = found(queries.service(door.opened.subject_id))
    return {
        "page": pages.service_page(service),
        "offers": offers.in_order(
            [
                offers.of_press(door, "true"),
                offers.of_form(door, "changed", ChangedForm(), refused),
            ]
        ),
    }


def press(door: Door, name: str, data: Any) -> Refused | None:
    service, form = found(queries.service(door.opened.subject_id)), ChangedForm(data)
    found(name if name in STEPS else None)
    if name == "changed" and not form.is_valid():
        return Refused(name, form, "")
    try:
        answer(door, service, form.cleaned_data["words"] if name == "changed" else "")
    except NotAllowed as refusal:
        return Refused(name, form, str(refusal))
    return None


@action
def answer(door: Door, service: Any, changed: str) -> None:
    """One answer, and the link has done what it was for."""
    said = {"by": service.name, "actor": door.actor, "at": door.now}
    if changed:
        actions.say_changed(service.pk, words=changed, **said)
    else:
        actions.say_still_true(service.pk, **said)
    doors.spend(door.opened.link_id, actor=door.actor, at=door.now)
