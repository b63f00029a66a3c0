"""What others may ask about visits."""

from uuid import UUID

from .models import Visit, VisitKind

__all__ = ["VisitKind"]


def visits_of(handoff_id: UUID) -> list[Visit]:
    return list(Visit.objects.filter(handoff_id=handoff_id).order_by("starts_at", "id"))


def visit(visit_id: UUID) -> Visit | None:
    return Visit.objects.filter(pk=visit_id).first()
