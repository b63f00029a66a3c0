"""Every taken step is an immutable row: history, attribution, and the answer to who said so."""

from datetime import datetime
from typing import Any

from django.db import models

from .actor import Actor
from .ids import uuid7
from .lifecycle import Step


class Route(models.TextChoices):
    """How a word reached us. *Told by phone* until the side itself confirms (design §1)."""

    HERE = "here", "in Throughcare"
    PHONE = "phone", "by phone"
    FAX = "fax", "by fax"
    PAPER = "paper", "on paper"
    IN_PERSON = "in_person", "in person"
    LINK = "link", "by link"


CAN_BE_TOLD = [choice for choice in Route.choices if choice[0] != Route.LINK]  # by a person; a link writes itself down


class TakenStep(models.Model):
    """Abstract. A subclass adds `record`, and the constraint that the step is in its lifecycle."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=30)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    org_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)  # membership; null is the program itself
    by_name = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()  # when it was written
    reason = models.TextField(blank=True)
    said_by = models.CharField(max_length=200, blank=True)
    route = models.CharField(max_length=10, choices=Route, default=Route.HERE)
    facts = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering = ["at", "id"]


def taken(step: Step, *, source: str, actor: Actor, at: datetime, **said: Any) -> dict[str, Any]:
    """The fields of a step row. `said`: reason, said_by, route, happened_at, facts."""
    return {
        "name": step.name,
        "from_status": source,
        "to_status": step.leads_to(source),
        "org_id": actor.org_id,
        "by_id": actor.membership_id,
        "by_name": actor.name,
        "at": at,
        "happened_at": said.pop("happened_at", None) or at,
        **said,
    }
