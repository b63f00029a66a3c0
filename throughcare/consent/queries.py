"""What may be told, and what was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor

from . import rules
from .models import Basis, BasisKind, Disclosure, Feedback

__all__ = ["BasisKind", "Feedback"]


@dataclass(frozen=True)
class Cleared:
    """The one privacy decision over a package: what may go, and how many sections stay."""

    sections: list[dict[str, Any]]
    withheld: int
    notice: str


@dataclass(frozen=True)
class KindOfBasis:
    """One lawful basis in words: what it can carry, and what has to be said with it."""

    code: str
    label: str
    carries: list[str]
    needs_reason: bool
    needs_giver: bool


def kinds() -> list[KindOfBasis]:
    words, known = rules.law()["label_words"], rules.law()["bases"]
    return [
        KindOfBasis(
            code=kind.value,
            label=str(kind.label),
            carries=[words[label] for label in known[kind]["carries"]],
            needs_reason=known[kind].get("needs_reason", False),
            needs_giver=kind in {BasisKind.WRITTEN, BasisKind.VERBAL},
        )
        for kind in BasisKind
    ]


@dataclass(frozen=True)
class Proposed:
    """A basis that nobody recorded yet, to show beforehand what would go on it."""

    kind: str
    sections: list[str]


def why_held(basis: Any, section: Mapping[str, Any], *, legal_kind: str) -> str:
    """Why a section stays on this basis, in words; "" where it goes."""
    if basis.sections and section["key"] not in basis.sections:
        return "Not ticked."
    labels = rules.labels_of(section, legal_kind)
    if rules.may_carry(basis, section["key"], labels):
        return ""
    words, carried = rules.law()["label_words"], rules.law()["bases"][basis.kind]["carries"]
    too_much = [words[label] for label in labels if label not in carried]
    return f"This basis cannot carry {' and '.join(too_much)}."


def needs_written_consent(sections: Iterable[Mapping[str, Any]], *, legal_kind: str) -> list[str]:
    """Titles of the sections that a verbal agreement and a treatment basis cannot carry (Part 2, victim services)."""
    wide = set(rules.law()["bases"][BasisKind.TREATMENT]["carries"])
    return [section["title"] for section in sections if not set(rules.labels_of(section, legal_kind)) <= wide]


def labels_of(section: Mapping[str, Any], *, legal_kind: str) -> list[str]:
    return rules.labels_of(section, legal_kind)


def words_of(labels: Iterable[str]) -> list[str]:
    """Sensitivity labels as people say them."""
    known = rules.law()["label_words"]
    return [known.get(label, label) for label in labels]


def bases(actor: Actor, client_id: UUID) -> QuerySet[Basis]:
    return Basis.objects.filter(org_id=actor.org_id, client_id__in=clients.same_person(client_id)).order_by("-given_at")


def basis(actor: Actor, basis_id: UUID) -> Basis | None:
    return Basis.objects.filter(org_id=actor.org_id, pk=basis_id).first()


def ends_on_birthday(actor: Actor, basis_id: UUID) -> date | None:
    """Of one that counts still: the birthday on which it ends, where it was given for a minor. One query."""
    rows = Basis.objects.filter(org_id=actor.org_id, pk=basis_id, revoked_at=None)
    found = rows.annotate(born_on=Subquery(clients.birth_date_of(OuterRef("client_id")))).first()
    return rules.outgrown_on(found, found.born_on) if found else None


def outgrown_on(basis: Basis, born_on: date | None) -> date | None:
    """The birthday on which it ends by itself, where it was given for a minor."""
    return rules.outgrown_on(basis, born_on)


def disclosures(actor: Actor, client_id: UUID) -> QuerySet[Disclosure]:
    rows = Disclosure.objects.filter(org_id=actor.org_id, client_id__in=clients.same_person(client_id))
    return rows.select_related("basis").order_by("-at")[:50]


def clear(basis: Basis, sections: Iterable[Mapping[str, Any]], *, legal_kind: str) -> Cleared:
    """`sections`: [{key, title, words, labels}] with words; answers those that this basis may carry, labelled."""
    labelled = [{**section, "labels": rules.labels_of(section, legal_kind)} for section in sections]
    cleared = [s for s in labelled if rules.may_carry(basis, s["key"], s["labels"])]
    labels = [label for section in cleared for label in section["labels"]]
    labels.append(rules.label_of_the_program(legal_kind))  # its notice goes whatever sections go
    return Cleared(cleared, len(labelled) - len(cleared), rules.notices_for(labels))


SEALED = (
    *("client_id", "org_id", "to_org_id", "to_service_id", "basis_id", "handoff_id"),
    *("sections", "digest", "notice", "by_id", "at"),
)


def facts(disclosure: Disclosure) -> dict[str, Any]:
    """The columns whose fingerprint is sealed with the audit. A column added later stays out: old rows have none."""
    return {name: getattr(disclosure, name) for name in SEALED}


def facts_of(ids: Iterable[UUID], *, using: str) -> dict[UUID, dict[str, Any]]:
    return {row.pk: facts(row) for row in Disclosure.objects.using(using).filter(pk__in=list(ids))}
