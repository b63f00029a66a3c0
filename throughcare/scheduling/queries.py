"""What others may ask about visits."""

from collections.abc import Collection
from uuid import UUID

from .models import Visit, VisitKind

__all__ = ["VisitKind"]


def visits_of(handoff_id: UUID) -> list[Visit]:
    return list(Visit.objects.filter(handoff_id=handoff_id).order_by("starts_at", "id"))


def visit(visit_id: UUID) -> Visit | None:
    return Visit.objects.filter(pk=visit_id).first()


def ahead_of(handoff_ids: Collection[UUID]) -> dict[UUID, Visit]:
    """The visit that lies ahead for each of these asks. One query."""
    return {visit.handoff_id: visit for visit in Visit.objects.filter(handoff_id__in=handoff_ids, status="booked")}
