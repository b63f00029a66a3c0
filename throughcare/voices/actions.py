"""A client says something on their own page, and a person answers for it from that moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import Route, taken
from throughcare.foundation.transactions import action
from throughcare.foundation.turns import one_at_a_time
from throughcare.foundation.work import actions as work

from . import queries, rules
from .events import VoiceMoved
from .lifecycle import SAID, VOICE, parts_in_voice
from .models import Voice, VoiceStep


class Enough(NotAllowed):
    """More words than one person says in a day."""


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose word it is, by which link, and who answers for it: exactly one of the two holders."""

    client_id: UUID
    name: str
    link_id: UUID
    is_flagged: bool
    urgency: str
    holder_id: UUID | None = None
    holder_desk_id: UUID | None = None


@action
def say(
    kind: str, *, whose: Whose, subject_kind: str, subject_id: UUID, key: UUID, actor: Actor, at: datetime, words: str = ""
) -> Voice:  # fmt: skip
    """`key`: the id that the form was given: the same form sent twice is one word. Some kinds are carried out at once.

    Many words of theirs never keep back what is not theirs: that a stranger tries their link, or a number is not theirs.
    """
    one_at_a_time(f"voice about {subject_id}")
    if known := queries.said_already(actor, kind, subject_id, key):
        return known
    if kind not in queries.NOT_THEIRS and queries.are_enough(actor, whose.client_id, at=at):
        raise Enough("That is much for one day.")
    voice = Voice(
        id=key, client_id=whose.client_id, org_id=actor.org_id, link_id=whose.link_id, kind=kind, subject_kind=subject_kind,
        subject_id=subject_id, words=words.strip(), is_flagged=whose.is_flagged, urgency=whose.urgency, status="",
        holder_id=whose.holder_id, holder_desk_id=whose.holder_desk_id, said_at=at,
    )  # fmt: skip
    step = VOICE.check("say", voice, parts_in_voice(voice, actor))
    voice.status = step.target
    voice.due_at = start_clock(voice, at=at)
    voice.save(force_insert=True)
    said = {"said_by": whose.name, "route": Route.LINK, "reason": voice.words}
    record(voice, taken(step, source="", actor=actor, at=at, **said), said_by=whose.name)
    if rules.happens_at_once(kind, is_flagged=whose.is_flagged):
        return take_voice_step(
            voice.pk, "carry_out", actor=actor, at=at, said={"said_by": whose.name, "route": Route.LINK}
        )
    return voice


@action
def take_voice_step(
    voice_id: UUID, name: str, *, actor: Actor, at: datetime, said: dict[str, Any] | None = None, seen: str = ""
) -> Voice:
    """`carry_out` is announced, and the wiring does what the word asks for in this transaction."""
    voice = Voice.objects.select_for_update(of=("self",)).select_related("client").get(pk=voice_id)
    if seen and seen != voice.status:
        raise Overtaken("Someone was faster. Here is how it stands now.")
    step = VOICE.check(name, voice, parts_in_voice(voice, actor))
    words = dict(said or {})
    if "reason" in step.needs and not words.get("reason", "").strip():
        raise NotAllowed("Say in a few words how you know, or what you agreed.")
    source = voice.status
    changes: dict[str, Any] = {"confirmed_at": at} if name == "confirm" else {}
    if step.target != "=":
        changes |= {"ended_at": at, "due_at": None}
    VOICE.move(voice, step, **changes)
    if not VOICE.is_open(voice.status):
        clocks.end(org_id=voice.org_id, subject_id=voice.pk, at=at)
    record(
        voice,
        taken(step, source=source, actor=actor, at=at, **words),
        said_by=voice.client.goes_by or voice.client.name,
    )
    return voice


@action
def pass_on(event: Any) -> None:
    """React to an AccessEnding, in its transaction: what the leaver holds passes to their desk's lead or the desk."""
    theirs = Voice.objects.select_for_update(of=("self",)).filter(status=SAID, org_id=event.org_id)
    for voice in theirs.filter(holder_id=event.membership_id).order_by("id"):
        VOICE.move(voice, VOICE["inherit"], holder_id=event.to_membership_id, holder_desk_id=event.to_desk_id)
        step = taken(VOICE["inherit"], source=voice.status, actor=system(event.org_id), at=event.at)
        record(voice, step, said_by="")


def start_clock(voice: Voice, *, at: datetime) -> datetime:
    org = accounts.organization(voice.org_id)
    clock = clocks.start(
        org_id=org.pk, network_id=org.network_id, subject_kind=queries.KIND, subject_id=voice.pk,
        step=VOICE.standings[SAID].clock, urgency=voice.urgency, calendar=accounts.calendar_of(org),
        policy=org.response_policy, at=at,
    )  # fmt: skip
    return clock.due_at


def record(voice: Voice, step: dict[str, Any], *, said_by: str) -> None:
    """History, work list, audit and announcement of one step, all in its transaction."""
    VoiceStep.objects.create(record=voice, **step)
    place_on_work_list(voice, step["name"], at=step["at"])
    audit.wrote("voice", voice.pk, client_id=voice.client_id, at=step["at"], step=step["name"])
    announce(
        VoiceMoved(
            voice_id=voice.pk, org_id=voice.org_id, client_id=voice.client_id, kind=voice.kind,
            subject_id=voice.subject_id, said_by=said_by, step=step["name"], at=step["at"],
        )
    )  # fmt: skip


def place_on_work_list(voice: Voice, name: str, *, at: datetime) -> None:
    said = VOICE[name].label
    if not VOICE.is_open(voice.status):
        work.finish(voice.pk, org_id=voice.org_id, at=at, status=voice.status, last_event=said)
        return
    standing = VOICE.standings[str(voice.status)]
    row = work.item(
        org_id=voice.org_id, subject_kind=queries.KIND, subject_id=voice.pk, client_id=voice.client_id, number=None,
        who=voice.client.name, what=rules.in_words(voice.kind), holder_id=voice.holder_id,
        holder_desk_id=voice.holder_desk_id, is_ours=True, turn=standing.turn, waiting_on=standing.waiting_on,
        status=str(voice.status), urgency=voice.urgency, started_at=voice.said_at, due_at=voice.due_at, last_event=said,
        at=at,
    )  # fmt: skip
    work.place([row])
