"""What others may ask about inquiries, always for an actor: of the side that asks, and of the side that is asked."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from throughcare.foundation.actor import Actor
from throughcare.foundation.scripts import Script, scripts_in

from . import rules
from .lifecycle import CALL_WANTED, INQUIRED, OFFERED
from .models import Inquiry, InquiryStep

__all__ = ["CALL_WANTED", "INQUIRED", "OFFERED", "area_of", "band_of", "in_words"]

area_of = rules.area_of
band_of = rules.band_of
in_words = rules.in_words


def inquiry(actor: Actor, inquiry_id: UUID) -> Inquiry | None:
    """One that we asked, or that was asked of us."""
    rows = Inquiry.objects.select_related("org", "to_org", "service").filter(pk=inquiry_id)
    return next((row for row in rows if actor.org_id in {row.org_id, row.to_org_id}), None)


def open_inquiry(inquiry_id: UUID) -> Inquiry | None:
    return Inquiry.objects.exclude(status="over").filter(pk=inquiry_id).first()


def inquiries_of(actor: Actor, referral_id: UUID) -> list[Inquiry]:
    """The services asked for one promise, those who said yes first, the earliest room first."""
    rows = Inquiry.objects.filter(org_id=actor.org_id, referral_id=referral_id).select_related("service", "to_org")
    return sorted(rows, key=lambda row: (row.status != OFFERED, row.room_from is None, row.room_from, row.asked_at))


def timeline_of(inquiry: Inquiry) -> QuerySet[InquiryStep]:
    return InquiryStep.objects.filter(record=inquiry).order_by("at", "id")


def call_scripts() -> Mapping[str, Mapping[str, Script]]:
    """What is said on the phone about a question without a name, by how it stands."""
    return scripts_in(rules.DATA / "call_scripts.json")
