"""What others may ask about papers, always for an actor. Which there are is decided by row-level security."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor

from . import rules
from .models import Paper, PaperSent

SECTION = "documents"  # as a basis lists them
not_accepted = rules.not_accepted


def kinds() -> list[tuple[str, str]]:
    """Every kind that is asked for, those that are never taken too: who has one learns what may be sent instead."""
    known = [*rules.policy()["kinds"], *rules.policy()["not_accepted"]]
    return [(kind["key"], kind["words"]) for kind in known]


def kind_in_words(key: str) -> str:
    return dict(kinds()).get(key, key)


def types() -> list[str]:
    return list(rules.policy()["types"])


def most_bytes() -> int:
    return rules.policy()["most_bytes"]


def papers_of(actor: Actor, referral_id: UUID) -> list[Paper]:
    """What would go, in the order in which it came; without the content."""
    rows = Paper.objects.filter(org_id=actor.org_id, referral_id=referral_id, removed_at=None, back_on=None)
    return list(rows.defer("content").order_by("at", "id"))


def came_back(handoff_ids: Collection[UUID]) -> list[Paper]:
    """What whoever received these asks sent back on them, as far as one may see it; without the content. One query."""
    return list(Paper.objects.filter(back_on__in=handoff_ids).defer("content").order_by("at", "id"))


def section_of(kind: str) -> dict[str, Any]:
    """A document of this kind as the one privacy decision reads it, before it is there."""
    known = rules.kind_of(kind)
    return {"key": SECTION, "labels": known["labels"] if known else []}


def paper(actor: Actor, paper_id: UUID) -> Paper | None:
    """One of ours, or one that was sent to us."""
    return Paper.objects.filter(pk=paper_id).first()


def as_sections(papers: Collection[Paper]) -> list[dict[str, Any]]:
    """As the one privacy decision reads them: each document is judged like a section."""
    return [
        {
            "key": SECTION, "id": str(paper.pk), "title": paper.title, "kind": paper.kind, "media_type": paper.media_type,
            "size": paper.size, "sha256": paper.sha256, "labels": paper.labels, "words": kind_in_words(paper.kind),
        }
        for paper in papers
    ]  # fmt: skip


def sent_with(handoff_id: UUID) -> set[UUID]:
    return set(PaperSent.objects.filter(handoff_id=handoff_id).values_list("paper_id", flat=True))
