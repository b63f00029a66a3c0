"""What a privacy officer may ask: who of the own organization saw or changed what. The policy shows no other's rows."""

from uuid import UUID

from django.db.models import QuerySet

from throughcare.foundation.actor import Actor

from .models import AuditEntry

MAY_ASK = "privacy"


def entries(actor: Actor, *, client_id: UUID | None = None, person_id: UUID | None = None) -> QuerySet[AuditEntry]:
    """The newest first. Nothing for somebody who is no privacy officer."""
    if not actor.has(MAY_ASK):
        return AuditEntry.objects.none()
    found = AuditEntry.objects.filter(org_id=actor.org_id).order_by("-id")
    if client_id:
        found = found.filter(client_id=client_id)
    if person_id:
        found = found.filter(person_id=person_id)
    return found
