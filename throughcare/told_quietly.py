"""What follows for quiet messages: what is to be said because of a step, and what nobody needs to be told any more.

Called from the one page of wiring (throughcare/reactions.py), in the transaction of the step.
"""

from datetime import datetime, timedelta
from uuid import UUID

from throughcare.clients import queries as people
from throughcare.clients.events import SituationChanged
from throughcare.consent.events import ConsentChanged
from throughcare.documents import actions as documents
from throughcare.doors import actions as links
from throughcare.doors import queries as doors
from throughcare.doors.events import LinkChanged
from throughcare.foundation.actor import current, on_behalf_of
from throughcare.messaging import actions as messaging
from throughcare.messaging import queries as templates
from throughcare.messaging.events import LetterCameBack, NotReached, WroteBack
from throughcare.referrals import queries as loops
from throughcare.referrals.events import HandoffMoved, ReferralMoved
from throughcare.scheduling import queries as scheduling
from throughcare.scheduling.events import VisitMoved
from throughcare.voices import actions as voices

BEFORE_IT = timedelta(hours=2)  # a reminder later than this helps nobody to come
STILL_TRUE = timedelta(days=2)


def remind(event: VisitMoved) -> None:
    """The side that knows how to reach them reminds them, where it may know of the visit at all."""
    forget_visit(event)
    visit = scheduling.visit(event.visit_id)
    if visit is None:
        return
    with on_behalf_of(visit.sender_org_id):
        if scheduling.visit(visit.pk) is None:
            return
        for days in templates.days_before():
            not_before = visit.starts_at - timedelta(days=days)
            if not_before > event.at:
                messaging.write_to_client(
                    visit.client_id, "reminder", subject_id=visit.pk, cause=f"{event.step} {event.at:%Y-%m-%dT%H:%M:%S.%f} {days}",
                    not_before=not_before, not_after=min(not_before + timedelta(days=1), visit.starts_at - BEFORE_IT),
                    day=visit.starts_at, actor=current(), at=event.at,
                )  # fmt: skip


def forget_visit(event: VisitMoved) -> None:
    if visit := scheduling.visit(event.visit_id):
        with on_behalf_of(visit.sender_org_id):
            messaging.end_about(visit.pk, org_id=visit.sender_org_id, why="What it is about was moved or is over.")


def forget_ask(event: HandoffMoved) -> None:
    for visit in scheduling.visits_of(event.handoff_id):
        with on_behalf_of(visit.sender_org_id):
            messaging.end_about(visit.pk, org_id=visit.sender_org_id, why="What it is about is over.")
    look_no_more(event)


def say_we_still_look(event: HandoffMoved) -> None:
    """While they wait: by whoever holds them, where they want messages from there; else by the side that sent them, if it
    may know that they wait."""
    look_no_more(event)
    for org_id in sides_of(event):
        with on_behalf_of(org_id):
            if write_that_we_look(event):
                return


def write_that_we_look(event: HandoffMoved) -> bool:
    ask = loops.handoff(current(), event.handoff_id)
    times = templates.while_waiting(since=event.at, until=ask.due_at) if ask and ask.due_at else []
    written = [
        messaging.write_to_client(
            event.client_id, "still_looking", subject_id=event.handoff_id, cause=f"{event.step} until {time.isoformat()}",
            not_before=time, not_after=time + STILL_TRUE, actor=current(), at=event.at,
        )
        for time in times
    ]  # fmt: skip
    return any(written)


def look_no_more(event: HandoffMoved) -> None:
    for org_id in {event.org_id, event.to_org_id or event.org_id}:
        with on_behalf_of(org_id):
            messaging.end_about(event.handoff_id, org_id=org_id, why="What it is about is over.")


def sides_of(event: HandoffMoved) -> list[UUID]:
    return [org_id for org_id in (event.to_org_id, event.org_id if event.is_told else None) if org_id]


def forget_promise(event: ReferralMoved) -> None:
    messaging.end_about(event.referral_id, org_id=event.org_id, why="What it is about is over.")


def say_no_more(event: SituationChanged) -> None:
    messaging.end_for_client(event.client_id, org_id=event.org_id, why="All contact has ended.")


def they_took_it_back(event: ConsentChanged) -> None:
    """Whatever waits was written while something was agreed that is not agreed any more; staff may write anew."""
    messaging.end_for_client(event.client_id, org_id=event.org_id, why="They took back what they had agreed to.")


def fax_no_more(event: ConsentChanged | SituationChanged) -> None:
    """What waits for the gateway was set while it might be told."""
    documents.stop_faxes(
        org_id=event.org_id, why="It may not be told any more.", at=event.at, copy__client_id=event.client_id
    )


def mail_link(event: LinkChanged) -> None:
    """A link for a partner goes to the address that we have for them."""
    link = doors.link(current(), event.link_id)
    if link and link.went_to and link.purpose != doors.Purpose.CLIENT:
        messaging.mail_link(
            link.pk, link.went_to, cause="issued", not_after=link.expires_at, actor=current(), at=event.at
        )


def call_link_back(event: LinkChanged) -> None:
    messaging.end_about(event.link_id, org_id=event.org_id, why="The link opens nothing any more.")


def letter_came_back(event: LetterCameBack) -> None:
    links.come_back(event.link_id, actor=current(), at=event.at)


def bring_to_holder(event: WroteBack) -> None:
    """Somebody answers for it from now on, with a due time. Whoever holds the phone wrote it, and that may be another."""
    keep_word("wrote_back", event, key=event.key, words=event.words)


def find_another_way(event: NotReached) -> None:
    keep_word("not_reached", event, key=event.message_id)


def keep_word(kind: str, event: WroteBack | NotReached, *, key: UUID, words: str = "") -> None:
    client = people.kept(current(), event.client_id)
    if client is None:
        return
    promise = next(iter(loops.open_referrals_of(client.pk)), None)
    whose = voices.Whose(
        client_id=client.pk, name="", link_id=key, is_flagged=False, urgency="soon", **loops.who_answers_for(client, promise)
    )  # fmt: skip
    voices.say(
        kind, whose=whose, subject_kind="message", subject_id=client.pk, key=key, words=words, actor=current(), at=event.at
    )  # fmt: skip


def came_back(raw: bytes, *, at: datetime) -> bool:
    """A mail to our mailbox. True where it only says what became of a letter or a fax of ours."""
    return messaging.take_bounce(raw, at=at) or documents.take_fax_bounce(raw, at=at)
