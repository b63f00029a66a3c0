"""How the loop is told to people: every status as a sentence, every step as something that happened."""

from collections.abc import Mapping
from typing import Any

from throughcare.foundation.lifecycle import Step
from throughcare.referrals import queries

STANDS = {  # the referral's status, or its live handoff's; {name} the client, {service} who was asked
    "draft": "A draft for {name}. Nothing has been sent.",
    "open": "{name} waits. Nobody has been asked yet.",
    "open_again": "{name} waits. Nobody is being asked just now.",
    "prepared": "{service} is chosen for {name}. It is not sent yet.",
    "sent": "{service} has been asked for {name}.",
    "asked": "{service} asks something about {name} first.",
    "external": "{name} was sent to {service}. We ask them how it goes.",
    "not_come": "{name} did not come to {service}, we were told.",
    "accepted": "{service} said yes to {name}.",
    "looked_for": "{name} missed a visit. {service} looks for them.",
    "tried": "{name} missed a visit. {service} goes on looking for them.",
    "waitlisted": "{name} is on the waiting list of {service}.",
    "booked": "{name} has a visit at {service}.",
    "assessed": "{service} has seen {name}. Treatment is next.",
    "pathway": "{service} has seen {name}, and says how it goes on.",
    "in_treatment": "{name} is in treatment at {service}.",
    "on_hold": "On hold for {name} until {until}.",
    "closed": "Closed for {name}: {closure}.",
    "entered_in_error": "Entered in error for {name}.",
}
ENDED = {  # how an ask ended, for the side that sent it
    "advised": "{service} answered about {name}.",
    "declined": "{service} said no to {name}.",
    "redirected": "{service} suggested another service for {name}.",
    "expired": "{service} did not answer in time for {name}.",
    "recalled": "{name} was taken back from {service}.",
    "released": "{service} was released, with thanks.",
    "service_closed": "{service} closes. {name} needs another place.",
    "handed_back": "{service} handed {name} back.",
    "recommended": "{service} has seen {name}, and recommends another service.",
    "no_treatment": "{service} has seen {name}: no treatment is needed.",
    "provided": "{name} got it from {service}.",
    "declined_by_client": "{name} said no to {service}.",
    "connected": "{name} is connected with {service}.",
}
RECEIVED = {  # the receiver's sentences; {sender} who asks
    "sent": "{sender} asks: can you help {name}?",
    "asked": "You asked {sender} a question about {name}.",
    "accepted": "You said yes to {name}. Offer a first visit.",
    "looked_for": "{name} missed a visit. Speak with them today.",
    "tried": "{name} missed a visit. Try again to reach them.",
    "waitlisted": "{name} is on your waiting list.",
    "booked": "{name} has a visit with you.",
    "assessed": "You have seen {name}. Treatment is next.",
    "pathway": "You have seen {name}. Say how it goes on.",
    "in_treatment": "{name} is in treatment with you.",
    "advised": "You answered {sender} about {name}.",
    "declined": "You said no to {name}. {sender} was told.",
    "redirected": "You suggested another service for {name}.",
    "expired": "Nobody answered {sender} in time about {name}.",
    "recalled": "{sender} took {name} back.",
    "released": "{sender} needs nothing more for {name}. Thank you.",
    "service_closed": "The service closes. {sender} finds {name} another place.",
    "handed_back": "You handed {name} back to {sender}.",
    "recommended": "You recommended another service for {name}. {sender} was told.",
    "no_treatment": "You found that {name} needs no treatment. {sender} was told.",
    "provided": "{name} got it. {sender} was told.",
    "declined_by_client": "{name} said no.",
    "connected": "{name} is connected. This loop is closed.",
}
PAST = {  # the same without the person: what a receiver keeps of an ask that ended before its yes
    "advised": "You answered the question. {sender} has your words.",
    "declined": "You said no. {sender} was told.",
    "redirected": "You suggested another service. {sender} was told.",
    "expired": "Nobody answered {sender} in time.",
    "recalled": "{sender} took it back.",
    "released": "{sender} needs nothing more. Thank you.",
    "service_closed": "The service closes. {sender} was told.",
    "declined_by_client": "The client said no.",
}
NOT_TOLD = "{name} was passed on. What happens there may not be shared."
WAITS = {
    "nobody": "",
    "receiver": "Waits for the service.",
    "client": "Waits for the client.",
    "family": "Waits for the family.",
    "payer": "Waits for the payer.",
    "court": "Waits for a court.",
    "document": "Waits for an answer from the sending side.",
    "interpreter": "Waits for an interpreter.",
    "transport": "Waits for transport.",
    "bed": "Waits for a bed.",
}
RECEIVER_WAITS = WAITS | {"receiver": "Waits for you."}
NEXT = {  # what the side whose turn it is does next
    "open": "chooses a service with the client",
    "prepared": "asks the client what may be shared, and sends",
    "sent": "answers yes, no, or a question",
    "asked": "answers the question",
    "external": "asks them, or calls the place",
    "not_come": "speaks with them",
    "accepted": "offers a first visit",
    "looked_for": "calls them today",
    "tried": "tries again to reach them",
    "waitlisted": "keeps in touch and offers a place",
    "booked": "sees them, and says whether they came",
    "assessed": "begins treatment",
    "in_treatment": "reports how it goes",
    "on_hold": "takes it up again",
}
WE_DO = {
    "advise": "Send the answer",  # the same of our own side, as somebody says it on the phone: “we will …”
    "open": "choose a service with you",
    "prepared": "ask what may be shared, and send it",
    "asked": "answer what the service asks",
    "external": "ask you whether you got there",
    "not_come": "speak with you about what got in the way",
    "on_hold": "take it up again",
}
WE_FOLLOW = "see that it goes on"  # it is another side's move, and we answer for it
COMES_BACK = {  # where it is not asked what may come back
    "advice": "They answer your question in words. Nothing else comes back.",
    "concern": (
        "Somebody else was worried, and they have not agreed to anything yet: after a yes nothing of what happens there comes back."
    ),
}
FEEDBACK = {
    "progress": "that they came, and how it goes",
    "attendance": "only that they came",
    "nothing": "nothing",
}
HAPPENED = {  # step: what happened, icon, tone
    "open": ("opened the referral", "thread", ""),
    "hold": ("put it on hold", "pause", ""),
    "wake": ("took it up again", "again", "mine"),
    "close": ("closed the referral", "check", "kept"),
    "convert": ("referred them for it", "send", "kept"),
    "take_up": ("wrote down that they agree to help", "heart", "kept"),
    "reopen": ("opened it again", "again", ""),
    "void": ("marked it as entered in error", "cross", ""),
    "contradict": ("opened it again: the client says otherwise", "what", "late"),
    "sign_off": ("signed off that it may end", "check", ""),
    "go_on": ("said how it goes on after the noes", "flag", "mine"),
    "whoever_is_first": ("wrote down that they want whoever says yes first", "people", ""),
    "renegotiate": ("agreed on a new time", "clock", ""),
    "check_in": ("asked how they find it there", "heart", "kept"),
    "no_return": ("wrote down that they do not go back", "cross", ""),
    "lose_coverage": ("wrote down that their coverage ended", "paper", "late"),
    "cover": ("wrote down who pays from now on", "paper", "kept"),
    "talk_over": ("talked it over with them", "say", "mine"),
    "situation": ("wrote down where they are now", "thread", "late"),
    "raise_urgency": ("made it more urgent", "clock", "late"),
    "prepare": ("chose {subject}", "pen", ""),
    "send": ("sent it to {subject}", "send", "mine"),
    "ask": ("asked, for {subject}", "what", ""),
    "answer": ("answered {subject}", "say", "mine"),
    "advise": ("answered the question, for {subject}", "say", "kept"),
    "accept": ("said yes for {subject}", "check", "kept"),
    "decline": ("said no for {subject}", "cross", "late"),
    "suggest": ("suggested another service, for {subject}", "swap", ""),
    "expire": ("noted that {subject} did not answer in time", "clock", "late"),
    "recall": ("took it back from {subject}", "back", ""),
    "release": ("released {subject}, with thanks", "back", ""),
    "return_closed": ("gave it back, because {subject} closes", "back", "late"),
    "manage_externally": ("noted that {subject} is not chased: we ask them", "thread", ""),
    "answer_again": ("noted that {subject} answers here again", "thread", ""),
    "hear_came": ("heard that they came to {subject}", "check", "kept"),
    "hear_not_come": ("heard that they did not come to {subject}", "cross", "late"),
    "hear_nothing": ("asked about {subject}, not known yet", "what", ""),
    "waitlist": ("put them on the waiting list of {subject}", "list", ""),
    "keep_in_touch": ("kept in touch, for {subject}", "phone", ""),
    "weigh_again": ("weighed the urgency again, for {subject}", "clock", ""),
    "book": ("booked a visit at {subject}", "day", "kept"),
    "lose_visit": ("noted that the visit at {subject} did not happen", "cross", "late"),
    "miss_visit": ("noted that the visit at {subject} did not happen", "cross", "late"),
    "reach_out": ("tried to reach them, for {subject}", "phone", ""),
    "assess": ("saw them at {subject}", "check", "kept"),
    "treat_here": ("said that they are treated there, for {subject}", "heart", "kept"),
    "recommend": ("recommended another service, for {subject}", "swap", ""),
    "need_no_treatment": ("found that no treatment is needed, for {subject}", "check", "kept"),
    "provide": ("wrote down that they got it from {subject}", "check", "kept"),
    "begin_treatment": ("began treatment at {subject}", "heart", "kept"),
    "report": ("sent a report from {subject}", "paper", ""),
    "acknowledge": ("read the report of {subject}", "eye", "mine"),
    "withdraw": ("wrote down that the consent was withdrawn: nothing goes back to the sender", "lock", "late"),
    "outgrow": ("wrote down that the consent ended: nothing goes back to the sender", "lock", "late"),
    "assign": ("gave it to a colleague, at {subject}", "people", ""),
    "needs_clinician": ("noted that their clinician left, at {subject}", "people", "late"),
    "program_closed": ("noted that {subject} closes, and that they need another place", "people", "late"),
    "hand_back": ("handed back, for {subject}", "back", "late"),
    "decline_for_client": ("noted that the client said no to {subject}", "cross", ""),
    "finish": ("ended it as connected, at {subject}", "check", "kept"),
}
LABELS = {  # buttons, where the step's own label would be short of words
    "close": "Close",
    "recall": "Take it back",
    "advise": "Answer in words",
    "accept": "Yes, we can",
    "decline": "Not this time",
    "ask": "A question first",
    "hand_back": "Hand it back",
    "expire": "They did not answer",
    "sign_off": "Sign off that it may end",
    "keep": "They came",
    "miss": "They did not come",
    "cancel": "Visit canceled",
    "thank": "Release them, with thanks",
    "take_offer": "They choose this one",
}
DO = {"accept": "Say yes", "decline": "Send the answer", "ask": "Send the question", "answer": "Send the answer"}
ICONS = {
    "hear_came": "check", "hear_not_come": "cross", "hear_nothing": "what",
    "check_in": "heart", "talk_over": "say", "lose_coverage": "paper", "cover": "paper",
    "treat_here": "heart", "recommend": "swap", "need_no_treatment": "check", "provide": "check",
    "advise": "say", "convert": "send", "take_up": "heart",
    "accept": "check", "decline": "cross", "ask": "what", "answer": "say", "recall": "back", "hold": "pause",
    "wake": "again", "close": "check", "reopen": "again", "void": "cross", "suggest": "swap", "hand_back": "back",
    "report": "paper", "acknowledge": "eye", "waitlist": "list", "begin_treatment": "heart", "finish": "check",
    "expire": "clock", "decline_for_client": "cross", "confirm": "check", "move": "swap", "keep": "check",
    "miss": "cross", "cancel": "cross", "sign_off": "check", "say_yes": "check", "say_no": "cross", "call_me": "phone",
    "take_offer": "heart", "thank": "back", "keep_in_touch": "phone", "reach_out": "phone", "weigh_again": "clock",
}  # fmt: skip


LABELS_FOR_THEM = LABELS | {  # a step of a service outside the network, written down by the sending side
    "accept": "They said yes",
    "decline": "They said no",
    "ask": "They ask something",
    "suggest": "They suggest another",
    "keep_in_touch": "They kept in touch",
    "waitlist": "They put them on a waiting list",
    "begin_treatment": "Treatment began",
    "report": "They reported",
    "hand_back": "They handed it back",
}


def how(status: str, ask: Any, *, is_received: bool) -> str:
    """The key of the sentence. Which way it goes on, the sender reads in the steps, where it may be told."""
    is_open = ask is not None and ask.status == "assessed" and queries.says_pathway(ask.kind)
    return "pathway" if is_open and status == "assessed" and not (is_received and ask.pathway) else status


def label(step: Step, labels: Mapping[str, str]) -> str:
    return labels.get(step.name, step.label)
