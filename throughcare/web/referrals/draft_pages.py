"""What the pages from a need to a sent package show. A page never asks the database from its template."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

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
from throughcare.referrals.lifecycle import PREPARED
from throughcare.screening import queries as screening
from throughcare.web.clients import codes
from throughcare.web.clients.pages import age, called
from throughcare.web.network.pages import distance

from .draft_forms import HOW_SOON, ChoiceForm, NeedForm, PackageForm, SearchForm, SharingForm
from .papers import PaperForm

STAGES = ["What they need", "What goes with it", "Which service", "Sharing and sending"]


def journey(now: int) -> list[dict[str, str]]:
    states = ["done" if place < now else "now" if place == now else "ahead" for place in range(len(STAGES))]
    return [{"label": label, "state": state} for label, state in zip(STAGES, states, strict=True)]


def is_writable(referral: Any) -> bool:
    return queries.is_writable(referral)


# --- what they need


@dataclass(frozen=True)
class Need:
    client_id: UUID
    called: str
    stages: list[dict[str, str]]
    form: NeedForm
    action: str
    back: str
    prompt_notes: Mapping[str, str]
    urgency_notes: Mapping[str, str]
    lately: list[Any]  # what was promised before, so that nobody asks twice without knowing


def need_page(actor: Actor, client: Any, form: NeedForm, *, now: datetime, draft: Any = None) -> Need:
    here = reverse("client", args=[client.pk])
    return Need(
        client_id=client.pk,
        called=called(client),
        stages=journey(0),
        form=form,
        action=reverse("draft-need", args=[draft.pk]) if draft else reverse("draft-new", args=[client.pk]),
        back=reverse("draft", args=[draft.pk]) if draft else here,
        prompt_notes={prompt["id"]: prompt_note(prompt) for prompt in queries.urgency_prompts()},
        urgency_notes=HOW_SOON,
        lately=[row for row in queries.lately_of(actor, client.pk, at=now) if draft is None or row.pk != draft.pk],
    )


def prompt_note(prompt: Mapping[str, Any]) -> str:
    suggested = queries.Urgency(prompt["urgency"]).label if prompt["urgency"] else ""
    suggests = f"Suggests: {suggested}." if suggested else ""
    return " ".join(filter(None, [suggests, prompt.get("also", {}).get("en", "")]))


def need_so_far(draft: Any) -> dict[str, Any]:
    names = (
        "need",
        "service_type",
        "kind",
        "reason",
        "question",
        "wishes",
        "barriers",
        "prompts",
        "urgency",
        "urgency_reason",
        "again_reason",
    )
    waits = {True: "yes", False: "no", None: ""}[draft.awaits_treatment]
    so_far = {name: getattr(draft, name) for name in names}
    return {"key": draft.pk, "seen": json.dumps(queries.marks_of(draft, so_far)), "awaits_treatment": waits} | so_far


def package_so_far(draft: Any) -> dict[str, Any]:
    marks = queries.marks_of(draft, {"package": {}, "hears_back": ""})
    return draft.package | {"hears_back": draft.hears_back, "seen": json.dumps(marks)}


# --- what goes with it


@dataclass(frozen=True)
class Part:
    title: str
    state: str
    href: str
    do: str


@dataclass(frozen=True)
class TakenOver:
    pk: UUID
    words: str
    is_in: bool


@dataclass(frozen=True)
class Draft:
    referral: Any
    number: str
    called: str
    title: str
    stages: list[dict[str, str]]
    form: PackageForm
    paper_form: PaperForm
    papers: list[Any]
    parts: list[Part]
    have: int
    screens: list[TakenOver]
    is_emergent: bool
    goes_on: str  # words of the button that leads on
    service_type: str


def draft_page(actor: Actor, referral: Any, form: PackageForm, paper_form: PaperForm) -> Draft:
    missing = queries.missing_sections({key: form[key].value() or "" for key in package_keys()}, referral.kind)
    screens = screening.latest(actor, referral.client_id)
    required = [s for s in queries.package_form()["sections"] if queries.needs_section(referral.kind, s)]
    parts = [part_of(section, form, is_missing=section["title"] in missing) for section in required]
    return Draft(
        referral=referral,
        number=f"TC-{referral.number}",
        called=called(referral.client),
        title=title_of_draft(missing),
        stages=journey(1),
        form=form,
        paper_form=paper_form,
        papers=queries.documents(referral, actor=actor),
        parts=parts,
        have=len(required) - len(missing),
        screens=[taken_over(screen, form["screening"].value() or "") for screen in screens],
        is_emergent=referral.urgency == queries.Urgency.EMERGENT,
        goes_on="Keep and choose a service" if not referral.live_status else "Keep and go on to sharing",
        service_type=codes.label_of("types", referral.service_type),
    )


def part_of(section: Mapping[str, Any], form: PackageForm, *, is_missing: bool) -> Part:
    state, do = ("missing", "Write it") if is_missing else ("there", "Change it")
    return Part(section["title"], state, f"#{form[section['key']].id_for_label}", do)


def package_keys() -> list[str]:
    return [section["key"] for section in queries.package_form()["sections"]]


def title_of_draft(missing: list[str]) -> str:
    if not missing:
        return "Everything that a service asks for is there."
    return "One part is still empty." if len(missing) == 1 else f"{len(missing)} parts are still empty."


def taken_over(screen: Any, written: str) -> TakenOver:
    words = screen_in_words(screen)
    return TakenOver(screen.pk, words, words in written)


def screen_in_words(screen: Any) -> str:
    """Instrument, date and score, as they stand in a package."""
    read = screening.reading(screen)
    day = timezone.localdate(screen.taken_at)
    total = "no total" if screen.total is None else f"{screen.total:g}"
    band = f" ({read.band.label['en'].lower()})" if read.band else ""
    safety = " The safety question was not asked." if read.not_asked else ""
    return f"{read.instrument.title}, {day.day} {day:%B %Y}: {total}{band}.{safety}"


def with_screen(actor: Actor, client_id: UUID, package: dict[str, str], screen_id: str) -> dict[str, str]:
    """The package with this result as a line of its own; unchanged where it stands there or is none of theirs."""
    screen = next((s for s in screening.latest(actor, client_id) if str(s.pk) == screen_id), None)
    if screen is None or (words := screen_in_words(screen)) in package.get("screening", ""):
        return package
    return package | {"screening": "\n".join(filter(None, [package.get("screening", ""), words]))}


def next_page(actor: Actor, referral: Any) -> str:
    """After the package: the choice of a service, or the sharing where one is chosen already."""
    chosen = next((asked for asked in queries.handoffs_of(referral) if asked.status == PREPARED), None)
    return reverse("sharing", args=[chosen.pk]) if chosen else reverse("draft-services", args=[referral.pk])


# --- which service


@dataclass(frozen=True)
class Reason:
    fit: str
    words: str


@dataclass(frozen=True)
class Offer:
    pk: UUID
    name: str
    about: str
    away: str
    is_member: bool
    reasons: list[Reason]
    wait: str
    room: str
    room_fit: str
    room_said_at: datetime | None
    is_chosen: bool
    cools_off: date | None  # not asked again before this day: they had no room


@dataclass(frozen=True)
class Services:
    referral: Any
    number: str
    called: str
    title: str
    stages: list[dict[str, str]]
    search: SearchForm
    form: ChoiceForm
    offers: list[Offer]
    after: str  # the page of the directory that this is
    next: str
    kept: list[tuple[str, str]]  # the filters, for the next page and for a choice that comes back
    unknown_place: bool
    place: str
    is_emergent: bool


def services_page(referral: Any, search: SearchForm, form: ChoiceForm, *, after: str) -> Services:
    asked, chosen = asked_of(search), str(form["service"].value() or "")
    try:
        found = network.search(asked, after=after)
    except ValueError:  # a page that the directory does not know
        found = network.search(asked)
    cooling = cooling_off(referral, found.services)
    return Services(
        referral=referral,
        number=f"TC-{referral.number}",
        called=called(referral.client),
        title=title_of_services(found),
        stages=journey(2),
        search=search,
        form=form,
        offers=[offer(service, asked, chosen=chosen, cooling=cooling) for service in found.services],
        after=after,
        next=found.next,
        kept=[(name, "" if search[name].value() is None else str(search[name].value())) for name in search.fields],
        unknown_place=found.unknown_place,
        place=found.place.label if found.place else "",
        is_emergent=referral.urgency == queries.Urgency.EMERGENT,
    )


def cooling_off(referral: Any, services: list[Any]) -> dict[UUID, date]:
    """Urgent work is held back by nothing."""
    if queries.is_never_held_back(referral.urgency):
        return {}
    return queries.cooling_off(referral.org_id, [service.pk for service in services], on=timezone.localdate())


def asked_of(search: SearchForm) -> Any:
    """What is wrong in a filter is shown beside it and leaves out nothing."""
    if search.is_bound:
        search.is_valid()
        said = search.cleaned_data
    else:
        said = {name: search.get_initial_for_field(field, name) for name, field in search.fields.items()}
    return network.Asked(**{name: value for name, value in said.items() if value not in (None, "")})


def as_they_need(referral: Any, *, today: date) -> dict[str, Any]:
    """The filters as the client's record and the referral say."""
    client = referral.client
    return {
        "type": referral.service_type,
        "near": client.postal_code,
        "within": 48 if client.postal_code else None,  # km (30 miles)
        "language": client.language,
        "payer": client.payer,
        "age": age(client.born_on, on=today),
    }


