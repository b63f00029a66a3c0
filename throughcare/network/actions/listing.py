"""Lists a service that one of our own organizations runs: it receives referrals here, without paper."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from throughcare.foundation.names import name_key
from throughcare.network.models import Service


@transaction.atomic
def list_service(
    *, source: str, source_id: str, name: str, run_by: Any, desk: Any, at: datetime, **facts: Any
) -> Service:
    """The same source id twice is one service, with the facts of the second time."""
    known = {"name": name, "name_key": name_key(name), "run_by": run_by, "desk": desk, "changed_at": at, **facts}
    words = name_key(" ".join([name, run_by.name if run_by else "", *facts.get("types", [])]))
    service, _ = Service.objects.update_or_create(
        source=source, source_id=source_id, defaults=known | {"words": words, "gone_at": None},
        create_defaults=known | {"words": words, "id": uuid5(NAMESPACE_URL, f"{source}/{source_id}")},
    )  # fmt: skip
    return service
