"""One complete package: what the sender wrote, cleared by the one privacy decision, frozen at sending."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.clients import queries as clients
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.papers import actions as paper_actions
from throughcare.papers import queries as papers

from . import rules
from .models import Handoff, Package, Referral


def written_sections(referral: Referral) -> list[dict[str, Any]]:
    """The sections with words in them, in the order of the form."""
    sections = rules.package_form()["sections"]
    filled = [(section, referral.package.get(section["key"], "").strip()) for section in sections]
    return [
        {"key": s["key"], "title": s["title"], "labels": s["labels"], "words": words} for s, words in filled if words
    ]


def documents(referral: Referral, *, actor: Actor) -> list[dict[str, Any]]:
    """The files that would go along. Nothing is asked for where there are none."""
    return papers.as_sections(papers.papers_of(actor, referral.pk)) if referral.has_papers else []


def clear(referral: Referral, basis: Any, *, legal_kind: str, actor: Actor) -> consent.Cleared:
    """Words and files before the one privacy decision, at sending: what it reads stays until it has left."""
    if referral.has_papers:
        paper_actions.hold_still(referral.pk, actor=actor)
    return preview(referral, basis, legal_kind=legal_kind, actor=actor)


def about_the_person(referral: Referral) -> dict[str, Any]:
    """Who it is and how to reach them safely. Unsafe routes stay with us."""
    client = referral.client
    safe = [route for route in clients.routes(client.pk) if route.is_safe]
    return {
        "goes_by": client.goes_by,
        "pronouns": client.pronouns,
        "born_on": client.born_on.isoformat() if client.born_on else None,
        "language": client.language,
        "needs_interpreter": client.needs_interpreter,
        "access_needs": client.access_needs,
        "payer": client.payer,
        "reason": referral.reason,
        "question": referral.question,
        "need": referral.need,
        "routes": [
            {
                "kind": route.get_kind_display(),
                "value": route.value,
                "from": route.safe_from.isoformat("minutes") if route.safe_from else None,
                "until": route.safe_until.isoformat("minutes") if route.safe_until else None,
                "may_leave_message": route.may_leave_message,
                "may_say_who_calls": route.may_say_who_calls,
                "note": route.note,
            }
            for route in safe
        ],
    }


def freeze(handoff: Handoff, referral: Referral, cleared: consent.Cleared, *, at: datetime) -> Package:
    """The row that the receiver will see, with the digest that the disclosure records."""
    person = about_the_person(referral)
    words = [section for section in cleared.sections if section["key"] != papers.SECTION]
    files = [section for section in cleared.sections if section["key"] == papers.SECTION]
    content = {"client": referral.client.name, "person": person, "sections": words, "documents": files}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return Package(
        handoff=handoff, client_name=referral.client.name, person=person, sections=words, documents=files,
        withheld=cleared.withheld, notice=cleared.notice, digest=digest, frozen_at=at,
    )  # fmt: skip


def note_documents(package: Package, handoff: Handoff, *, actor: Actor, at: datetime) -> None:
    """The receiving side sees these files from now on, and no others."""
    if package.documents:
        ids = [UUID(document["id"]) for document in package.documents]
        paper_actions.note_sent(ids, handoff_id=handoff.pk, referral_id=handoff.referral_id, actor=actor, at=at)


def preview(referral: Referral, basis: Any, *, legal_kind: str, actor: Actor) -> consent.Cleared:
    """What would go on this basis, for the page before sending."""
    written = [*written_sections(referral), *documents(referral, actor=actor)]
    return consent.clear(basis, written, legal_kind=legal_kind)