def title_of_services(found: Any) -> str:
    if not found.count:
        return "Nothing fits all of this. Leave something open."
    if found.count == 1:
        return "One place may fit."
    more = "More than " if found.is_more_than_count else ""
    return f"{more}{found.count} places may fit."


def offer(service: Any, asked: Any, *, chosen: str, cooling: Mapping[UUID, date]) -> Offer:
    places = [row.location for row in service.at_locations.all() if row.gone_at is None]
    where = ", ".join(filter(None, [places[0].street, places[0].city])) if places else ""
    provider = service.provider.name if service.provider else ""
    return Offer(
        pk=service.pk,
        name=service.name,
        about=" · ".join(filter(None, [provider, where])),
        away=distance(service.km, is_rough=False),
        is_member=service.run_by_id is not None,
        reasons=reasons(service, asked),
        wait=service.wait,
        room=network.room_in_words(service, on=timezone.localdate()),
        room_fit=network.fits_room(service, on=timezone.localdate()),
        room_said_at=service.room_said_at,
        is_chosen=str(service.pk) == chosen,
        cools_off=cooling.get(service.pk),
    )


def reasons(service: Any, asked: Any) -> list[Reason]:
    """What was asked for, and what is known of it. Not known is said, never guessed."""
    found = []
    if asked.type:
        found.append(Reason("yes", codes.label_of("types", asked.type)))
    for name, list_name, code, known in (
        ("Language", "languages", asked.language, service.languages),
        ("Who pays", "payers", asked.payer, service.payers),
    ):
        if code:
            fit = network.fits_one_of(known, code)
            words = codes.label_of(list_name, code)
            found.append(Reason(fit, f"{name}: {words}" if fit != network.UNKNOWN else f"{name}: not known"))
    if asked.age is not None:
        fit = network.fits_age(service, asked.age)
        found.append(Reason(fit, network.ages_in_words(service) or "Ages: not known"))
    return found


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
    no_room: str  # what the service itself said, where it is full or away


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
        no_room=no_room(handoff.service, on=timezone.localdate(at)),
    )


def seen(*shown: Any) -> str:
    """A short name for what a page shows. What was changed since then has another."""
    return sha256(json.dumps(shown, default=str, sort_keys=True).encode()).hexdigest()


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


def about(referral: Any) -> list[tuple[str, str]]:
    """What goes with every package: who it is, what is asked, and the safe ways to reach them."""
    person = queries.about_the_person(referral)
    born = date.fromisoformat(person["born_on"]) if person["born_on"] else None
    ways = "; ".join(f"{way['kind']} {way['value']}" for way in person["routes"])
    rows = [
        ("Name", " ".join(filter(None, [referral.client.name, f"({person['goes_by']})" if person["goes_by"] else ""]))),
        ("Pronouns", person["pronouns"]),
        ("Born", f"{born.day} {born:%B %Y}" if born else ""),
        ("Speaks", codes.label_of("languages", person["language"])),
        ("Needs", person["access_needs"]),
        ("Who pays", codes.label_of("payers", person["payer"])),
        ("What they need", person["need"]),
        ("Reason", person["reason"]),
        ("Question", person["question"]),
        ("Safe ways to reach them", ways or "none known"),
    ]
    return [(label, words) for label, words in rows if words]


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
