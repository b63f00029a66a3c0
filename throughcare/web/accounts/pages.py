"""What the administration page shows."""

from typing import Any

from django.utils import timezone

from throughcare.accounts import queries
from throughcare.accounts.models import Membership
from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clocks

from .forms import Invitation, Policy, Roles

WORDS = dict(Role.choices)


def administration(actor: Actor, *, invitation: Invitation | None = None, refusal: Any = None) -> dict[str, Any]:
    members, desks = list(queries.members(actor)), list(queries.desks(actor))
    organization = queries.organization(actor.org_id)
    active = sum(member.active for member in members)
    return {
        "headline": f"{active} people work for {organization.name}.",
        "lead": "Who may do what, who sits where, and how long each step may take.",
        "people": [{"member": m, "roles": roles_in_words(m), "form": roles_form(m, desks)} for m in members],
        "desks": desks,
        "organization": organization,
        "agreement": queries.agreement_in_force(organization.pk, on=timezone.localdate()),
        "invitation": invitation or Invitation(desks=desks),
        "policy": Policy(policies=clocks.policy_names(), initial={"name": organization.response_policy}),
        "refusal": refusal,
    }


def roles_in_words(member: Membership) -> str:
    return ", ".join(str(WORDS.get(role, role)) for role in member.roles)


def roles_form(member: Membership, desks: list) -> Roles:
    initial = {"roles": member.roles, "desk": str(member.desk_id or "")}
    return Roles(desks=desks, initial=initial, auto_id=f"{member.pk}-%s")
