"""What the administration page shows."""

from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from throughcare.accounts import queries
from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clocks

from .forms import Invitation, Policy, PublicPage, Roles

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
        "public": public_page(organization.network, desks),
        "refusal": refusal,
    }


def public_page(network: Any, desks: list) -> PublicPage:
    initial = {"address": network.address or slugify(network.name)[:60], "desk": str(network.help_desk_id or "")}
    return PublicPage(desks=desks, initial=initial)


def invitations(person: Any) -> list[dict[str, Any]]:
    """What this person was asked, for them to answer."""
    return [{"invitation": each, "roles": roles_in_words(each)} for each in queries.invitations_to(person)]


def roles_in_words(member: Any) -> str:
    return ", ".join(str(WORDS.get(role, role)) for role in member.roles)


def roles_form(member: Any, desks: list) -> Roles:
    initial = {"roles": member.roles, "desk": str(member.desk_id or "")}
    return Roles(desks=desks, initial=initial, auto_id=f"{member.pk}-%s")


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
