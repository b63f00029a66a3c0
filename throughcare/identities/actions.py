"""The verbs of a match. The program proposes, a steward answers; nobody else learns that there was a question."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action

from . import queries, rules
from .lifecycle import MATCH, parts_in_match
from .models import Match, MatchStep


@action
def propose(*, actor: Actor, at: datetime) -> None:
    """Look for records elsewhere in the network that agree with those of this organization. Says nothing of what it found."""
    with connection.cursor() as cursor:
        for rule in rules.matching():
            cursor.execute("select law.propose_matches(%s, %s, %s)", [rule["code"], rule["further"], at])


@action
def look(match: Match, *, actor: Actor, at: datetime) -> list[queries.Side]:
    """Both sides, and that somebody looked."""
    audit.read("match", match.pk, at=at)
    return queries.sides(match)


@action
def take_match_step(
    match_id: UUID, name: str, *, actor: Actor, at: datetime, seen: str = "", reason: str = ""
) -> Match:
    """Ask, answer, or take an answer back. Raises NotAllowed, Overtaken."""
    match = Match.objects.select_for_update().get(pk=match_id)
    if seen and seen != match.status:
        raise Overtaken("Somebody answered meanwhile. Here is how it stands now.")
    step = MATCH.check(name, match, parts_in_match(match, actor))
    if "reason" in step.needs and not reason.strip():
        raise NotAllowed("Say how you know.")
    source = match.status
    MATCH.move(match, step, **({"asked_at": at} if name == "ask_sides" else {}))
    said = {"reason": reason.strip()}
    MatchStep.objects.create(record=match, **taken(step, source=source, actor=actor, at=at, **said))
    audit.wrote("match", match.pk, at=at, step=name)
    return match
