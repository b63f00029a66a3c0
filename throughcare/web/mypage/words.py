"""The sentences of the client's page. Each names a person or a place and what happens; none names what it is for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

HAVE_BEEN_THERE = {"assessed", "in_treatment"}
HAS_A_TIME = {"open", "prepared", "sent", "asked", "accepted", "looked_for", "waitlisted"}


@dataclass(frozen=True)
class Told:
    helper: str
    place: str

    def in_(self, sentence: Any) -> str:
        return str(sentence) % {"helper": self.helper, "place": self.place}


NEXT = {
    "choosing": gettext_lazy("You can choose."),
    "open": gettext_lazy("%(helper)s looks for a place for you."),
    "on_hold": gettext_lazy("We wait for now. Then %(helper)s calls you."),
    "prepared": gettext_lazy("%(helper)s asks %(place)s for you."),
    "sent": gettext_lazy("%(place)s reads your request and answers."),
    "external": gettext_lazy("%(place)s has your request. %(helper)s asks you how it goes."),
    "asked": gettext_lazy("%(place)s has a question. %(helper)s answers it."),
    "accepted": gettext_lazy("%(place)s said yes. They give you a time."),
    "looked_for": gettext_lazy("%(place)s calls you to find a new time."),
    "waitlisted": gettext_lazy("You are on the list of %(place)s."),
    "booked": gettext_lazy("You have a time at %(place)s."),
    "assessed": gettext_lazy("You were at %(place)s. They tell you how it goes on."),
    "in_treatment": gettext_lazy("You go to %(place)s."),
    "not_told": gettext_lazy("The place that you chose calls you."),
    "closed": gettext_lazy("This request is closed."),
}
EXPLAINED = {
    "open": gettext_lazy("You do not have to do anything right now."),
    "sent": gettext_lazy("If they say no, %(helper)s asks another place and tells you."),
    "accepted": gettext_lazy("You can still say no, or ask for another place."),
    "waitlisted": gettext_lazy("They call you when there is room. You can call them too."),
    "not_told": gettext_lazy("You asked that we are not told how it goes. You can always ask us for help."),
    "closed": gettext_lazy("You can come back at any time. Call us, and you do not start over."),
}


def status_of(referral: Any, ask: Any) -> str:
    """How it stands, as far as our side may know."""
    if referral.status in {"closed", "on_hold"}:
        return referral.status
    if not referral.is_followed:
        return "not_told"
    if ask is None:
        return "open"
    if ask.looked_for is not None and ask.status == "accepted":
        return "looked_for"
    if ask.status == "sent" and ask.external:
        return "external"
    return "asked" if ask.status == "sent" and ask.question and ask.turn == "sender" else str(ask.status)


def next_step(status: str, told: Told) -> str:
    return told.in_(NEXT.get(status, NEXT["open"]))


def explained(status: str, told: Told) -> str:
    return told.in_(EXPLAINED[status]) if status in EXPLAINED else ""


def helper_of(referral: Any, org_name: str) -> str:
    """First name of whoever answers for it, else the desk's organization: one name to ask for."""
    return referral.holder.person.name if referral.holder else org_name


def phone_of(referral: Any, org: Any) -> str:
    """A number that is answered."""
    own = referral.holder.person.phone if referral.holder else ""
    desk = referral.holder_desk.phone if referral.holder_desk else ""
    return own or desk or org.phone


def wait(found: Any) -> str:
    if found is None:
        return _("We do not know yet how long people wait here.")
    weeks = ngettext("one week", "%(weeks)s weeks", found.weeks) % {"weeks": found.weeks}
    return _("Half of people wait %(weeks)s or less. We know this from the last %(people)s people.") % {
        "weeks": weeks, "people": found.people,
    }  # fmt: skip


NAMES = {"en": gettext_lazy("English"), "es": gettext_lazy("Spanish")}


def languages(codes: list[str]) -> str:
    known = [str(NAMES[code]) for code in codes if code in NAMES]
    more = len(codes) - len(known)
    return ", ".join(known + ([_("and more")] if more and known else []))


