"""Which places this organization does not chase, and why."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from throughcare.network.models import ExternallyManaged


def externally_managed(org_id: UUID) -> QuerySet[ExternallyManaged]:
    rows = ExternallyManaged.objects.filter(org_id=org_id, until=None)
    return rows.select_related("service").order_by("service__name_key", "id")


def managed_externally(org_id: UUID, service_ids: Collection[UUID]) -> dict[UUID, ExternallyManaged]:
    """Those of these that are. One query."""
    return {one.service_id: one for one in externally_managed(org_id).filter(service_id__in=service_ids)}
