"""What goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import Actor
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import PREPARED
from throughcare.screening import queries as screening
from throughcare.web.clients import codes
from throughcare.web.clients.pages import called
from throughcare.web.referrals import beside
from throughcare.web.referrals.draft_forms import PackageForm
from throughcare.web.referrals.papers import PaperForm

from .stages import journey

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
    beside_form: beside.BesideForm
    beside_rows: list[beside.Row]
    papers: list[Any]
    parts: list[Part]
    have: int
    screens: list[TakenOver]
    is_emergent: bool
    goes_on: str  # words of the button that leads on
    service_type: str


def draft_page(
    actor: Actor,
    referral: Any,
    form: PackageForm,
    paper_form: PaperForm,
    beside_form: beside.BesideForm,
    *,
    at: datetime,
) -> Draft:
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
        beside_form=beside_form,
        beside_rows=beside.rows(actor, referral, beside_form, at=at) if queries.may_have_beside(referral) else [],
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
