"""What the page of a referral shows to the sending side: who holds it, whose turn, what it waits on, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import REFERRAL, parts_in_referral, standing_key
from throughcare.web import words as moments

from . import asking, timeline, words
from .disclosed import Back, Shared, came_back, shared
from .draft_forms import ChoiceForm
from .draft_pages import is_writable
from .errands import Errand, errands_of, lost_by_closing
from .forms import HolderForm, WitnessForm
from .offers import Here, Offer, offers
from .stages import stages
from .together import together

NOES = [  # the bounce brake, in words
    "",
    "One service said no before.",
    "Two services said no. A coordinator takes it from here.",
    "Three services or more said no. The network's lead was told, and a coordinator says how it goes on.",
]


@dataclass(frozen=True)
class Turn:
    """Whose move it is, and what the move is."""

    name: str
    kind: str
    is_mine: bool
    does: str
    waits: str


@dataclass(frozen=True)
class Ask:
    """One handoff in the list of those who were asked."""

    url: str
    title: str
    status: str
    word: str
    due: datetime | None
    started: datetime | None
    says: str
    note: str
    instead: ChoiceForm | None = None  # of a service that they named: asked in one press
    instead_name: str = ""
    instead_said: str = ""


@dataclass(frozen=True)
class Check:
    title: str
    state: str
    note: str


@dataclass(frozen=True)
class Link:
    """The next thing to do that has a page of its own."""

    url: str
    label: str
    icon: str


@dataclass(frozen=True)
class ReferralPage:
    title: str
    status: str
    turn: Turn | None
    holder: str
    is_mine: bool
    offered_to: str  # the colleague to whom it was handed and who has not taken it over yet
    noes: str
    stages: list[dict[str, str]]
    asks: list[Ask]
    days: list[timeline.Day]
    checks: list[Check]
    have: int
    write: str  # where what is missing is written, while it still can be
    shared: list[Shared]
    came_back: list[Back]  # documents of those who were asked
    evidence: str
    witnesses: list[Any]
    witness_form: WitnessForm
    witness_refusal: str
    attempts: asking.Asking
    helped: asking.Asking
    holder_form: HolderForm | None
    holder_refusal: str
    link: Link | None
    errands: list[Errand]
    offers: list[Offer]
    lost: "Lost | None"
    kind: str  # in words, where it is not the usual one
    gets_there: bool  # somebody gets somewhere by it, and may be asked
    before: Any
    after: Any
    has_gone: bool  # nothing is left to choose or to send here: what was asked for together goes on


@dataclass(frozen=True)
class Lost:
    """A step that was refused and is no longer open here: the reason, and the words that were typed for it."""

    refusal: str
    typed: str


def referral_page(referral: Any, here: Here) -> dict[str, Any]:
    asks, witnesses = queries.handoffs_of(referral), queries.witnesses_of(referral)
    live = queries.furthest_of(asks)
    status, steps = status_of(referral, live), queries.timeline(referral)
    evidence, checks = evidence_of(referral, witnesses), completeness(referral.package, referral.kind)
    choices = REFERRAL.choices(referral, parts_in_referral(referral, here.actor))
    offered = offers(
        choices,
        referral,
        here,
        at="referral-step",
        notes={"close": f"{EVIDENCE[evidence]} {lost_by_closing(referral)}".strip()},
    )
    witness, passed = here.refusal_of("witness"), here.refusal_of("holder")
    may_act = bool(parts_in_referral(referral, here.actor)) and here.actor.membership_id is not None
    tried = asking.attempts(referral, here, may_act=may_act)
    helped = asking.helped(referral, here, may_act=may_act, steps=[step.name for step in steps])
    may_ask = bool(choices) and status == "open"
    may_pass = bool(choices) and REFERRAL.is_open(referral.status)
    shown = ReferralPage(
        title=title("open_again" if status == "open" and asks else status, referral, live, now=here.now),
        status=status,
        turn=turn_of(referral, status, live, here.actor),
        holder=holder_of(referral),
        is_mine=is_mine(referral, here.actor),
        offered_to=queries.offered_to_whom(referral) if may_pass else "",
        noes=NOES[min(referral.noes, 3)],
        stages=stages(referral, status, asks, now=here.now),
        asks=[ask_of(ask, steps, may_ask=may_ask) for ask in reversed(asks)],
        days=timeline.days(steps, now=here.now),
        checks=checks,
        have=sum(check.state == "there" for check in checks),
        write=reverse("draft", args=[referral.pk]) if choices and is_writable(referral) else "",
        shared=shared(here.actor, referral, asks),
        came_back=came_back(asks),
        evidence=evidence,
        witnesses=witnesses,
        witness_form=witness.form if witness else WitnessForm(),
        witness_refusal=witness.words if witness else "",
        attempts=tried,
        helped=helped,
        holder_form=(passed.form if passed else holder_form(here.actor, referral)) if may_pass else None,
        holder_refusal=passed.words if passed else "",
        link=link_of(referral, status, live) if choices else None,
        errands=errands_of(referral, now=here.now, may_ask=may_ask),
        offers=offered,
        kind="" if referral.kind == queries.Kind.SERVICE else referral.get_kind_display(),
        gets_there=queries.asks_whether_it_helped(referral.kind),
        before=queries.came_out_of(referral),
        after=queries.what_followed(referral),
        has_gone=not is_writable(referral),
        lost=lost(
            here, [*shown_asking(tried, helped), "witness", *["holder"] * may_pass, *(offer.name for offer in offered)]
        ),
    )
    return {"referral": referral, "shown": shown, "together": together(here.actor, referral), "now": here.now}


def shown_asking(tried: asking.Asking, helped: asking.Asking) -> list[str]:
    return [name for name, shown in (("attempt", tried), ("helped", helped)) if shown.form is not None]


def holder_form(actor: Actor, referral: Any) -> HolderForm:
    return HolderForm(people=[person for person in colleagues(actor) if person[0] != str(referral.holder_id)])


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    return [(str(member.pk), member.person.name) for member in accounts.members(actor) if member.active]


def lost(here: Here, shown: Iterable[str]) -> Lost | None:
    """`shown`: the names of the steps that the page still offers; these say beside themselves what stood in the way."""
    if here.refused is None or here.refused.name in set(shown):
        return None
    return Lost(here.refused.words or "That was not complete.", getattr(here.refused.form, "typed", ""))


def link_of(referral: Any, status: str, live: Any) -> Link | None:
    if status == "open":
        return Link(reverse("draft-services", args=[referral.pk]), "Choose a service", "find")
    if status == "prepared" and live is not None:
        return Link(reverse("sharing", args=[live.pk]), "Agree what may be shared, and send", "send")
    if status == "asked" and live is not None:
        return Link(reverse("handoff", args=[live.pk]), "Answer the question", "say")
    if status in {"external", "not_come"} and live is not None and not queries.may_ask_another(referral):
        return Link(reverse("handoff", args=[live.pk]), "Write down what you hear of them", "say")
    if status in {"sent", "external"} and queries.may_ask_another(referral):
        return Link(reverse("draft-services", args=[referral.pk]), "Ask another at once", "find")
    return None


def status_of(referral: Any, live: Any) -> str:
    """As the sender may know it: an ask that is out of sight is not told."""
    if referral.status != "open":
        return str(referral.status)
    if referral.live_status and live is None:
        return "not_told"
    if live is not None and live.status == "sent":
        return standing_key(live)
    return "asked" if live is not None and live.question else referral.live_status or "open"


def title(status: str, referral: Any, live: Any, *, now: datetime) -> str:
    sentence = words.NOT_TOLD if status == "not_told" else words.STANDS[words.how(status, live, is_received=False)]
    return sentence.format(
        name=referral.client.goes_by or referral.client.name,
        service=live.service_name if live else "A service",
        until=moments.day(referral.wake_on, today=timezone.localdate(now)) if referral.wake_on else "it is taken up",
        closure=referral.get_closure_display().lower(),
    )


def holder_of(record: Any) -> str:
    if record.holder_id:
        return record.holder.person.name
    return record.holder_desk.name if record.holder_desk_id else ""


def is_mine(record: Any, actor: Actor) -> bool:
    return record.holder_id is not None and record.holder_id == actor.membership_id


def turn_of(referral: Any, status: str, live: Any, actor: Actor) -> Turn | None:
    if not REFERRAL.is_open(referral.status):
        return None
    does, waits = words.NEXT.get(status, ""), words.WAITS.get(referral.waiting_on, "")
    if referral.turn == "receiver":
        return Turn(live.service_name if live else "The service", "desk", False, does, waits)
    kind = "person" if referral.holder_id else "desk"
    return Turn(holder_of(referral), kind, is_mine(referral, actor), does, waits)


def ask_of(ask: Any, steps: list[Any], *, may_ask: bool) -> Ask:
    is_over, status = ask.status == "ended", str(ask.ending or ask.status)
    status = "asked" if ask.question else status
    why = [step.reason for step in steps if step.subject == ask.service_name and step.reason]
    condition = ask.conditions and f"On this condition: {ask.conditions}"
    says = ask.question or (why[-1] if is_over and why else condition or ask.choice)
    return Ask(
        url=reverse("handoff", args=[ask.pk]),
        title=ask.service_name,
        status=status,
        word="",
        due=None if is_over else ask.due_at,
        started=ask.sent_at,
        says=says,
        note=f"Held by {holder_of(ask)}" if not is_over else "",
        instead=instead_of(ask) if may_ask and ask.suggested_id else None,
        instead_name=ask.suggested.name if ask.suggested_id else "",
        instead_said=named_another(ask),
    )


def named_another(ask: Any) -> str:
    return "recommended" if ask.ending == "recommended" else "suggested"


def instead_of(ask: Any) -> ChoiceForm:
    chosen = {"service": ask.suggested_id, "choice": f"{ask.service_name} {named_another(ask)} it"}
    return ChoiceForm(initial=chosen, is_urgent=queries.is_never_held_back(ask.urgency), auto_id=f"instead-{ask.pk}-%s")


def completeness(package: dict[str, str], kind: str) -> list[Check]:
    """Each section of the form: there, missing where the receiver needs it, open where it may stay out."""
    made = []
    for section in queries.package_form()["sections"]:
        filled, needed = bool(package.get(section["key"], "").strip()), queries.needs_section(kind, section)
        if filled or needed:
            made.append(Check(section["title"], "there" if filled else "missing", "" if filled else "Still empty"))
    return made


EVIDENCE = {
    "": "Nobody has said yet whether they got there.",
    "asserted": "One side says so. A second, independent word would verify it.",
    "verified": "Two independent witnesses say the same.",
    "contradicted": "Two sides say different things. Find out before you close.",
    "presumed": "Nothing is known. “Unknown” is an honest answer.",
}


def evidence_of(referral: Any, witnesses: list[Any]) -> str:
    if referral.evidence:
        return str(referral.evidence)
    return queries.evidence([(w.who, w.says_connected) for w in witnesses]) if witnesses else ""


def has_witness(referral: Any, facts: dict[str, Any], by_id: UUID | None) -> bool:
    """The same word of the same witness, sent twice, is one word."""
    said = (facts["who"], facts["says_connected"], facts["words"], by_id)
    return any((w.who, w.says_connected, w.words, w.by_id) == said for w in queries.witnesses_of(referral))
