"""The verbs of an inquiry: several services are asked without a name, answer, and are thanked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor, acting, on_behalf_of, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken, Step
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.network import actions as services
from throughcare.network import queries as network

from . import rules
from .events import InquiryMoved, InquiryMoving
from .lifecycle import CALL_WANTED, INQUIRED, INQUIRY, OFFERED, RECEIVER, SENDING, parts_in_inquiry
from .models import Inquiry, InquiryStep

ENDINGS = {"say_no": "no", "take_offer": "chosen", "thank": "thanked", "lapse": "no_answer"}


@dataclass(frozen=True, kw_only=True)
class About:
    """All that is told: coded or banded, and a need in words that name nobody."""

    need: str
    urgency: str
    age_band: str = ""
    language: str = ""
    payer: str = ""
    area: str = ""


@action
def inquire(
    referral_id: UUID, *, about: About, service_ids: Iterable[UUID], names: Iterable[str], actor: Actor, at: datetime
) -> list[Inquiry]:
    """Ask these services. Whom we asked already is not asked twice. `names`: what must not stand in the words."""
    wanted = list(dict.fromkeys(service_ids))
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not ask services.")
    if not wanted:
        raise NotAllowed("Tick the services to ask.")
    if len(wanted) > rules.policy()["most_at_once"]:
        raise NotAllowed(f"Ask at most {rules.policy()['most_at_once']} at once: each of them takes time to answer.")
    if not about.need.strip():
        raise NotAllowed("Say in a few words what is needed.")
    if reason := rules.names_somebody(about.need, names):
        raise NotAllowed(reason)
    for service_id in sorted(wanted):
        services.hold_open(service_id)
    announce(InquiryMoving(referral_id=referral_id, org_id=actor.org_id))
    assert actor.org_id is not None
    today = accounts.today_of(accounts.organization(actor.org_id), at)
    asked = [to_ask(service_id, on=today, org_id=actor.org_id) for service_id in wanted]
    return [ask(referral_id, about, service, actor=actor, at=at) for service in asked]


def to_ask(service_id: UUID, *, on: date, org_id: UUID) -> Any:
    service = network.service_to_ask(service_id, on=on, org_id=org_id)
    if service is None or service.gone_at:
        raise NotAllowed("One of these services is no longer listed.")
    return service


def ask(referral_id: UUID, about: About, service: Any, *, actor: Actor, at: datetime) -> Inquiry:
    desk = service.desk_id or (accounts.first_desk_of(service.run_by_id) if service.run_by_id else None)
    inquiry = Inquiry(
        referral_id=referral_id, org_id=actor.org_id, to_org=service.run_by, to_desk_id=desk, service=service,
        service_name=service.name, need=about.need.strip(), age_band=about.age_band, language=about.language,
        payer=about.payer, area=about.area, urgency=about.urgency, asked_by_id=actor.membership_id, asked_at=at,
        status="",
    )  # fmt: skip
    step = INQUIRY.check("inquire", inquiry, parts_in_inquiry(inquiry, actor))
    inquiry.status = step.target
    for name, value in stands(inquiry, step.target, at=at).items():
        setattr(inquiry, name, value)
    try:
        with transaction.atomic():
            inquiry.save(force_insert=True)
    except IntegrityError as refused:
        if "one_open_inquiry_per_referral_and_service" not in str(refused):
            raise
        return Inquiry.objects.exclude(status="over").get(referral_id=referral_id, service_id=service.pk)
    record(inquiry, step, source="", actor=actor, at=at, said={}, room={})
    return inquiry


@action
def take_inquiry_step(
    inquiry_id: UUID, name: str, *, actor: Actor, at: datetime, seen: str = "", said: dict[str, Any] | None = None,
    **facts: Any,
) -> Inquiry:  # fmt: skip
    """An answer, or thanks. `facts`: from_on, conditions, decline_reason and its words declined_because, full_until.

    Raises NotAllowed, Overtaken.
    """
    if name == "take_offer":  # a handoff begins
        services.hold_open(Inquiry.objects.get(pk=inquiry_id).service_id)
    if facts.get("full_until"):
        services.hold(Inquiry.objects.get(pk=inquiry_id).service_id)
    inquiry = hold_inquiry_still(inquiry_id)
    if seen and seen != inquiry.status:
        raise Overtaken("Someone was faster. Here is how it stands now.")
    step = INQUIRY.check(name, inquiry, parts_in_inquiry(inquiry, actor))
    source, words = inquiry.status, dict(said or {})
    changes = CHANGES.get(name, nothing_more)(inquiry, words, facts, at)
    changes |= stands(inquiry, step.target, at=at) or OVER_NOW | {"ending": ENDINGS[name]}
    INQUIRY.move(inquiry, step, **changes)
    record(inquiry, step, source=source, actor=actor, at=at, said=words, room=facts)
    if until := facts.get("full_until"):
        said_by = words.get("said_by", "")
        services.say_full_until(inquiry.service_id, until=until, said_by=said_by, actor=actor, at=at)
    return inquiry


def hold_inquiry_still(inquiry_id: UUID) -> Inquiry:
    """The promise first, then the inquiry: the order in which a closing or an acceptance locks them, too."""
    asked = Inquiry.objects.get(pk=inquiry_id)
    announce(InquiryMoving(referral_id=asked.referral_id, org_id=asked.org_id))
    return Inquiry.objects.select_for_update(of=("self",)).select_related("org", "to_org").get(pk=inquiry_id)


def nothing_more(inquiry: Inquiry, words: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {}


def said_yes(inquiry: Inquiry, words: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    room_from: date | None = facts.get("from_on")
    if room_from is None:
        raise NotAllowed("Say from when on there is room.")
    if room_from < accounts.today_of(inquiry.to_org or inquiry.org, at):
        raise NotAllowed("Choose a day that is still to come.")
    conditions = facts.get("conditions", "").strip()
    words.setdefault("reason", conditions)
    return {"room_from": room_from, "conditions": conditions}


def said_no(inquiry: Inquiry, words: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    reason = " ".join(part for part in (facts.get("declined_because", ""), words.get("reason", "")) if part)
    if not reason:
        raise NotAllowed("Say why not. It helps to ask the right place next.")
    if until := facts.get("full_until"):
        reason = f"{reason.rstrip('.')}. Full until {until.day} {until:%B}."
    words["reason"] = reason
    return {"answer": reason[:300]}


def wants_a_call(inquiry: Inquiry, words: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    if not words.get("reason"):
        raise NotAllowed("Say whom to call, and when.")
    return {"answer": words["reason"][:300]}


CHANGES = {"say_yes": said_yes, "say_no": said_no, "call_me": wants_a_call}


@action
def release_others(referral_id: UUID, *, org_id: UUID, at: datetime) -> None:
    """Found, or no longer needed: whoever was asked is thanked and waits for nothing. By the program of the asking side."""
    with on_behalf_of(org_id):
        waiting = Inquiry.objects.filter(org_id=org_id, referral_id=referral_id).exclude(status="over").order_by("id")
        for pk in waiting.values_list("pk", flat=True):
            take_inquiry_step(pk, "thank", actor=system(org_id), at=at)


@action
def answer_closed(event: Any) -> None:
    """React to a ServiceClosed: each question to it is answered no, by the program of the side that asked.

    To one outside the network only what the organization that heard of it asked.
    """
    ours = {"org_id": event.org_id, "to_org": None} if event.is_outside else {"to_org_id": event.org_id}
    asked = Inquiry.objects.filter(**ours, service_id=event.service_id).exclude(status="over")
    for pk, org_id in asked.order_by("id").values_list("id", "org_id"):
        with acting(system(org_id)) as program:
            take_inquiry_step(pk, "say_no", actor=program, at=event.at, said={"reason": event.words})


# --- how it stands


OVER_NOW: dict[str, Any] = {"due_at": None, "turn": "", "waiting_on": "nobody"}


def stands(inquiry: Inquiry, status: str, *, at: datetime) -> dict[str, Any]:
    """The fields that this status gives it; {} where it is over."""
    standing = INQUIRY.standings.get(status)
    if standing is None:
        return {}
    return {"turn": standing.turn, "waiting_on": standing.waiting_on, "due_at": due(inquiry, standing.clock, at=at)}


def due(inquiry: Inquiry, clock: str, *, at: datetime) -> datetime:
    org = inquiry.org
    plan = clock_queries.due_for(
        org_id=org.pk, network_id=org.network_id, step=clock, urgency=inquiry.urgency, at=at,
        calendar=accounts.calendar_of(org), policy=org.response_policy,
    )  # fmt: skip
    return plan.due_at


def record(
    inquiry: Inquiry, step: Step, *, source: str, actor: Actor, at: datetime, said: dict[str, Any], room: dict[str, Any]
) -> None:  # fmt: skip
    """History, the clock of the asking side, the list of the side that is asked, audit and news. `room`: of a no."""
    InquiryStep.objects.create(record=inquiry, **taken(step, source=source, actor=actor, at=at, **said))
    with on_behalf_of(inquiry.org_id):
        keep_time(inquiry, is_new=not source, at=at)
        open_ones = Inquiry.objects.filter(org_id=inquiry.org_id, referral_id=inquiry.referral_id)
        statuses = list(open_ones.exclude(status="over").values_list("status", flat=True))
    show(inquiry, said=step.label, at=at)
    audit.wrote("inquiry", inquiry.pk, at=at)
    announce(
        InquiryMoved(
            inquiry_id=inquiry.pk, referral_id=inquiry.referral_id, org_id=inquiry.org_id,
            service_id=inquiry.service_id, step=step.name, reason=said.get("reason", ""),
            said=f"{inquiry.service_name}: {step.label.lower()}", asked=sum(one != OFFERED for one in statuses),
            offers=statuses.count(OFFERED), decline_reason=room.get("decline_reason", ""), full_until=room.get("full_until"),
            at=at,
        )
    )  # fmt: skip


def keep_time(inquiry: Inquiry, *, is_new: bool, at: datetime) -> None:
    if not is_new:
        clocks.stop(org_id=inquiry.org_id, subject_id=inquiry.pk, at=at)
    standing = INQUIRY.standings.get(inquiry.status)
    if standing:
        org = inquiry.org
        clocks.start(
            org_id=org.pk, network_id=org.network_id, subject_kind="inquiry", subject_id=inquiry.pk,
            step=standing.clock, urgency=inquiry.urgency, calendar=accounts.calendar_of(org),
            policy=org.response_policy, at=at,
        )  # fmt: skip


def show(inquiry: Inquiry, *, said: str, at: datetime) -> None:
    """On the list of the side that is asked. It names nobody: whoever needs help is a band of ages."""
    if inquiry.to_org_id is None or inquiry.to_desk_id is None:
        return
    with on_behalf_of(inquiry.to_org_id):
        if inquiry.status not in {INQUIRED, CALL_WANTED, OFFERED}:
            work.finish(inquiry.pk, org_id=inquiry.to_org_id, at=at, status=inquiry.status, last_event=said)
            return
        line = work.item(
            org_id=inquiry.to_org_id, subject_kind="inquiry", subject_id=inquiry.pk, client_id=None, number=None,
            who=f"Not named: {rules.in_words(inquiry.age_band)}", what=inquiry.need, beside=inquiry.org.name,
            holder_desk_id=inquiry.to_desk_id, is_ours=inquiry.turn == RECEIVER, turn=inquiry.turn,
            waiting_on=inquiry.waiting_on, status=inquiry.status, urgency=inquiry.urgency,
            rank=1, started_at=inquiry.asked_at, due_at=inquiry.due_at, last_event=said, at=at,
        )  # fmt: skip
        work.place([line])
