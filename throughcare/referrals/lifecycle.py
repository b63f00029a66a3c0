"""The life of a referral (the promise) and of a handoff (one ask to one service). Read these two tables first."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, Standing, lifecycle, step

from . import closing, errands, kinds, rules


class ReferralStatus(TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    ON_HOLD = "on_hold", "On hold"
    CLOSED = "closed", "Closed"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


class HandoffStatus(TextChoices):
    PREPARED = "prepared", "Prepared"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    WAITLISTED = "waitlisted", "Waitlisted"
    BOOKED = "booked", "Booked"
    ASSESSED = "assessed", "Assessed"
    IN_TREATMENT = "in_treatment", "In treatment"
    ENDED = "ended", "Ended"


class Part(StrEnum):
    """The part that somebody plays in one record. A role in an organization is not enough."""

    SENDER = "sender"
    RECEIVER = "receiver"
    COORDINATOR = "coordinator"
    CLINICIAN = "clinician"
    SYSTEM = "program"


DRAFT, OPEN, ON_HOLD, CLOSED, ENTERED_IN_ERROR = ReferralStatus
PREPARED, SENT, ACCEPTED, WAITLISTED, BOOKED, ASSESSED, IN_TREATMENT, ENDED = HandoffStatus
SENDER, RECEIVER, COORDINATOR, CLINICIAN, SYSTEM = Part
ASKED = "asked"  # sent, and the receiver has asked something: the turn is the sender's
LOOKED_FOR = "looked_for"  # accepted, and a visit was missed: somebody speaks with them the same day
EXTERNAL = "external"  # sent to a place that is not chased: we ask the people themselves, and call it once a month
NOT_COME = "not_come"  # the same, and somebody said that the person did not come: somebody of ours speaks with them
TRIED = "tried"  # the same, tried once or more: the next contact comes later

OUR_SIDE = [SENDER, COORDINATOR]
IN_HAND = [ACCEPTED, WAITLISTED, BOOKED, ASSESSED, IN_TREATMENT]  # the receiver holds

REFERRAL = lifecycle(
    "referral",
    #    step        from                    to                by                 what must be true first
    step("open",     [DRAFT],                OPEN,             by=[*OUR_SIDE, SYSTEM]),
    step("hold",     [OPEN],                 ON_HOLD,          by=OUR_SIDE,       unmet=rules.may_not_pause, label="Put on hold", needs=["wake_on", "waiting_on", "reason"]),
    step("wake",     [ON_HOLD],              OPEN,             by=[*OUR_SIDE, SYSTEM], label="Take up again"),
    step("close",    [OPEN, ON_HOLD],        CLOSED,           by=OUR_SIDE,       unmet=rules.still_with_a_receiver, needs=["closure", "evidence", "reason"]),
    step("convert",  [OPEN],                 CLOSED,           by=OUR_SIDE,       unmet=kinds.may_not_convert, kinds=kinds.CONVERTED, label="Refer them for it"),
    step("take_up",  [OPEN],                 CLOSED,           by=OUR_SIDE,       unmet=kinds.may_not_take_up, kinds=kinds.TAKEN_UP, label="They agree to help", needs=["reason"]),
    step("reopen",   [CLOSED],               OPEN,             by=OUR_SIDE,       needs=["reason"]),
    step("contradict", [CLOSED],             OPEN,             by=[SYSTEM],       label="The client says otherwise"),
    step("sign_off", [OPEN, ON_HOLD],        KEEPS,            by=[CLINICIAN],    unmet=closing.needs_no_sign_off, label="Sign off that it may end", needs=["reason"]),
    step("whoever_is_first", [OPEN],         KEEPS,            by=OUR_SIDE,       unmet=rules.first_wins_already, label="They said: whoever is first", needs=["reason"]),
    step("renegotiate", [OPEN],              KEEPS,            by=OUR_SIDE,       unmet=rules.may_not_renegotiate, label="Agree on a new time", needs=["until", "agreed_with", "reason"]),
    step("go_on",    [OPEN],                 KEEPS,            by=[COORDINATOR],  unmet=rules.nothing_is_stopped, label="Say how it goes on", needs=["reason"]),
    step("check_in", [OPEN, ON_HOLD],        KEEPS,            by=OUR_SIDE,       unmet=errands.nobody_to_ask, label="Write down how they find it there", needs=["finds_it", "reason"]),
    step("talk_over", [OPEN, ON_HOLD],       KEEPS,            by=OUR_SIDE,       unmet=errands.nothing_to_talk_over, label="We talked it over", needs=["reason"]),
    step("no_return", [OPEN, ON_HOLD],       KEEPS,            by=OUR_SIDE,       unmet=errands.nobody_returns, label="They do not go back there", needs=["reason"]),
    step("lose_coverage", [OPEN, ON_HOLD],   KEEPS,            by=[SYSTEM],       label="Their coverage ended"),
    step("cover",    [OPEN, ON_HOLD],        KEEPS,            by=[SYSTEM],       unmet=errands.is_covered, label="It is settled who pays"),
    step("situation", [OPEN, ON_HOLD],       KEEPS,            by=[SYSTEM],       label="The person's situation changed"),
    step("raise_urgency", [OPEN, ON_HOLD],   KEEPS,            by=[SYSTEM],       label="More urgent now"),
    step("void",     [OPEN, ON_HOLD],        ENTERED_IN_ERROR, by=OUR_SIDE,       unmet=rules.still_asked_or_held, label="Entered in error", needs=["reason"]),
    standings={
        #                 who answers for the person   whose move    what it waits on        which clock
        OPEN:    Standing(holder=SENDER,               turn=SENDER,  waiting_on="nobody",    clock="open"),
        ON_HOLD: Standing(holder=SENDER,               turn=SENDER,  waiting_on="client",    clock="on_hold"),
    },
)  # fmt: skip

HANDOFF = lifecycle(
    "handoff",
    #    step                from                            to            by                     what must be true first
    step("prepare",          [""],                           PREPARED,     by=OUR_SIDE),
    step("send",             [PREPARED],                     SENT,         by=OUR_SIDE,           unmet=rules.missing_to_send),
    step("ask",              [SENT],                         KEEPS,        by=[RECEIVER],         unmet=rules.may_not_ask,       label="Ask for information", needs=["reason"]),
    step("answer",           [SENT],                         KEEPS,        by=OUR_SIDE,           unmet=rules.nothing_was_asked, label="Answer the question", needs=["reason"]),
    step("accept",           [SENT],                         ACCEPTED,     by=[RECEIVER],         needs=["conditions"], kinds=kinds.ACCEPTED),
    step("advise",           [SENT],                         ENDED,        by=[RECEIVER],         needs=["reason"], kinds=kinds.ADVISED, label="Answer in words"),
    step("decline",          [SENT],                         ENDED,        by=[RECEIVER],         needs=["decline_reason", "full_until", "reason"]),
    step("suggest",          [SENT],                         ENDED,        by=[RECEIVER],         label="Suggest another service", needs=["suggested", "reason"]),
    step("expire",           [SENT],                         ENDED,        by=[SYSTEM, COORDINATOR]),
    step("recall",           [PREPARED, SENT],               ENDED,        by=OUR_SIDE,           needs=["reason"]),
    step("release",          [PREPARED, SENT],               ENDED,        by=[*OUR_SIDE, SYSTEM]),
    step("return_closed",    [PREPARED, SENT],               ENDED,        by=[SYSTEM],             label="The service closes"),
    step("manage_externally", [SENT],                        KEEPS,        by=[SYSTEM],             label="They are not chased"),
    step("answer_again",     [SENT],                         KEEPS,        by=[SYSTEM],             label="They answer here again"),
    step("hear_came",        [SENT],                         ASSESSED,     by=OUR_SIDE,           unmet=rules.answers_here, kinds=kinds.TREATED, label="They came there", needs=["heard_from", "reason"]),
    step("hear_not_come",    [SENT],                         KEEPS,        by=OUR_SIDE,           unmet=rules.answers_here, label="They did not come there", needs=["heard_from", "reason"]),
    step("hear_nothing",     [SENT],                         KEEPS,        by=OUR_SIDE,           unmet=rules.answers_here, label="Asked, not known yet", needs=["heard_from", "reason"]),
    step("waitlist",         [ACCEPTED, ASSESSED],           WAITLISTED,   by=[RECEIVER],         label="Put on the waiting list", needs=["reason"]),
    step("keep_in_touch",    [WAITLISTED],                   KEEPS,        by=[RECEIVER],         label="Write down a contact", needs=["contact", "reason"]),
    step("weigh_again",      [WAITLISTED],                   KEEPS,        by=[RECEIVER],         label="Weigh the urgency again", needs=["urgency", "reason"]),
    step("book",             [ACCEPTED, WAITLISTED, ASSESSED, BOOKED], BOOKED, by=[RECEIVER, COORDINATOR], label="Book a visit", needs=["visit_at"]),
    step("lose_visit",       [BOOKED],                       ACCEPTED,     by=[RECEIVER, COORDINATOR], label="Visit missed or canceled"),
    step("miss_visit",       [BOOKED],                       ACCEPTED,     by=[RECEIVER, COORDINATOR], label="Visit missed or canceled"),
    step("reach_out",        [ACCEPTED],                     KEEPS,        by=[RECEIVER],         unmet=rules.nobody_is_looked_for, label="Write down an attempt to reach them", needs=["outcome", "reason"]),
    step("assess",           [BOOKED],                       ASSESSED,     by=[RECEIVER],         label="Intake visit kept"),
    step("treat_here",       [ASSESSED],                     KEEPS,        by=[RECEIVER],         unmet=rules.pathway_is_said, kinds=kinds.ASSESSED, label="Treatment here"),
    step("recommend",        [ASSESSED],                     ENDED,        by=[RECEIVER],         unmet=rules.may_not_tell_pathway, kinds=kinds.ASSESSED, label="Recommend another service", needs=["recommends", "suggested", "reason"]),
    step("need_no_treatment", [ASSESSED],                    ENDED,        by=[RECEIVER],         unmet=rules.may_not_tell_pathway, kinds=kinds.ASSESSED, label="No treatment needed", needs=["reason"]),
    step("provide",          [ACCEPTED, WAITLISTED, BOOKED], ENDED,        by=[RECEIVER],         kinds=kinds.PROVIDED, label="They got it"),
    step("begin_treatment",  [BOOKED, ASSESSED],             IN_TREATMENT, by=[RECEIVER],         label="Treatment begins"),
    step("report",           [ASSESSED, IN_TREATMENT],       KEEPS,        by=[RECEIVER],         label="Send a report",  needs=["report"]),
    step("acknowledge",      [ASSESSED, IN_TREATMENT, ENDED], KEEPS,       by=OUR_SIDE,           unmet=rules.nothing_to_acknowledge, label="Acknowledge the report"),
    step("check_in",         [IN_TREATMENT],                 KEEPS,        by=[RECEIVER],         unmet=errands.nobody_to_ask, label="Write down how they find it here", needs=["finds_it", "reason"]),
    step("talk_over",        IN_HAND,                        KEEPS,        by=[RECEIVER],         unmet=errands.nothing_to_talk_over, label="We talked it over", needs=["reason"]),
    step("lose_coverage",    IN_HAND,                        KEEPS,        by=[RECEIVER],         unmet=errands.is_uncovered, label="Their coverage ended", needs=["uncovered_from", "reason"]),
    step("cover",            IN_HAND,                        KEEPS,        by=[RECEIVER],         unmet=errands.is_covered, label="It is settled who pays", needs=["covered", "payer", "reason"]),
    step("situation",        [SENT, *IN_HAND],               KEEPS,        by=[SYSTEM],             label="The person's situation changed"),
    step("withdraw",         [SENT, *IN_HAND],               KEEPS,        by=[SYSTEM],             label="The consent was withdrawn"),
    step("outgrow",          [SENT, *IN_HAND],               KEEPS,        by=[SYSTEM],             label="The consent ended"),
    step("assign",           [SENT, *IN_HAND],               KEEPS,        by=[RECEIVER],         label="Given to a colleague"),
    step("needs_clinician",  IN_HAND,                        KEEPS,        by=[SYSTEM],             label="Their clinician left"),
    step("program_closed",   IN_HAND,                        KEEPS,        by=[SYSTEM],             label="Their program closes"),
    step("hand_back",        IN_HAND,                        ENDED,        by=[RECEIVER],         needs=["returns_on", "returns_if", "reason"]),
    step("decline_for_client", [SENT, *IN_HAND],             ENDED,        by=[*OUR_SIDE, RECEIVER], label="The client said no", needs=["reason"]),
    step("finish",           [IN_TREATMENT],                 ENDED,        by=[RECEIVER, COORDINATOR], unmet=rules.missing_report, label="Connected and reported"),
    standings={
        #                      who answers for the person  whose move      what it waits on       which clock
        PREPARED:     Standing(holder=SENDER,              turn=SENDER,    waiting_on="client",   clock="prepared"),
        SENT:         Standing(holder=SENDER,              turn=RECEIVER,  waiting_on="receiver", clock="sent"),
        ASKED:        Standing(holder=SENDER,              turn=SENDER,    waiting_on="document", clock="asked", within=SENT),
        EXTERNAL:     Standing(holder=SENDER,              turn=SENDER,    waiting_on="receiver", clock="external", within=SENT),
        NOT_COME:     Standing(holder=SENDER,              turn=SENDER,    waiting_on="client",   clock="looked_for", within=SENT),
        ACCEPTED:     Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="receiver", clock="accepted"),
        LOOKED_FOR:   Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="client",   clock="looked_for", within=ACCEPTED),
        TRIED:        Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="client",   clock="tried", within=ACCEPTED),
        WAITLISTED:   Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="receiver", clock="waitlisted"),
        BOOKED:       Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="client",   clock="booked"),
        ASSESSED:     Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="receiver", clock="assessed"),
        IN_TREATMENT: Standing(holder=RECEIVER,            turn=RECEIVER,  waiting_on="receiver", clock="in_treatment"),
    },
)  # fmt: skip

HANDED = [str(DRAFT), *REFERRAL.standings]  # what passes on when somebody leaves or hands over

ENDINGS = {  # how a handoff ended, by the step that ended it
    "decline": "declined",
    "advise": "advised",
    "suggest": "redirected",
    "expire": "expired",
    "recall": "recalled",
    "release": "released",
    "return_closed": "service_closed",
    "hand_back": "handed_back",
    "decline_for_client": "declined_by_client",
    "recommend": "recommended",
    "need_no_treatment": "no_treatment",
    "provide": "provided",
    "finish": "connected",
}


def parts_in_referral(referral: Any, actor: Actor) -> set[Part]:
    return _our_parts(actor) if referral.org_id == actor.org_id else set()


def parts_in_handoff(handoff: Any, actor: Actor) -> set[Part]:
    """A service outside the network answers by phone, fax or paper: the sending side writes its steps down for it."""
    parts: set[Part] = set()
    if handoff.org_id == actor.org_id:
        parts |= _our_parts(actor)
    receives_for = handoff.to_org_id or handoff.org_id
    if receives_for == actor.org_id and (_is_program(actor) or actor.has(*RECEIVING)):
        parts.add(RECEIVER)
    if receives_for == actor.org_id and _is_program(actor):
        parts.add(SYSTEM)
    return parts


SENDING = (Role.REFERRER, Role.COORDINATOR, Role.CLINICIAN)
RECEIVING = (Role.RECEIVER, Role.CLINICIAN, Role.COORDINATOR)


def _our_parts(actor: Actor) -> set[Part]:
    parts = set()
    if actor.has(*SENDING):
        parts.add(SENDER)
    if actor.has(Role.COORDINATOR):
        parts.add(COORDINATOR)
    if actor.has(Role.CLINICIAN):
        parts.add(CLINICIAN)
    if _is_program(actor):
        parts.add(SYSTEM)
    return parts


def _is_program(actor: Actor) -> bool:
    return actor.membership_id is None and actor.org_id is not None


def standing_key(handoff: Any) -> str:
    """How a handoff stands, which is more than its status."""
    return standing_of(
        handoff.status, question=handoff.question, looked_for=handoff.looked_for, external=handoff.external
    )


def standing_of(status: str, *, question: str, looked_for: int | None, external: str) -> str:
    """Sent with an open question it is *asked*; accepted after a missed visit the person is *looked for*, then *tried*;
    sent to a place that is not chased it is *external*, and *not_come* after somebody said so."""
    if status == SENT and question:
        return ASKED
    if status == SENT and external:
        return NOT_COME if external == NOT_COME else EXTERNAL
    if status == ACCEPTED and looked_for is not None:
        return TRIED if looked_for else LOOKED_FOR
    return str(status)


def stands_as(status: str, *, turn: str, waiting_on: str) -> str:
    """The same of a promise or a line of a work list: they know whose turn it is and what it waits on."""
    return SENT_AS.get((turn, waiting_on), status) if status == SENT else status


SENT_AS = {(stands.turn, stands.waiting_on): key for key, stands in HANDOFF.standings.items() if stands.within == SENT}


def open_values(table: Iterable[str]) -> list[str]:
    return [str(status) for status in table]
