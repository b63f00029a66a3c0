"""What may be told, and what was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from throughcare.foundation.actor import Actor

from . import rules
from .models import Basis, Disclosure


@dataclass(frozen=True)
class Cleared:
    """The one privacy decision over a package: what may go, and how many sections stay."""

    sections: list[dict[str, Any]]
    withheld: int
    notice: str


def bases(actor: Actor, client_id: UUID) -> QuerySet[Basis]:
    return Basis.objects.filter(org_id=actor.org_id, client_id=client_id).order_by("-given_at")


def basis(actor: Actor, basis_id: UUID) -> Basis | None:
    return Basis.objects.filter(org_id=actor.org_id, pk=basis_id).first()


def disclosures(actor: Actor, client_id: UUID) -> QuerySet[Disclosure]:
    rows = Disclosure.objects.filter(org_id=actor.org_id, client_id=client_id)
    return rows.select_related("basis").order_by("-at")[:50]


def clear(basis: Basis, sections: Iterable[Mapping[str, Any]], *, legal_kind: str) -> Cleared:
    """`sections`: [{key, title, words, labels}] with words; answers those that this basis may carry, labelled."""
    labelled = [{**section, "labels": rules.labels_of(section, legal_kind)} for section in sections]
    cleared = [s for s in labelled if rules.may_carry(basis, s["key"], s["labels"])]
    labels = [label for section in cleared for label in section["labels"]]
    return Cleared(cleared, len(labelled) - len(cleared), rules.notices_for(labels))
