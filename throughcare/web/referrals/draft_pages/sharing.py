"""Sharing and sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.papers import queries as papers
from throughcare.referrals import queries
from throughcare.web.clients.pages import called
from throughcare.web.referrals.draft_forms import SharingForm
from throughcare.web.referrals.words import COMES_BACK
from throughcare.web.replies import Answered, replies_of

from .package import package_keys
from .stages import about, journey, seen

# --- sharing and sending


@dataclass(frozen=True)
class Goes:
    title: str
    words: str
    labels: str


@dataclass(frozen=True)
class Stays:
    title: str
    why: str


@dataclass(frozen=True)
class Missing:
    words: str
    href: str
    do: str


@dataclass(frozen=True)
class Sharing:
    handoff: Any
    referral: Any
    number: str
    called: str
    title: str
    stages: list[dict[str, str]]
    form: SharingForm
    kind_notes: Mapping[str, str]
    section_notes: Mapping[str, str]
    is_member: bool
    receiver: str
    phones: list[str]
    basis: Any
    person: list[tuple[str, str]]
    goes: list[Goes]
    stays: list[Stays]
    notice: str
    same_line: str
    missing: list[Missing]
    is_held_back: bool
    needs_written: list[str]
    deciders: list[Any]  # who decides what is shared
    never_told: list[Any]
    is_emergent: bool
    refusal: str
    seen: str  # of what stands here: only that is sent
    comes_back: str  # what may be told afterwards, where nobody is asked
    no_room: str  # what the service itself said, where it is full or away
    is_beyond: bool  # as many were sent there this week as it takes
    not_taken: str  # that they take other kinds just now
    answered: Answered | None  # how they answered what we asked before


def sharing_page(
    actor: Actor, handoff: Any, referral: Any, form: SharingForm, *, at: datetime, refusal: str = ""
) -> Sharing:
    """What is ticked in the form where somebody is filling it in; else what stands on the recorded basis."""
    basis = consent.basis(actor, handoff.basis_id) if handoff.basis_id else None
    shown = form.proposed() if form.is_bound or basis is None else basis
    legal_kind = referral.org.legal_kind
    cleared = queries.preview(referral, shown, legal_kind=legal_kind, actor=actor)
    written = [*queries.written_sections(referral), *queries.documents(referral, actor=actor)]
    missing = missing_parts(handoff, referral, at=at)
    around = clients.deciding(referral.client, on=timezone.localdate(at))
    return Sharing(
        handoff=handoff,
        referral=referral,
        number=f"TC-{referral.number}",
        called=called(referral.client),
        title=title_of_sharing(handoff, basis, missing),
        stages=journey(3),
        form=form,
        kind_notes={kind.code: "Can carry " + ", ".join(kind.carries) + "." for kind in consent.kinds()},
        section_notes={
            key: "Empty so far"
            for key in [*package_keys(), papers.SECTION]
            if key not in {section["key"] for section in written}
        },
        is_member=handoff.to_org_id is not None,
        receiver=handoff.to_org.name if handoff.to_org else "",
        phones=[network.phone_in_words(phone) for phone in handoff.service.phones],
        basis=basis,
        person=about(referral),
        goes=[Goes(s["title"], s["words"], ", ".join(consent.words_of(s["labels"]))) for s in cleared.sections],
        stays=stays(shown, written, legal_kind=legal_kind),
        notice=cleared.notice,
        same_line=queries.package_form()["same_line_on_every_package"],
        missing=missing,
        is_held_back=bool(queries.missing_to_send(handoff)),
        needs_written=consent.needs_written_consent(written, legal_kind=legal_kind),
        deciders=[person for person in around if "release" in person.scope and not person.never_tell],
        never_told=[person for person in around if person.never_tell],
        is_emergent=handoff.urgency == queries.Urgency.EMERGENT,
        refusal=refusal,
        seen=seen(handoff.basis_id, about(referral), cleared.sections),
        comes_back=COMES_BACK.get(handoff.kind, ""),
        no_room=no_room(handoff.service, on=timezone.localdate(at)),
        is_beyond=bool(queries.take_no_more_this_week([handoff.service])),
        not_taken=network.not_taken_now(handoff.service, referral.service_type),
        answered=replies_of(actor, [handoff.service_id], at=at).get(handoff.service_id),
    )


def seen_now(actor: Actor, handoff: Any, referral: Any) -> str:
    """The name of what would go on the recorded basis."""
    basis = consent.basis(actor, handoff.basis_id) if handoff.basis_id else None
    if basis is None:
        return ""
    cleared = queries.preview(referral, basis, legal_kind=referral.org.legal_kind, actor=actor)
    return seen(handoff.basis_id, about(referral), cleared.sections)


def title_of_sharing(handoff: Any, basis: Any, missing: list[Missing]) -> str:
    if basis is None:
        return "Nothing has been shared. Ask first."
    if queries.missing_to_send(handoff):
        return "Almost ready. One thing is missing." if len(missing) == 1 else "Almost ready. Some things are missing."
    return f"Ready to go to {handoff.service_name}."


def missing_parts(handoff: Any, referral: Any, *, at: datetime) -> list[Missing]:
    """Everything that is not there yet, whether or not it holds anything back."""
    draft = reverse("draft", args=[referral.pk])
    found = [
        Missing(title, f"{draft}", "Write it") for title in queries.missing_sections(referral.package, handoff.kind)
    ]
    if handoff.basis_id is None:
        found.insert(0, Missing("On which basis it may be shared", "#agree", "Say it"))
    if not handoff.choice:
        found.append(Missing("How they chose this service", "", ""))
    if handoff.to_org_id and not accounts.agreement_in_force(handoff.to_org_id, on=timezone.localdate(at)):
        found.append(Missing(f"An agreement with {handoff.to_org.name}: send it on paper", "", ""))
    return found


def stays(shown: Any, written: list[dict[str, Any]], *, legal_kind: str) -> list[Stays]:
    held = [(section["title"], consent.why_held(shown, section, legal_kind=legal_kind)) for section in written]
    return [Stays(title, why) for title, why in held if why]


def no_room(service: Any, *, on: date) -> str:
    return network.room_in_words(service, on=on) if network.room_now(service, on=on) in {"full", "away"} else ""


def as_usual(referral: Any) -> dict[str, Any]:
    """Every written part is ticked. The basis, who gave it and what may come back are asked, never guessed."""
    written = [section["key"] for section in queries.written_sections(referral)] + [
        papers.SECTION
    ] * referral.has_papers
    required = [section["key"] for section in queries.package_form()["sections"] if section["required"]]
    interpreter = "" if referral.client.needs_interpreter else "none"
    return {
        "key": uuid7(), "sections": written or required, "language": referral.client.language, "interpreter": interpreter,
    }  # fmt: skip
