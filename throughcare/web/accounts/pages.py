"""What the administration page shows."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries
from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clocks

from .forms import Invitation, Policy, Roles

WORDS = dict(Role.choices)


def administration(actor: Actor, *, invitation: Invitation | None = None, refusal: Any = None) -> dict[str, Any]:
    members, desks = list(queries.members(actor)), list(queries.desks(actor))
    organization = queries.organization(actor.org_id)
    active = sum(member.active for member in members)
    people = "One person works" if active == 1 else f"{active} people work"
    return {
        "headline": f"{people} for {organization.name}.",
        "lead": "Who may do what, who sits where, and how long each step may take.",
        "people": [{"member": m, "roles": roles_in_words(m), "form": roles_form(m, desks)} for m in members],
        "desks": desks,
        "invited": [{"invitation": i, "roles": roles_in_words(i)} for i in queries.invitations_from(actor)],
        "organization": organization,
        "leads_network": queries.leads_network(actor),
        "agreement": queries.agreement_in_force(organization.pk, on=timezone.localdate()),
        "invitation": invitation or Invitation(desks=desks),
        "policy": Policy(
            policies=clocks.policy_choices(organization.pk, organization.network_id),
            initial={"name": organization.response_policy},
        ),
        "refusal": refusal,
    }


def invitations(person: Any) -> list[dict[str, Any]]:
    """What this person was asked, for them to answer."""
    return [{"invitation": each, "roles": roles_in_words(each)} for each in queries.invitations_to(person)]


def roles_in_words(member: Any) -> str:
    return ", ".join(str(WORDS.get(role, role)) for role in member.roles)


def roles_form(member: Any, desks: list) -> Roles:
    initial = {"roles": member.roles, "desk": str(member.desk_id or "")}
    return Roles(desks=desks, initial=initial, auto_id=f"{member.pk}-%s")


SAYS = {
    "warning": "comes near its limit",
    "breach": "passed its limit",
    "escalation": "is late, and its holder was told before",
    "drifting": "is about somebody who waits and did not answer twice: they may be drifting away",
    "noes": "heard a third no, or one more",
    "assign": "was given to you",
    "alone": "is about somebody whose clinician left",
    "situation": "is about somebody whose situation changed",
}
NAMES = {
    "referral": "A referral",
    "handoff": "An ask to a service",
    "signal": "A risk signal",
    "inquiry": "A question without a name",
    "help-request": "Somebody who asked for help",
}


def notices(actor: Actor) -> dict[str, Any]:
    rows = list(queries.notices(actor))
    waiting = sum(row.seen_at is None for row in rows)
    return {
        "headline": told(waiting),
        "notices": [{"notice": row, "words": said(row), "url": address(row)} for row in rows],
        "waiting": waiting,
    }


def told(waiting: int) -> str:
    if not waiting:
        return "Nothing new to tell you."
    return "One new thing to tell you." if waiting == 1 else f"{waiting} new things to tell you."


def said(notice: Any) -> str:
    if notice.clock == "situation_review":
        return "Ask again where this person is now"
    if notice.clock == "message":
        return "The other side of an ask wrote to you"
    if notice.clock == "draft":
        return "A draft that nobody goes on with will be removed"
    if notice.clock == "invitation":
        return "An organization asks you to work for it too"
    if notice.clock == "hand_over":
        return "Nobody took over what was handed on: you decide"
    return f"{NAMES.get(notice.subject_kind, 'Something')} {SAYS.get(notice.kind, notice.kind)}"


def address(notice: Any) -> str:
    if notice.clock == "invitation":
        return reverse("organizations")
    if notice.clock == "hand_over":
        return reverse("handed")
    if notice.kind == "alone":
        return reverse("left-alone")
    return reverse(notice.subject_kind, args=[notice.subject_id])


def availability(actor: Actor, member: Any) -> dict[str, Any]:
    """Of whom it is, and the colleagues of whom one may say the same."""
    leads = [
        one for one in queries.members(actor) if one.active and one.desk and one.desk.lead_id == actor.membership_id
    ]
    return {
        "member": member,
        "is_mine": member.pk == actor.membership_id,
        "colleagues": [m for m in leads if m != member],
    }