def ages(least: int | None, most: int | None) -> str:
    if least and most:
        return _("For people from %(least)s to %(most)s years.") % {"least": least, "most": most}
    if least:
        return _("For people of %(least)s years and more.") % {"least": least}
    return _("For people up to %(most)s years.") % {"most": most} if most else ""


def how_much(sections: int, documents: int) -> str:
    parts = ngettext("one part of what you told us", "%(count)s parts of what you told us", sections) % {
        "count": sections
    }
    if not documents:
        return parts
    return parts + ", " + ngettext("one document", "%(count)s documents", documents) % {"count": documents}


SAID = {
    "choose": gettext_lazy("You chose a place."),
    "not_this": gettext_lazy("You said no to a place."),
    "coming": gettext_lazy("You said that you come."),
    "better_time": gettext_lazy("You asked for a better time."),
    "no_more": gettext_lazy("You said that you do not want this any more."),
    "helped": gettext_lazy("You said that it helped."),
    "partly": gettext_lazy("You said that it helped a little."),
    "not": gettext_lazy("You said that it did not help."),
    "stop_sharing": gettext_lazy("You asked us to stop sharing."),
}


def of_voice(voice: Any) -> str:
    done = _("We did that.") if voice.ended_at else _("A person reads it and calls you.")
    return f"{SAID[voice.kind]} {done}"


@dataclass(frozen=True)
class Asked:
    """What one asks before a word is kept: a question, what follows, the button."""

    title: Any
    follows: Any
    do: Any
    label: Any
    asks_when: bool = False


ASKED = {
    "choose": Asked(
        gettext_lazy("Do you choose this place?"),
        gettext_lazy("We ask them for you. You can still change your mind."),
        gettext_lazy("Yes, this one"), gettext_lazy("Do you want to tell us something?"),
    ),
    "not_this": Asked(
        gettext_lazy("Do you say no to this place?"),
        gettext_lazy("That is all right. The other places stay. We go on looking with you."),
        gettext_lazy("No, not this one"), gettext_lazy("Why not? It helps us find a better place."),
    ),
    "coming": Asked(
        gettext_lazy("Will you be there?"), gettext_lazy("You can still change it later."),
        gettext_lazy("Yes, I come"), gettext_lazy("Do you want to tell us something?"),
    ),
    "better_time": Asked(
        gettext_lazy("Which time is better for you?"),
        gettext_lazy("A person finds a time and tells you in a safe way."),
        gettext_lazy("Ask for a better time"), gettext_lazy("Is there more that we should know?"), asks_when=True,
    ),
    "no_more": Asked(
        gettext_lazy("Do you want to stop?"),
        gettext_lazy("You decide. A person calls you once in a safe way. You can come back at any time and do not start over."),
        gettext_lazy("Yes, I want to stop"), gettext_lazy("Do you want to tell us why?"),
    ),
    "helped": Asked(
        gettext_lazy("Did it help you?"), gettext_lazy("We are glad to hear it."),
        gettext_lazy("Yes, it helped"), gettext_lazy("Do you want to tell us something?"),
    ),
    "partly": Asked(
        gettext_lazy("Did it help a little?"), gettext_lazy("A person calls you and asks what would be better."),
        gettext_lazy("Yes, a little"), gettext_lazy("What would be better?"),
    ),
    "not": Asked(
        gettext_lazy("It did not help?"),
        gettext_lazy("Thank you for telling us. You did nothing wrong. A person calls you, and we look for something better."),
        gettext_lazy("It did not help me"), gettext_lazy("What was it like? What would be better?"),
    ),
    "stop_sharing": Asked(
        gettext_lazy("Should we stop sharing with them?"),
        gettext_lazy("Nothing more goes to them. What they have already, we cannot take back. We can ask them not to use it."),
        gettext_lazy("Yes, stop sharing"), gettext_lazy("Do you want to tell us why?"),
    ),
}  # fmt: skip
