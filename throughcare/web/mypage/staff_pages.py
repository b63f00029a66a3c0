"""What staff see of somebody's own page: whether a word is set, which links and cards open it, and who tried."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from throughcare.clients import queries as clients
from throughcare.doors import queries as doors
from throughcare.foundation import codes
from throughcare.foundation.actor import Actor
from throughcare.voices import queries as voices

from .staff_forms import IssueForm, WordForm

STATES = {"open": "Opens", "expired": "Ran out", "spent": "Used", "revoked": "Closed", "unknown": "Unknown"}
RESTS = {
    doors.Rest.NONE: "",
    doors.Rest.FOR_TODAY: "It rests for today: too many wrong words, from several places.",
    doors.Rest.UNTIL_A_CALL: "It rests until somebody spoke with them: too many wrong words.",
}


@dataclass(frozen=True)
class Shown:
    link: Any
    what: str
    opens: str  # the address or the code, while it opens
    state: str
    is_open: bool
    wrong_tries: int
    rests: str  # in words, while it compares nothing


@dataclass(frozen=True)
class OwnPage:
    client: Any
    title: str
    has_word: bool
    may_be_overheard: bool
    links: list[Shown]
    said: list[tuple[str, Any]]
    word_form: WordForm
    issue_form: IssueForm
    refusal: str


def own_page(
    actor: Actor, client: Any, *, at: datetime, host: str, word: Any = None, issue: Any = None, refusal: str = ""
) -> OwnPage:
    links = [
        link
        for link in doors.links_to_any(actor, clients.same_person(client.pk))
        if link.purpose == doors.Purpose.CLIENT
    ]
    tries = doors.tries_of(actor, [link.pk for link in links])
    wrong = {link.pk: sum(one.link_id == link.pk and not one.was_right for one in tries) for link in links}
    return OwnPage(
        client=client,
        title=f"What {client.goes_by or client.name} sees and says.",
        has_word=doors.has_secret(actor, client.pk),
        may_be_overheard=clients.may_be_overheard(client.pk),
        said=[(voices.in_words(one.kind), one) for one in voices.voices_of(actor, clients.same_person(client.pk))],
        links=[shown(link, wrong[link.pk], at=at, host=host) for link in links],
        word_form=word or WordForm(auto_id="word-%s"),
        issue_form=issue or IssueForm(routes=clients.routes(client.pk)),
        refusal=refusal,
    )


def shown(link: Any, wrong_tries: int, *, at: datetime, host: str) -> Shown:
    state = doors.state_of(link, at=at)
    is_open = state == doors.State.OPEN
    what = "Paper card" if link.is_card else f"Link to {link.went_to}"
    rests = RESTS[doors.resting(link, at=at)] if is_open and wrong_tries else ""
    return Shown(link, what, opening(link, host) if is_open else "", STATES[state], is_open, wrong_tries, rests)


def opening(link: Any, host: str) -> str:
    token = doors.token_of(link)
    return codes.in_groups(token) if link.is_card else f"{host}{reverse('my-link', args=[token])}"
