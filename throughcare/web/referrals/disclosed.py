"""What left for those who were asked, and the documents that came back from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.papers import queries as papers
from throughcare.referrals import queries


@dataclass(frozen=True)
class Shared:
    to: str
    what: str
    basis: str
    at: datetime
    until: Any
    is_stopped: bool


@dataclass(frozen=True)
class Back:
    """A document that a service sent back."""

    url: str
    title: str
    what: str
    at: datetime


def shared(actor: Actor, referral: Any, asks: list[Any]) -> list[Shared]:
    names = {ask.pk: ask.service_name for ask in asks}
    titles = {section["key"]: section["title"] for section in queries.package_form()["sections"]}
    return [
        Shared(
            to=names[row.handoff_id],
            what=", ".join([*(titles.get(key, key) for key in row.sections), *row.documents]) or "No section",
            basis=row.basis.get_kind_display(),
            at=row.at,
            until=row.basis.until_on,
            is_stopped=bool(row.basis.revoked_at),
        )
        for row in consent.disclosures(actor, referral.client_id)
        if row.handoff_id in names
    ]


def came_back(asks: list[Any]) -> list[Back]:
    """From those who said yes; what came before stands with its message on the page of the ask."""
    names = {ask.pk: ask.service_name for ask in asks if ask.accepted_at and ask.feedback == "progress"}
    return [
        Back(
            reverse("paper", args=[paper.pk]), paper.title,
            f"{papers.kind_in_words(paper.kind)}, from {names[paper.back_on]}", paper.at,
        )
        for paper in (papers.came_back(list(names)) if names else [])
    ]  # fmt: skip
