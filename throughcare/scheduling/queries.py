"""What others may ask about visits."""

from collections.abc import Collection, Mapping
from pathlib import Path
from uuid import UUID

from throughcare.foundation.scripts import Script, scripts_in

from .models import Visit, VisitKind

__all__ = ["VisitKind"]

SCRIPTS = Path(__file__).parent / "data" / "call_scripts.json"


def visits_of(handoff_id: UUID) -> list[Visit]:
    return list(Visit.objects.filter(handoff_id=handoff_id).order_by("starts_at", "id"))


def visit(visit_id: UUID) -> Visit | None:
    return Visit.objects.filter(pk=visit_id).first()


def ahead_of(handoff_ids: Collection[UUID]) -> dict[UUID, Visit]:
    """The visit that lies ahead for each of these asks. One query."""
    return {visit.handoff_id: visit for visit in Visit.objects.filter(handoff_id__in=handoff_ids, status="booked")}


def call_scripts() -> Mapping[str, Mapping[str, Script]]:
    """What is asked on the phone about one visit, of whoever expects the person (service) or of themselves (client)."""
    return scripts_in(SCRIPTS)
